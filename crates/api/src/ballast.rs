//! A file beside the SQLite database that is given up when the disk is full. On a full disk SQLite can delete nothing
//! either: what the file gave back is room for its write-ahead log and for people who make room. Until there is plenty
//! again, appends are refused, or they would fill that room too.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use daybook_shared::problem::ErrorCode;

use crate::error::ApiError;

const MEBIBYTE: u64 = 1 << 20;
const RETRY_SECONDS: i64 = 1;

/// The file is not there, and nobody has missed it yet.
const ABSENT: u8 = 0;
/// It takes its room.
const HELD: u8 = 1;
/// The disk was full: its room is in use.
const RELEASED: u8 = 2;

/// The ballast of a database; on PostgreSQL there is none. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Ballast(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    mebibytes: u64,
    state: AtomicU8,
}

impl Ballast {
    /// The ballast of a database file, not yet made. Of no size, there is none.
    pub fn beside(database: &Path, mebibytes: u64) -> Self {
        if mebibytes == 0 {
            return Self(None);
        }
        let mut name = database.as_os_str().to_owned();
        name.push(".ballast");
        Self(Some(Arc::new(Inner {
            path: PathBuf::from(name),
            mebibytes,
            state: AtomicU8::new(ABSENT),
        })))
    }

    /// Whether the disk was full and there is not yet plenty of room again.
    pub fn is_released(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.is(RELEASED))
    }

    /// The refusal of an append, while the ballast is released.
    pub fn check(&self) -> Result<(), ApiError> {
        if self.is_released() {
            let detail =
                "the disk is full; nothing was stored, and nothing will be until there is room again";
            return Err(ApiError::new(ErrorCode::StorageFull, detail).retry_after(RETRY_SECONDS));
        }
        Ok(())
    }

    /// Gives the room back, the first time that something could not be stored.
    pub fn release_if_full(&self, error: &ApiError) {
        if let Some(inner) = self.0.as_ref().filter(|_| error.code == ErrorCode::StorageFull) {
            inner.release();
        }
    }

    /// Makes the file where it is missing and there is room for it twice. Blocks; made to be called again and again.
    pub fn restore(&self) {
        if let Some(inner) = self.0.as_ref().filter(|inner| !inner.is(HELD)) {
            inner.restore();
        }
    }
}

impl Inner {
    fn is(&self, state: u8) -> bool {
        self.state.load(Ordering::SeqCst) == state
    }

    fn release(&self) {
        let held = self
            .state
            .compare_exchange(HELD, RELEASED, Ordering::SeqCst, Ordering::SeqCst);
        if held.is_err() {
            return;
        }
        let (path, mebibytes) = (self.path.display(), self.mebibytes);
        match self.empty() {
            Ok(()) => tracing::error!(
                "the disk is full: appends are refused until {} MiB are free; reads go on, and `{path}` was emptied so \
                 that {mebibytes} MiB are left to make room with",
                2 * mebibytes
            ),
            Err(error) => {
                tracing::error!(%error, "the disk is full, and `{path}` could not be emptied to make room");
            }
        }
    }

    fn restore(&self) {
        let room = self.mebibytes * MEBIBYTE;
        // What a server that ran before left: its ballast, or the empty file of a disk that was full.
        let size = fs::metadata(&self.path).map(|file| file.len()).ok();
        if size == Some(0) {
            self.state.store(RELEASED, Ordering::SeqCst);
        }
        let was_released = self.is(RELEASED);
        if size != Some(room) {
            let beside = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
            let free = fs4::available_space(beside.unwrap_or(Path::new("."))).unwrap_or(0);
            if free < 2 * room || self.make().is_err() {
                return;
            }
        }
        self.state.store(HELD, Ordering::SeqCst);
        if was_released {
            tracing::warn!("there is room on the disk again: events are taken as before");
        }
    }

    /// Of random bytes, so that no file system makes it smaller.
    fn make(&self) -> io::Result<()> {
        let mut part = vec![0; MEBIBYTE as usize];
        rand::fill(part.as_mut_slice());
        let made = File::create(&self.path).and_then(|mut file| {
            (0..self.mebibytes).try_for_each(|_| file.write_all(&part))?;
            file.sync_all()
        });
        if made.is_err() {
            // As before: empty where it was released, else not there.
            let _ = if self.is(RELEASED) {
                self.empty()
            } else {
                fs::remove_file(&self.path)
            };
        }
        made
    }

    fn empty(&self) -> io::Result<()> {
        File::options().write(true).open(&self.path)?.set_len(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> ApiError {
        ApiError::new(ErrorCode::StorageFull, "")
    }

    #[test]
    fn released_once_and_restored_when_there_is_room() {
        let directory = tempfile::tempdir().unwrap();
        let ballast = Ballast::beside(&directory.path().join("log.db"), 1);
        let file = directory.path().join("log.db.ballast");
        ballast.release_if_full(&full());
        assert!(!ballast.is_released(), "there is nothing to release yet");
        ballast.restore();
        assert_eq!(fs::metadata(&file).unwrap().len(), MEBIBYTE);
        ballast.release_if_full(&ApiError::new(ErrorCode::Unavailable, ""));
        assert!(!ballast.is_released() && ballast.check().is_ok());
        ballast.release_if_full(&full());
        assert!(ballast.is_released());
        assert_eq!(fs::metadata(&file).unwrap().len(), 0);
        assert_eq!(ballast.check().unwrap_err().code, ErrorCode::StorageFull);
        ballast.restore();
        assert!(!ballast.is_released());
        assert_eq!(fs::metadata(&file).unwrap().len(), MEBIBYTE);
    }

    #[test]
    fn a_disk_that_was_full_is_full_for_the_next_server_too() {
        let directory = tempfile::tempdir().unwrap();
        // More than there is room for.
        let ballast = Ballast::beside(&directory.path().join("log.db"), 1 << 40);
        File::create(directory.path().join("log.db.ballast")).unwrap();
        ballast.restore();
        assert!(ballast.is_released());
    }

    #[test]
    fn the_file_of_another_run_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("log.db");
        Ballast::beside(&database, 1).restore();
        let made = fs::metadata(directory.path().join("log.db.ballast")).unwrap();
        Ballast::beside(&database, 1).restore();
        let kept = fs::metadata(directory.path().join("log.db.ballast")).unwrap();
        assert_eq!(made.modified().unwrap(), kept.modified().unwrap());
    }
}
