//! The live stream: server-sent events, whose `id` is a place in the log.

use serde::{Deserialize, Serialize};

/// The frame that says behind which place the stream begins.
pub const READY: &str = "ready";
/// The frame that carries an event as it is stored.
pub const EVENT: &str = "event";
/// The frame that says that nothing up to its place was left out, and no more.
pub const POSITION: &str = "position";
/// The frame that says that what lies before its place was not all sent: the list has to be loaded anew.
pub const RESET: &str = "reset";

/// What opens one live stream, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveTicket {
    /// Goes into the query of the stream.
    pub ticket: String,
    /// Seconds that it is good for.
    #[cfg_attr(feature = "openapi", schema(example = 60))]
    pub expires_in: i64,
}

/// The data of every frame that carries no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LivePosition {
    /// The place in the log that the stream has come to.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 48_211))]
    pub sequence: i64,
}
