//! Events: appending them, listing, searching, telling their story.

pub mod append;
mod conditions;
pub mod get;
pub mod list;
pub mod query;
mod search;
mod slices;
mod story;
pub mod types;

pub use search::{ensure_slices, statements as search_statements};
pub use story::{missing_step, story};
