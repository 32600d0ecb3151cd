//! Who the credential is, and what belongs to them.

pub mod get;
pub mod password;
pub mod update;
