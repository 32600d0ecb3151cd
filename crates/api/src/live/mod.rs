//! The live stream. One follower for each workspace that somebody listens to reads what is appended, once, and keeps the
//! newest of it; each stream goes along what is kept at its own pace, and along the log where it fell behind. No stream has
//! a queue: a client that does not read costs what its connection costs.

mod body;
mod event;
mod frames;
mod hub;
mod keeper;
mod log;
mod stream;

pub use body::Body;
pub use hub::Live;
pub use stream::Wanted;
