//! Files in a bucket of a store that speaks the S3 protocol.

mod halves;
mod settings;

use std::collections::BTreeSet;

use futures_util::TryStreamExt as _;
use futures_util::stream;
use object_store::aws::AmazonS3;
use object_store::multipart::MultipartStore as _;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore};

use self::halves::{Half, Halves};
use super::error::{StorageError, StorageResult};
use super::stored::Stored;

/// A bucket, or the part of it that begins with `root`; keys go on behind that.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    client: AmazonS3,
    halves: Halves,
    root: Path,
}

impl Bucket {
    /// Opens a bucket with the usual settings of its store (`AWS_…`); does not connect. An error names the wrong
    /// setting.
    pub(super) fn open(settings: &[(String, String)], bucket: &str, prefix: &str) -> Result<Self, String> {
        let settings::Opened { client, http } = settings::open(settings, bucket)?;
        Ok(Self {
            halves: Halves::new(client.clone(), http),
            client,
            root: Path::parse(prefix).map_err(|error| format!("DAYBOOK_OBJECTS_URL: {error}"))?,
        })
    }

    pub(super) fn store(&self) -> AmazonS3 {
        self.client.clone()
    }

    /// Where a key lies in the bucket.
    pub(super) fn path(&self, key: &Path) -> Path {
        self.root.parts().chain(key.parts()).collect()
    }

    /// Everything below a prefix.
    pub(super) async fn list(&self, prefix: &Path) -> StorageResult<Vec<Stored>> {
        let prefix = self.path(prefix);
        let mut found = Vec::new();
        for object in self.objects(&prefix).await? {
            found.push(Stored {
                key: self.key(&object.location),
                bytes: object.size,
                is_whole: true,
            });
        }
        for half in self.halves(&prefix).await {
            found.push(Stored {
                key: format!("{}#{}", self.key(&half.path), half.id),
                bytes: 0,
                is_whole: false,
            });
        }
        found.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(found)
    }

    /// The prefixes that are one name longer.
    pub(super) async fn prefixes(&self, prefix: &Path) -> StorageResult<Vec<String>> {
        let prefix = self.path(prefix);
        let found = self
            .client
            .list_with_delimiter(Some(&prefix))
            .await?
            .common_prefixes;
        let of_halves = self.halves(&prefix).await.into_iter();
        let of_halves = of_halves.filter_map(|half| one_longer(&prefix, &half.path));
        let found: BTreeSet<Path> = found.into_iter().chain(of_halves).collect();
        Ok(found.iter().map(|path| self.key(path)).collect())
    }

    /// Removes everything below a prefix but the objects with these keys.
    pub(super) async fn remove_all_but(&self, prefix: &Path, keep: &[String]) -> StorageResult<u64> {
        let prefix = self.path(prefix);
        let paths = self.objects(&prefix).await?;
        let paths = paths.into_iter().map(|object| object.location);
        let unwanted: Vec<Path> = paths.filter(|path| !keep.contains(&self.key(path))).collect();
        let mut removed = self.remove_objects(unwanted).await?;
        for half in self.halves(&prefix).await {
            self.abort(&half.path, half.id).await?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Removes objects, and halves, by their keys.
    pub(super) async fn remove(&self, keys: &[String]) -> StorageResult<()> {
        let mut objects = Vec::new();
        for key in keys {
            match key.split_once('#') {
                Some((key, id)) => self.abort(&self.path(&Path::parse(key)?), id.to_owned()).await?,
                None => objects.push(self.path(&Path::parse(key)?)),
            }
        }
        self.remove_objects(objects).await.map(drop)
    }

    async fn remove_objects(&self, paths: Vec<Path>) -> StorageResult<u64> {
        let paths = stream::iter(paths.into_iter().map(Ok));
        let removed: Vec<Path> = self.client.delete_stream(Box::pin(paths)).try_collect().await?;
        Ok(removed.len() as u64)
    }

    async fn abort(&self, path: &Path, id: String) -> StorageResult<()> {
        match self.client.abort_multipart(path, &id).await {
            // Somebody else took it away, or finished it.
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            result => Ok(result?),
        }
    }

    async fn objects(&self, prefix: &Path) -> StorageResult<Vec<ObjectMeta>> {
        Ok(self.client.list(Some(prefix)).try_collect().await?)
    }

    /// Uploads that were not finished; none, where the store does not tell: not all can, and to read them is a
    /// right of its own. A rule of the bucket (`AbortIncompleteMultipartUpload`) removes them there.
    async fn halves(&self, prefix: &Path) -> Vec<Half> {
        self.halves
            .list(prefix)
            .await
            .unwrap_or_else(|error: StorageError| {
                tracing::warn!(
                    error = error.cause(),
                    "the store does not tell which uploads were not finished"
                );
                Vec::new()
            })
    }

    fn key(&self, path: &Path) -> String {
        match path.prefix_match(&self.root) {
            Some(parts) => parts.collect::<Path>().to_string(),
            None => path.to_string(),
        }
    }
}

/// The prefix that is one name longer than this one and leads to a path; not the path itself.
fn one_longer(prefix: &Path, path: &Path) -> Option<Path> {
    let mut parts = path.prefix_match(prefix)?;
    let name = parts.next()?;
    parts.next()?;
    Some(prefix.clone().join(name))
}

#[cfg(test)]
mod tests;
