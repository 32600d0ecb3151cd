//! Files in a directory of this machine.

use std::fs::{self, DirEntry, File};
use std::io;
use std::path::{Path, PathBuf};

use object_store::local::LocalFileSystem;

use super::error::StorageResult;
use super::room;
use super::stored::Stored;

/// Only the owner may look into what is made.
const MODE: u32 = 0o700;

/// A directory, which need not be there yet. Each of its functions blocks.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    root: PathBuf,
}

/// A file below it.
struct Found {
    path: PathBuf,
    stored: Stored,
}

impl Directory {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Where it is.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The directory as a store, to read from; fails where it is not there.
    pub(super) fn store(&self) -> StorageResult<LocalFileSystem> {
        let store = LocalFileSystem::new_with_prefix(&self.root)?;
        Ok(store.with_automatic_cleanup(true).with_fsync(true))
    }

    /// The same to write under a key: the directories on the way to it are made.
    pub(super) fn store_with_room_for(&self, key: &str) -> StorageResult<LocalFileSystem> {
        if let Some(parent) = self.root.join(key).parent() {
            make_private(parent)?;
        }
        room::check(&self.root)?;
        self.store()
    }

    /// Every file below a prefix, halves of files too, which the store's own list would hide.
    pub(super) fn list(&self, prefix: &str) -> StorageResult<Vec<Stored>> {
        let found = self.walk(prefix)?;
        Ok(found.into_iter().map(|found| found.stored).collect())
    }

    /// The directories right below a prefix, as keys.
    pub(super) fn prefixes(&self, prefix: &str) -> StorageResult<Vec<String>> {
        let mut prefixes = Vec::new();
        for entry in entries(&self.root.join(prefix))? {
            if entry.file_type()?.is_dir() {
                prefixes.push(self.key_of(&entry.path()));
            }
        }
        prefixes.sort();
        Ok(prefixes)
    }

    /// Removes what is below a prefix but these keys; answers how many files those were.
    pub(super) fn remove_all_but(&self, prefix: &str, keep: &[String]) -> StorageResult<u64> {
        let mut removed = 0;
        for Found { path, stored } in self.walk(prefix)? {
            if keep.contains(&stored.key) {
                continue;
            }
            if_there(fs::remove_file(path))?;
            removed += 1;
        }
        self.remove_empty(&self.root.join(prefix))?;
        // The directories above, which may have become empty; what still holds something stays.
        let mut above = self.root.join(prefix);
        while above.pop() && above != self.root && fs::remove_dir(&above).is_ok() {}
        Ok(removed)
    }

    /// Removes files by their keys, and the directories that they leave empty.
    pub(super) fn remove(&self, keys: &[String]) -> StorageResult<()> {
        for key in keys {
            let mut path = self.root.join(key);
            if_there(fs::remove_file(&path))?;
            while path.pop() && path != self.root && fs::remove_dir(&path).is_ok() {}
        }
        Ok(())
    }

    fn walk(&self, prefix: &str) -> StorageResult<Vec<Found>> {
        let mut found = Vec::new();
        let mut directories = vec![self.root.join(prefix)];
        while let Some(directory) = directories.pop() {
            for entry in entries(&directory)? {
                let path = entry.path();
                if entry.file_type()?.is_dir() {
                    directories.push(path);
                    continue;
                }
                let Some(metadata) = if_there(entry.metadata())? else {
                    continue;
                };
                let stored = Stored {
                    key: self.key_of(&path),
                    bytes: metadata.len(),
                    is_whole: !is_half(&path),
                };
                found.push(Found { path, stored });
            }
        }
        found.sort_by(|one, other| one.stored.key.cmp(&other.stored.key));
        Ok(found)
    }

    /// Removes the directories that hold no file, from the innermost.
    fn remove_empty(&self, directory: &Path) -> io::Result<()> {
        for entry in entries(directory)? {
            if entry.file_type()?.is_dir() {
                self.remove_empty(&entry.path())?;
            }
        }
        match fs::remove_dir(directory) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            result => if_there(result).map(|_| ()),
        }
    }

    fn key_of(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let parts = below.iter().map(|part| part.to_string_lossy());
        parts.collect::<Vec<_>>().join("/")
    }
}

/// What a directory holds; nothing, where it is not there.
fn entries(directory: &Path) -> io::Result<Vec<DirEntry>> {
    if_there(fs::read_dir(directory))?.map_or_else(|| Ok(Vec::new()), Iterator::collect)
}

/// What is not there, or was taken away meanwhile, is no failure.
fn if_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    use io::ErrorKind::{NotADirectory, NotFound};
    match result {
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        result => result.map(Some),
    }
}

/// Whether a file is one that is being written, or was when its process was killed: `<name>#<number>`.
fn is_half(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Makes a directory and those above it, each on the disk before the next.
fn make_private(directory: &Path) -> io::Result<()> {
    if directory.as_os_str().is_empty() || directory.is_dir() {
        return Ok(());
    }
    let above = directory.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    make_private(above)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, MODE);
    match builder.create(directory) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        result => result.and_then(|()| File::open(above)?.sync_all()),
    }
}
