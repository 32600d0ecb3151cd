//! The Daybook browser client: pages over the public API, nothing that a program could not do as well.
//!
//! `pages → components` and `pages → api`; components get data and callbacks and never fetch. The URL is the state.

pub mod api;
pub mod app;
pub mod browser;
pub mod calendar_words;
pub mod cell_value;
pub mod chips;
pub mod chunk;
pub mod clock;
pub mod components;
pub mod days;
pub mod directory;
pub mod export_size;
pub mod exports;
pub mod facets;
pub mod filter_edit;
pub mod filter_options;
pub mod labels;
pub mod layer;
pub mod live;
pub mod load;
pub mod named;
pub mod pages;
pub mod palette;
pub mod path;
pub mod presets;
pub mod query_state;
pub mod session;
pub mod shortcuts;
pub mod theme;
pub mod time;
pub mod token_values;
pub mod tokens;
pub mod viewport;
pub mod volume;
pub mod zone;

pub use app::mount;
