//! Room on a disk that files leave to others: the log itself may lie on the same one, and what cannot be exported now can be
//! exported later.

use std::fmt;
use std::path::Path;

use super::error::{StorageError, StorageFailure, StorageResult};

/// A twentieth of the disk stays free, 128 MiB at most.
const SHARE: u64 = 20;
const MOST: u64 = 128 * 1024 * 1024;

/// Fails where files have taken all the room of a directory's disk that is theirs.
pub(super) fn check(directory: &Path) -> StorageResult<()> {
    let disk = rustix::fs::statvfs(directory).map_err(std::io::Error::from)?;
    let bytes = |blocks: u64| blocks.saturating_mul(disk.f_frsize);
    match is_enough(bytes(disk.f_bavail), bytes(disk.f_blocks)) {
        true => Ok(()),
        false => Err(StorageError::new(
            StorageFailure::Full,
            Kept(bytes(disk.f_bavail)),
        )),
    }
}

fn is_enough(free: u64, all: u64) -> bool {
    free >= (all / SHARE).min(MOST)
}

/// What is left to others.
struct Kept(u64);

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the last {} bytes of the disk are not for files", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_every_disk_is_left_to_others() {
        const GIB: u64 = 1024 * 1024 * 1024;
        for (free, all, expected) in [
            (50, 1_000, true),
            (49, 1_000, false),
            (MOST, 100 * GIB, true),
            (MOST - 1, 100 * GIB, false),
        ] {
            assert_eq!(is_enough(free, all), expected, "{free} of {all}");
        }
    }

    #[test]
    fn a_directory_that_is_not_there_is_a_failure() {
        assert!(check(Path::new("/nowhere")).is_err());
        check(&std::env::temp_dir()).unwrap();
    }
}
