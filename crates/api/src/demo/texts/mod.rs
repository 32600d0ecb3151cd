//! The words of the demo, written for it.

pub(crate) mod agents;
pub(crate) mod clients;
pub(crate) mod comments;
pub(crate) mod courses;
pub(crate) mod learners;
pub(crate) mod posts;
pub(crate) mod reasons;
