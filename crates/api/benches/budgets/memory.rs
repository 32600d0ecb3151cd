//! Databases that lie in memory while they are measured: what is held against each other is programs, not what happens to be
//! cached of their files.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

use crate::outcome::{Outcome, fail};

/// Files that are held in memory until this is dropped.
pub struct Held {
    process: String,
}

/// Reads a file, or all files of a directory, and holds them in memory.
pub fn hold(path: &Path) -> Outcome<Held> {
    let file = NamedTempFile::new()?;
    // Locked, in the background, and back when all of it is there; it would leave larger files out by itself.
    let status = Command::new("vmtouch")
        .args(["-ldw", "-m", "1000G", "-P"])
        .arg(file.path())
        .arg(path)
        // What goes on in the background would keep its output open.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| fail(format!("vmtouch: {error}; scripts/setup vmtouch")))?;
    if !status.success() {
        return Err(fail(format!("vmtouch cannot hold {}: {status}", path.display())));
    }
    Ok(Held {
        process: std::fs::read_to_string(file.path())?.trim().to_owned(),
    })
}

impl Drop for Held {
    fn drop(&mut self) {
        // It may have been killed meanwhile.
        let _ = Command::new("kill").arg(&self.process).status();
    }
}
