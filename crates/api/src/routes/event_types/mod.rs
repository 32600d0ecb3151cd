//! The event types of a workspace.

pub mod list;
