//! Events: appending them, listing, searching, telling their story.

pub mod append;
mod conditions;
pub mod get;
pub mod head;
pub mod list;
pub mod query;
mod search;
mod slice_indexes;
mod slices;
mod story;
pub mod types;

pub use search::statements as search_statements;
pub use slice_indexes::{QUICK_GROWTH_BATCHES, ensure as ensure_slices, refresh_statistics};
pub use story::{missing_step, story};
