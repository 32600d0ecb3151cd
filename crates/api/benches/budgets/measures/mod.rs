//! What is measured, one file for each line of the budgets.

pub mod append;
pub mod depth;
pub mod export;
pub mod export_jobs;
pub mod filters;
pub mod idle;
pub mod list;
pub mod live;
pub mod memory;
pub mod peers;
pub mod searches;
mod statement;

use std::path::PathBuf;

use crate::cluster::Cluster;
use crate::data::Dataset;
use crate::outcome::Outcome;
use crate::place::{Engine, Place};
use crate::program::{Daybook, Server};
use crate::table::Row;

/// What there is to measure with.
pub struct Subject<'a> {
    /// Where files may be made.
    pub place: &'a Place,
    /// Which engine stores the log.
    pub engine: Engine,
    /// The filled database.
    pub dataset: &'a Dataset,
    /// The server of the database, where it is one.
    pub cluster: Option<&'a Cluster>,
}

impl Subject<'_> {
    /// The program on the filled database.
    pub fn daybook(&self) -> Daybook {
        Daybook::new(&self.dataset.url)
    }

    /// A running server on it.
    pub fn serve(&self) -> Outcome<Server> {
        self.daybook().serve()
    }

    /// A file of the run's own.
    pub fn file(&self, name: &str) -> Outcome<PathBuf> {
        Ok(self.place.of_rows(self.dataset.rows)?.join(name))
    }

    /// The name of the database on its server.
    pub fn database(&self) -> &str {
        self.dataset.url.rsplit('/').next().unwrap_or_default()
    }
}

/// What measures a line.
pub type Measure = fn(&Subject<'_>) -> Outcome<Vec<Row>>;

/// The lines, in the order in which they are measured. Appending comes last: it wakes the disk.
pub const MEASURES: &[(&str, Measure)] = &[
    ("P9", idle::measure),
    ("P9", memory::measure),
    ("P1", list::measure),
    ("P2", depth::measure),
    ("P3", filters::measure),
    ("P4", searches::measure),
    ("P5", export::measure),
    ("P5", export_jobs::measure),
    ("P10", peers::measure),
    ("P6", append::measure),
    ("P7", live::measure),
];
