//! New events as they are recorded: one stream for all tabs of a browser, and in each tab those that its log shows.

mod frame;
mod lead;
mod shown;
mod tab;

pub use shown::shows;
pub use tab::{Given, follow};

/// How the stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Not there yet, or not any more: it is being tried.
    Away,
    /// Whatever is recorded arrives.
    There,
}
