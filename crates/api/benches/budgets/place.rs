//! Where the benchmark keeps its things: below the target directory, and nowhere else.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::outcome::Outcome;

/// Which engine stores the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// The directory.
#[derive(Debug, Clone)]
pub struct Place(PathBuf);

impl Place {
    /// `bench` in cargo's target directory.
    pub fn new() -> Outcome<Self> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .unwrap_or(Path::new("target"));
        let path = target.join("bench");
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What belongs to a number of rows.
    pub fn of_rows(&self, rows: usize) -> Outcome<PathBuf> {
        let path = self.0.join(rows.to_string());
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }
}
