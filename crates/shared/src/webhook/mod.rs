//! Webhook endpoints: where events are sent to, and what became of each delivery.

mod delivery;

use serde::{Deserialize, Serialize};

use crate::event::{Actor, Event};
use crate::filter::EventFilter;
use crate::id::WebhookId;
use crate::me::given;
use crate::page::PageInfo;
use crate::timestamp::Timestamp;

pub use delivery::{
    Delivery, DeliveryAttempt, DeliveryDetail, DeliveryList, DeliveryState, Redelivering, Redelivery,
};

/// The `type` of the message that a test sends.
pub const PING: &str = "ping";

/// What the body of a message looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WebhookFormat {
    /// `{"type", "timestamp", "data"}` of Standard Webhooks; `data` is the event.
    #[default]
    Standard,
    /// A message for an incoming webhook of Slack.
    Slack,
}

impl WebhookFormat {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Standard, Self::Slack];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Slack => "slack",
        }
    }

    /// Finds one by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == name)
    }
}

/// What an endpoint is sent about an event, where its format is `standard`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookMessage {
    /// The event's type.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "post.failed"))]
    pub kind: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// The event, as the log has it.
    pub data: Event,
}

/// Whether events are sent to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WebhookState {
    /// They are.
    Enabled,
    /// They are not, until somebody switches it on.
    Disabled,
}

impl WebhookState {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Enabled, Self::Disabled];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
        }
    }

    /// Finds one by its wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == name)
    }
}

/// Why nothing is sent to an endpoint any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDisabled {
    /// A stable word: `requested` (somebody switched it off), `gone` (the receiver answered 410), `exhausted` (the last try of a delivery
    /// failed, and nothing else had gone through since its first), `maker` (whoever made it, or changed it last, may not do so any
    /// more), `plan`. New ones may appear.
    #[cfg_attr(feature = "openapi", schema(example = "exhausted"))]
    pub code: String,
    /// The same for people.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "A delivery was tried 10 times over 3 days; the last answer was 503.")
    )]
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
}

/// How many deliveries to an endpoint came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryCounts {
    /// Delivered in the last 24 hours.
    pub delivered: u64,
    /// Given up in the last 24 hours.
    pub failed: u64,
    /// Waiting now, for their first try or another one.
    pub pending: u64,
}

/// An endpoint, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    /// The endpoint's id.
    pub id: WebhookId,
    /// Where events are sent to.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "uri", example = "https://hooks.example.com/daybook")
    )]
    pub url: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Incidents of the on-call team"))]
    pub description: Option<String>,
    /// Which events are sent.
    pub filter: EventFilter,
    /// What a message looks like.
    pub format: WebhookFormat,
    /// Whether events are sent.
    pub state: WebhookState,
    /// Why not; absent where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<WebhookDisabled>,
    /// The place in the log up to which events were looked at for this endpoint.
    pub sequence: i64,
    /// The last place of the replay that is under way; absent where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay_to: Option<i64>,
    /// What came of deliveries.
    pub deliveries: DeliveryCounts,
    /// Until when the secret of before signs too; absent where there is one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_secret_expires_at: Option<Timestamp>,
    /// Who made it.
    pub created_by: Actor,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last changed it.
    pub updated_at: Timestamp,
}

/// An endpoint to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewWebhook {
    /// Where events are to be sent to: `https`, with a host that is reachable for everybody.
    #[cfg_attr(
        feature = "openapi",
        schema(
            format = "uri",
            example = "https://hooks.example.com/daybook",
            max_length = 2000
        )
    )]
    pub url: String,
    /// Which events; `{}` means all of them.
    pub filter: EventFilter,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Incidents of the on-call team", min_length = 1, max_length = 200)
    )]
    pub description: Option<String>,
    /// What a message looks like. It stays so.
    #[serde(default)]
    pub format: WebhookFormat,
}

/// What changes of an endpoint; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookUpdate {
    /// Where events are to be sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "uri", max_length = 2000))]
    pub url: Option<String>,
    /// Which events, from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<EventFilter>,
    /// What it is for; null: nothing is said of it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, min_length = 1, max_length = 200))]
    pub description: Option<Option<String>>,
    /// Whether events are sent. What happened while it was switched off is sent only when it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<WebhookState>,
}

/// An endpoint that has just been made, with its secret, which nobody can read again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedWebhook {
    /// The endpoint, as lists show it from now on.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// What messages are signed with. It is kept encrypted: keep it now.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazxz8fWLSPw=")
    )]
    pub secret: String,
}

impl std::fmt::Debug for CreatedWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CreatedWebhook({})", self.webhook.id)
    }
}

/// A new secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RotatedSecret {
    /// What messages are signed with from now on. It is kept encrypted: keep it now.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazxz8fWLSPw=")
    )]
    pub secret: String,
    /// Until when messages are signed with the secret of before as well.
    pub previous_secret_expires_at: Timestamp,
}

impl std::fmt::Debug for RotatedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RotatedSecret")
    }
}

/// A page of endpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookList {
    /// The newest first.
    pub data: Vec<Webhook>,
    /// Where the page stands.
    pub page: PageInfo,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        let formats = WebhookFormat::ALL.iter();
        assert!(
            formats
                .clone()
                .all(|known| WebhookFormat::find(known.as_str()) == Some(*known))
        );
        let states = WebhookState::ALL.iter();
        assert!(
            states
                .clone()
                .all(|known| WebhookState::find(known.as_str()) == Some(*known))
        );
    }

    #[test]
    fn a_secret_is_not_printed() {
        let rotated = RotatedSecret {
            secret: "whsec_wJalrXUtnFEMI".to_owned(),
            previous_secret_expires_at: Timestamp(0),
        };
        assert!(!format!("{rotated:?}").contains("whsec"));
    }
}
