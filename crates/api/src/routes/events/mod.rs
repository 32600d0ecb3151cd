//! Events: append, list, follow, count, get, story.

pub mod append;
pub mod append_batch;
mod counting;
pub mod facets;
pub mod get;
pub mod histogram;
pub mod list;
mod list_lines;
pub mod live;
pub mod live_ticket;
mod register_types;
pub mod story;
