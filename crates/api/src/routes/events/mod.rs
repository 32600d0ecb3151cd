//! Events: append, list, get, story.

pub mod append;
pub mod append_batch;
pub mod get;
pub mod list;
mod list_lines;
mod register_types;
pub mod story;
