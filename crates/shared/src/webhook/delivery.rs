//! Deliveries to webhook endpoints: what was sent, what came back, what is to be sent again.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::id::{DeliveryId, EventId};
use crate::page::PageInfo;
use crate::timestamp::Timestamp;

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryState {
    /// It waits for its first try, or for another one.
    Pending,
    /// The receiver answered with a 2xx.
    Delivered,
    /// It is given up.
    Failed,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Pending, Self::Delivered, Self::Failed];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// Finds one by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == name)
    }
}

/// A message to an endpoint, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// Its id, and the `webhook-id` of the message: the same for an event and an endpoint, however often it is sent.
    pub id: DeliveryId,
    /// The type of the event; `ping` of a test.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "post.failed"))]
    pub kind: String,
    /// The event; absent for a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<EventId>,
    /// The event's place in the log; absent for a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<i64>,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried since it was last asked for, without the tries that the receiver put off by `Retry-After`.
    pub attempt_count: u32,
    /// When it was put into the queue.
    pub created_at: Timestamp,
    /// When it is tried next; absent where it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// When it was delivered or given up; absent where it is not over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
    /// The status of the last answer; absent where none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = 503))]
    pub last_status: Option<u16>,
    /// Why the last try does not count: it was answered with something else than a 2xx, or no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// A page of deliveries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryList {
    /// Those of the newest events first.
    pub data: Vec<Delivery>,
    /// Where the page stands.
    pub page: PageInfo,
}

/// One try of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryAttempt {
    /// 1, 2, 3, … over all tries, also those that were asked for.
    pub number: u32,
    /// When it began.
    pub at: Timestamp,
    /// What it took.
    pub duration_ms: u64,
    /// Where it was sent to.
    pub url: String,
    /// The headers that were sent.
    pub request_headers: Map<String, Value>,
    /// The status of the answer; absent where none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The headers of the answer, as far as they are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_headers: Option<Map<String, Value>>,
    /// The beginning of the answer, up to 4 KiB. It is what somebody else wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_body: Option<String>,
    /// Why no answer came, or why it was none that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A delivery with what was sent and what came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryDetail {
    /// The delivery.
    #[serde(flatten)]
    pub delivery: Delivery,
    /// The body that every try sends; absent where the event is not there any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_body: Option<String>,
    /// The tries, the newest first.
    pub attempts: Vec<DeliveryAttempt>,
}

/// What is to be sent again: one delivery, or what a part of the log leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Redelivery {
    /// This delivery, whatever came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_id: Option<DeliveryId>,
    /// From this place of the log on, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub from_sequence: Option<i64>,
    /// Up to this place, inclusive; without it, to the end of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub to_sequence: Option<i64>,
    /// From the first event on that was recorded at this moment or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Up to the last event that was recorded before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// Whether what was delivered is sent again too. Otherwise what failed, waits, or was never sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub include_delivered: bool,
}

/// What is sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Redelivering {
    /// The delivery; absent for a part of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// The first place of the log that is looked at; absent for a single delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_sequence: Option<i64>,
    /// The last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_sequence: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        let states = DeliveryState::ALL.iter();
        assert!(
            states
                .clone()
                .all(|known| DeliveryState::find(known.as_str()) == Some(*known))
        );
    }
}
