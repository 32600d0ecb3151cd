//! Events: appending them, listing, searching, telling their story.

pub mod append;
mod combinations;
mod conditions;
pub mod get;
pub mod head;
pub mod list;
pub mod query;
pub mod rows;
mod slice_indexes;
mod slices;
mod story;
mod streams;
mod trigrams;
mod walk;

pub use combinations::Remembered;
pub use slice_indexes::{QUICK_GROWTH_BATCHES, ensure as ensure_slices, refresh_statistics};
pub use story::{missing_step, story};
pub use walk::statements as search_statements;
