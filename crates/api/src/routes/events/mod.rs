//! Events: append, list, count, get, story.

pub mod append;
pub mod append_batch;
mod counting;
pub mod facets;
pub mod get;
pub mod histogram;
pub mod list;
mod list_lines;
mod register_types;
pub mod story;
