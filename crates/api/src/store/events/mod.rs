//! Events: appending them, listing, searching, telling their story.

pub mod append;
pub mod at;
mod combinations;
mod conditions;
mod correlation;
pub mod counts;
pub mod follow;
pub mod get;
pub mod head;
pub mod list;
mod missing;
pub mod query;
pub mod rows;
mod search;
mod settled;
mod story;
mod streams;

pub use combinations::Remembered;
pub use correlation::correlation_of;
pub use missing::{hints, missing_step, unanswered_statement};
pub use search::slice_indexes::{QUICK_GROWTH_BATCHES, ensure as ensure_slices, refresh_statistics};
pub use search::slices::indexed_text;
pub use search::statements as search_statements;
pub use settled::Settled;
pub use story::story;
