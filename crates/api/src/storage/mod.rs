//! Where the files of exports lie: a directory, or a bucket of a store that speaks the S3 protocol.
//!
//! A file is written piece by piece ([`Upload`]) and is there by its key whole or not at all, whatever happens to the
//! process; what that leaves behind is found by [`Storage::list`] and taken away by [`Storage::remove_all_but`].
//! A store that is out of reach is an error of each call, within about half a minute, and never of the start.

mod directory;
mod download;
mod error;
mod place;
mod room;
mod s3;
mod stored;
mod upload;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, PutMultipartOptions, PutOptions};

use self::directory::Directory;
pub use self::download::Download;
pub use self::error::{StorageError, StorageFailure, StorageResult};
pub use self::place::Place;
use self::s3::Bucket;
pub use self::stored::Stored;
pub use self::upload::{Upload, Written};

/// A place for files. Cheap to clone.
///
/// Keys are `/`-separated names; a prefix is some whole names from the front of keys.
#[derive(Debug, Clone)]
pub struct Storage(Store);

#[derive(Debug, Clone)]
enum Store {
    Directory(Directory),
    Bucket(Bucket),
}

impl Storage {
    /// Opens a place without touching it. `settings` are those of an S3 store by the names of the environment
    /// (`AWS_…`); others are passed over. An error begins with the name of the wrong setting.
    pub fn open(place: &Place, settings: &[(String, String)]) -> Result<Self, String> {
        Ok(match place {
            Place::Directory(path) => Self::in_directory(path),
            Place::S3 { bucket, prefix } => Self(Store::Bucket(Bucket::open(settings, bucket, prefix)?)),
        })
    }

    /// A directory, which is made, for its owner alone, when the first file is written.
    pub fn in_directory(path: impl Into<PathBuf>) -> Self {
        Self(Store::Directory(Directory::new(path.into())))
    }

    /// Begins an object. What lies under its key stays until it is finished.
    pub async fn begin(&self, key: &str) -> StorageResult<Upload> {
        let path = self.path(key)?;
        let options = PutMultipartOptions::default();
        let target = self
            .for_writing(&path)
            .await?
            .put_multipart_opts(&path, options)
            .await?;
        Ok(match &self.0 {
            Store::Directory(directory) => Upload::to_disk(target, directory.root()),
            Store::Bucket(_) => Upload::to_bucket(target),
        })
    }

    /// Writes a small object: it is there whole or as it was before.
    pub async fn put(&self, key: &str, bytes: impl Into<Bytes>) -> StorageResult<()> {
        let path = self.path(key)?;
        let store = self.for_writing(&path).await?;
        store
            .put_opts(&path, bytes.into().into(), PutOptions::default())
            .await?;
        Ok(())
    }

    /// Begins to read an object, or what there is of a range of it.
    pub async fn read(&self, key: &str, range: Option<Range<u64>>) -> StorageResult<Download> {
        Download::begin(self.for_reading().await?, self.path(key)?, range).await
    }

    /// Everything below a prefix, of which all may be meant (``), in the order of keys; halves of objects too, which
    /// somebody writes, or a process that was killed left.
    pub async fn list(&self, prefix: &str) -> StorageResult<Vec<Stored>> {
        match &self.0 {
            Store::Directory(directory) => {
                let (directory, prefix) = (directory.clone(), Path::parse(prefix)?);
                blocking(move || directory.list(prefix.as_ref())).await
            }
            Store::Bucket(bucket) => bucket.list(&Path::parse(prefix)?).await,
        }
    }

    /// The prefixes that are one name longer than this one, in their order.
    pub async fn prefixes(&self, prefix: &str) -> StorageResult<Vec<String>> {
        match &self.0 {
            Store::Directory(directory) => {
                let (directory, prefix) = (directory.clone(), Path::parse(prefix)?);
                blocking(move || directory.prefixes(prefix.as_ref())).await
            }
            Store::Bucket(bucket) => bucket.prefixes(&Path::parse(prefix)?).await,
        }
    }

    /// Removes everything below a prefix but these keys, halves of objects too; answers how many there were. Nobody
    /// may be writing there: their upload would fail. To do it again is harmless.
    pub async fn remove_all_but(&self, prefix: &str, keep: &[&str]) -> StorageResult<u64> {
        let path = named(prefix)?;
        let keep: Vec<String> = keep.iter().map(|key| (*key).to_owned()).collect();
        match &self.0 {
            Store::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.remove_all_but(path.as_ref(), &keep)).await
            }
            Store::Bucket(bucket) => bucket.remove_all_but(&path, &keep).await,
        }
    }

    /// Removes objects, halves of them too, by their keys; one that is not there any more is no failure.
    pub async fn remove(&self, keys: &[&str]) -> StorageResult<()> {
        for key in keys {
            named(key.split('#').next().unwrap_or_default())?;
        }
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        match &self.0 {
            Store::Directory(directory) => {
                let directory = directory.clone();
                blocking(move || directory.remove(&keys)).await
            }
            Store::Bucket(bucket) => bucket.remove(&keys).await,
        }
    }

    async fn for_reading(&self) -> StorageResult<Arc<dyn ObjectStore>> {
        match &self.0 {
            Store::Directory(directory) => {
                let directory = directory.clone();
                Ok(Arc::new(blocking(move || directory.store()).await?))
            }
            Store::Bucket(bucket) => Ok(Arc::new(bucket.store())),
        }
    }

    async fn for_writing(&self, path: &Path) -> StorageResult<Arc<dyn ObjectStore>> {
        let Store::Directory(directory) = &self.0 else {
            return self.for_reading().await;
        };
        let (directory, path) = (directory.clone(), path.clone());
        let store = blocking(move || directory.store_with_room_for(path.as_ref())).await?;
        Ok(Arc::new(store))
    }

    /// Where a key lies.
    fn path(&self, key: &str) -> StorageResult<Path> {
        let key = named(key)?;
        Ok(match &self.0 {
            Store::Directory(_) => key,
            Store::Bucket(bucket) => bucket.path(&key),
        })
    }
}

/// A key or prefix that is not empty: that would mean everything.
fn named(key: &str) -> StorageResult<Path> {
    let path = Path::parse(key)?;
    if path.is_root() {
        return Err(StorageError::new(StorageFailure::Other, "a key without a name"));
    }
    Ok(path)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> StorageResult<T> + Send + 'static,
) -> StorageResult<T> {
    tokio::task::spawn_blocking(work).await?
}

#[cfg(test)]
mod tests;
