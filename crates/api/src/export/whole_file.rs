//! A file that is there whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is written beside its place, and put there when it is whole. Dropped before, it leaves nothing; a
/// process that is killed leaves a hidden file that ends with `.part`. Only its owner may read it.
pub struct WholeFile {
    aside: NamedTempFile,
    path: PathBuf,
}

impl WholeFile {
    /// Begins a file for a path. What stands there stays until this one is whole.
    pub fn create(path: &Path) -> io::Result<Self> {
        let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        let mut prefix = std::ffi::OsString::from(".");
        prefix.push(name);
        prefix.push(".");
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let aside = tempfile::Builder::new()
            .prefix(&prefix)
            .suffix(".part")
            .tempfile_in(directory_of(path))?;
        Ok(Self {
            aside,
            path: path.to_owned(),
        })
    }

    /// Puts it in its place, when all of it and its name are on the disk.
    pub fn publish(self) -> io::Result<()> {
        self.aside.as_file().sync_all()?;
        self.aside.persist(&self.path).map_err(|error| error.error)?;
        File::open(directory_of(&self.path))?.sync_all()
    }
}

fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.aside.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.aside.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_there_whole_or_as_it_was_before() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("events.csv");
        std::fs::write(&path, "before").unwrap();
        let names = || std::fs::read_dir(directory.path()).unwrap().count();

        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        assert_eq!((names(), std::fs::read(&path).unwrap()), (2, b"before".to_vec()));
        drop(file);
        assert_eq!((names(), std::fs::read(&path).unwrap()), (1, b"before".to_vec()));

        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        file.publish().unwrap();
        assert_eq!((names(), std::fs::read(&path).unwrap()), (1, b"whole".to_vec()));
    }

    #[test]
    fn a_directory_is_refused_and_one_that_is_not_there_too() {
        let directory = tempfile::tempdir().unwrap();
        assert!(WholeFile::create(directory.path()).is_err());
        assert!(WholeFile::create(&directory.path().join("absent/events.csv")).is_err());
    }
}
