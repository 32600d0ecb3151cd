//! Workspaces.

pub mod get;
pub mod list;
