//! One thing of a list.

/// What lies in the store: an object, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its key; of one that is not whole, with `#` behind it and what tells it from others.
    pub key: String,
    /// Its size; 0 for parts in S3.
    pub bytes: u64,
    /// Whether it can be read: otherwise somebody is writing it, or was when their process was killed.
    pub is_whole: bool,
}
