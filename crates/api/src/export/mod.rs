//! Exports: the events that a filter means, in an order, any number of them in bounded memory.
//!
//! [`select`] fixes the set, a [`Reading`] reads it batch by batch ahead of whoever takes it, a [`Formatter`] makes
//! bytes of a batch, a [`WholeFile`] is there whole or not at all. Who asked, how far it is and where the file goes is
//! the caller's to know.

mod ahead;
mod batches;
mod cells;
mod csv;
pub mod files;
mod format;
pub mod job;
pub mod journal;
mod letter;
mod letter_words;
mod reading;
#[cfg(test)]
mod samples;
mod selection;
mod whole_file;
mod xlsx;

pub use batches::Pace;
pub use format::{FileOptions, Formatter};
pub use reading::Reading;
pub use selection::{Wanted, select};
pub use whole_file::WholeFile;
