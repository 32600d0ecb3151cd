//! What lies in the store.

use futures_util::TryStreamExt as _;
use futures_util::stream;
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore};

use super::error::StorageResult;

/// An object, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its key; of a local file that never became whole, with `#` and a number behind it.
    pub key: String,
    /// Its size; 0 for an upload that S3 holds parts of.
    pub bytes: u64,
    /// Whether it can be read: otherwise somebody is writing it, or was when their process was killed.
    pub is_whole: bool,
}

/// Every object in a bucket below a prefix, which begins with `root`; keys go on behind that.
pub(super) async fn list(client: &AmazonS3, root: &Path, prefix: &Path) -> StorageResult<Vec<Stored>> {
    let stored = |object: ObjectMeta| Stored {
        key: below(root, &object.location),
        bytes: object.size,
        is_whole: true,
    };
    let objects: Vec<ObjectMeta> = client.list(Some(prefix)).try_collect().await?;
    let mut found: Vec<Stored> = objects.into_iter().map(stored).collect();
    found.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(found)
}

/// The prefixes that are one name longer.
pub(super) async fn prefixes(client: &AmazonS3, root: &Path, prefix: &Path) -> StorageResult<Vec<String>> {
    let found = client.list_with_delimiter(Some(prefix)).await?.common_prefixes;
    let mut found: Vec<String> = found.iter().map(|path| below(root, path)).collect();
    found.sort();
    Ok(found)
}

/// Removes every object below a prefix but those with these keys.
pub(super) async fn remove_all_but(
    client: &AmazonS3,
    root: &Path,
    prefix: &Path,
    keep: &[String],
) -> StorageResult<u64> {
    let objects: Vec<ObjectMeta> = client.list(Some(prefix)).try_collect().await?;
    let paths = objects.into_iter().map(|object| object.location);
    remove_paths(
        client,
        paths.filter(|path| !keep.contains(&below(root, path))).collect(),
    )
    .await
}

/// Removes objects by their keys; answers how many that were.
pub(super) async fn remove(client: &AmazonS3, root: &Path, keys: Vec<String>) -> StorageResult<u64> {
    let path_of = |key: String| root.parts().chain(Path::from(key).parts()).collect();
    remove_paths(client, keys.into_iter().map(path_of).collect()).await
}

async fn remove_paths(client: &AmazonS3, paths: Vec<Path>) -> StorageResult<u64> {
    let paths = stream::iter(paths.into_iter().map(Ok));
    let removed: Vec<Path> = client.delete_stream(Box::pin(paths)).try_collect().await?;
    Ok(removed.len() as u64)
}

/// A path in the bucket as a key.
fn below(root: &Path, path: &Path) -> String {
    match path.prefix_match(root) {
        Some(parts) => parts.collect::<Path>().to_string(),
        None => path.to_string(),
    }
}
