//! The story of an event: what came before and after it, and what should have come.

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::timestamp::Timestamp;

/// A step that should be there and is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingStep {
    /// What is missing: `missing_outcome`. New kinds may appear.
    #[cfg_attr(feature = "openapi", schema(example = "missing_outcome"))]
    pub kind: String,
    /// The event types, any of which would have been the step.
    #[cfg_attr(feature = "openapi", schema(example = json!(["tiktok.video_published", "tiktok.error"])))]
    pub expected: Vec<String>,
    /// The place in the log of the event that it should have followed.
    pub after_sequence: i64,
    /// Since when it is missing.
    pub since: Timestamp,
}

/// The events of the same correlation id or the same target, the oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Story {
    /// At most 100, those nearest in time to the event asked for.
    pub data: Vec<Event>,
    /// The step that should be there and is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingStep>,
    /// Whether there are more events than shown.
    pub truncated: bool,
}
