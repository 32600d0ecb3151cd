//! An object that is written piece by piece.

use std::mem;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use object_store::MultipartUpload;
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::error::{StorageError, StorageFailure, StorageResult};
use super::room;

const MEBIBYTE: usize = 1024 * 1024;
/// Parts that are on their way while the next one fills.
const MOST_ON_THEIR_WAY: usize = 2;

/// How large the parts of an object are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parts {
    /// Of a file: any number of small ones.
    OfFile,
    /// Of S3, which takes 10,000, and of those that are like it some that want them equal: 8 MiB, doubled only where
    /// an object is so large that it needs it.
    OfS3,
}

impl Parts {
    /// Bytes of a part, counted from 0; `None` where there can be no more.
    fn size(self, index: usize) -> Option<usize> {
        const OF_A_SIZE: usize = 2_500;
        match self {
            Self::OfFile => Some(MEBIBYTE),
            Self::OfS3 => (index < 4 * OF_A_SIZE).then(|| (8 * MEBIBYTE) << (index / OF_A_SIZE)),
        }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
}

/// An object that is being written: by its key it is there whole when it is finished, and not before. Three of its
/// parts are in memory at most: 3 MiB of a file, 24 MiB in S3, more only beyond 20 GB. Dropped before, it takes back
/// what it wrote; a process that is killed leaves that for
/// [`Storage::remove_all_but`](super::Storage::remove_all_but).
pub struct Upload {
    target: Option<Box<dyn MultipartUpload>>,
    parts: Parts,
    disk_of: Option<PathBuf>,
    sent: usize,
    on_their_way: JoinSet<object_store::Result<()>>,
    buffer: Vec<u8>,
    /// A write has begun and not succeeded.
    is_broken: bool,
    bytes: u64,
    hash: Sha256,
}

impl Upload {
    /// Of a file below a directory, whose disk it does not fill.
    pub(super) fn to_disk(target: Box<dyn MultipartUpload>, directory: &Path) -> Self {
        Self::new(target, Parts::OfFile, Some(directory.to_owned()))
    }

    /// Of an object in a bucket.
    pub(super) fn to_bucket(target: Box<dyn MultipartUpload>) -> Self {
        Self::new(target, Parts::OfS3, None)
    }

    fn new(target: Box<dyn MultipartUpload>, parts: Parts, disk_of: Option<PathBuf>) -> Self {
        Self {
            target: Some(target),
            parts,
            disk_of,
            sent: 0,
            on_their_way: JoinSet::new(),
            buffer: Vec::new(),
            is_broken: false,
            bytes: 0,
            hash: Sha256::new(),
        }
    }

    /// Adds bytes. After an error, or where its future was dropped, the upload cannot be finished any more.
    pub async fn write(&mut self, mut bytes: &[u8]) -> StorageResult<()> {
        self.check()?;
        self.is_broken = true;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        while !bytes.is_empty() {
            let size = self.parts.size(self.sent).ok_or_else(too_large)?;
            let (now, later) = bytes.split_at(bytes.len().min(size - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() == size {
                self.send().await?;
            }
        }
        self.is_broken = false;
        Ok(())
    }

    /// Makes the object visible, when all of it is safe.
    pub async fn finish(mut self) -> StorageResult<Written> {
        self.check()?;
        if !self.buffer.is_empty() {
            self.send().await?;
        }
        self.wait_for(0).await?;
        if let Some(target) = &mut self.target {
            target.complete().await?;
        }
        self.target = None;
        let hash = mem::take(&mut self.hash).finalize();
        Ok(Written {
            bytes: self.bytes,
            sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// Takes back what was written; answers when it is gone.
    pub async fn abort(mut self) -> StorageResult<()> {
        self.on_their_way.shutdown().await;
        match self.target.take() {
            Some(mut target) => Ok(target.abort().await?),
            None => Ok(()),
        }
    }

    fn check(&self) -> StorageResult<()> {
        if self.is_broken {
            return Err(StorageError::new(
                StorageFailure::Other,
                "a write before this one did not succeed",
            ));
        }
        Ok(())
    }

    async fn send(&mut self) -> StorageResult<()> {
        self.wait_for(MOST_ON_THEIR_WAY - 1).await?;
        if let Some(directory) = &self.disk_of {
            room::check(directory)?;
        }
        let part = Bytes::from(mem::take(&mut self.buffer));
        if let Some(target) = &mut self.target {
            self.on_their_way.spawn(target.put_part(part.into()));
        }
        self.sent += 1;
        Ok(())
    }

    /// Until so many parts are on their way, or one has failed.
    async fn wait_for(&mut self, most: usize) -> StorageResult<()> {
        while self.on_their_way.len() > most {
            if let Some(part) = self.on_their_way.join_next().await {
                part??;
            }
        }
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.on_their_way.abort_all();
        // A file is removed by its target's own drop as well, but parts in S3 only by a request.
        if let (Some(mut target), Ok(runtime)) = (self.target.take(), Handle::try_current()) {
            runtime.spawn(async move {
                if let Err(error) = target.abort().await {
                    tracing::warn!(
                        error = StorageError::from(error).cause(),
                        "an upload could not be taken back"
                    );
                }
            });
        }
    }
}

fn too_large() -> StorageError {
    StorageError::new(StorageFailure::Other, "an object of more parts than S3 takes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_parts_hold_some_hundred_gigabytes() {
        let sizes: Vec<usize> = (0..).map_while(|index| Parts::OfS3.size(index)).collect();
        assert_eq!(sizes.len(), 10_000);
        assert_eq!(sizes.first(), Some(&(8 * MEBIBYTE)));
        assert_eq!(sizes.last(), Some(&(64 * MEBIBYTE)));
        assert!(sizes.iter().sum::<usize>() > 300_000_000_000);
    }
}
