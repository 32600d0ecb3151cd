//! What platforms tell by themselves: their signatures, and what their notifications become in the log.
//!
//! A notification is checked by its signature before anything of it is read. What it says is made into [`Notice`]s by functions
//! that know nothing but the payload (`meta`, `tiktok`), and these are appended, each once ([`keep`]).

mod hmac;
mod journal;
mod keep;
pub mod meta;
mod metadata;
mod notice;
mod payload;
mod source;
pub mod tiktok;
mod words;

pub use keep::keep;
pub use notice::Notice;
pub use payload::read;
pub use source::{create, delete, plan_of, secret_of, to_wire, verify_token};
