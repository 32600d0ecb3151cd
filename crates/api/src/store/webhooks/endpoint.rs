//! An endpoint as those work with it who show it, change it, and send to it.

use daybook_shared::event::Actor;
use daybook_shared::filter::EventFilter;
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{DeliveryCounts, Webhook, WebhookDisabled, WebhookFormat, WebhookState};
use sea_orm::DbErr;
use serde::de::DeserializeOwned;

use crate::entity::webhook_endpoint::Model;

/// An endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Whose events.
    pub workspace: WorkspaceId,
    /// Its id.
    pub id: WebhookId,
    /// Where they are sent to.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// Which events.
    pub filter: EventFilter,
    /// What a message looks like.
    pub format: WebhookFormat,
    /// What messages are signed with, sealed.
    pub sealed_secret: String,
    /// The secret of before, sealed, and until when it signs too.
    pub previous_secret: Option<(String, Timestamp)>,
    /// Why nothing is sent.
    pub disabled: Option<WebhookDisabled>,
    /// The place in the log up to which it was looked at.
    pub place: i64,
    /// The replay that is under way.
    pub replay: Option<Replay>,
    /// The receiver wants no message before this moment.
    pub not_before: Option<Timestamp>,
    /// The id of the person or key that answers for it.
    pub answerable: String,
    /// Where people reached the server.
    pub origin: String,
    /// Who made it.
    pub created_by: Actor,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last changed it.
    pub updated_at: Timestamp,
}

/// A part of the log that is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replay {
    /// Up to here it was.
    pub place: i64,
    /// Up to here it will be.
    pub up_to: i64,
    /// Whether what was delivered is sent again too.
    pub all: bool,
}

impl Endpoint {
    /// Whether events are sent.
    pub fn is_enabled(&self) -> bool {
        self.disabled.is_none()
    }

    /// Whether nobody changed it from one to the other.
    pub fn is_as(&self, other: &Self) -> bool {
        self.url == other.url && self.answerable == other.answerable && self.updated_at == other.updated_at
    }

    /// What people call it: its description, or else the host it sends to. The rest of the address may be a secret.
    pub fn name(&self) -> String {
        self.description.clone().unwrap_or_else(|| self.host())
    }

    /// The host it sends to.
    pub fn host(&self) -> String {
        let url = url::Url::parse(&self.url).ok();
        let host = url.and_then(|url| url.host_str().map(str::to_owned));
        host.unwrap_or_else(|| "its address".to_owned())
    }

    /// The endpoint as clients see it.
    pub fn into_wire(self, deliveries: DeliveryCounts, now: Timestamp) -> Webhook {
        let state = match self.disabled {
            None => WebhookState::Enabled,
            Some(_) => WebhookState::Disabled,
        };
        let previous = self.previous_secret.map(|(_, until)| until);
        Webhook {
            id: self.id,
            url: self.url,
            description: self.description,
            filter: self.filter,
            format: self.format,
            state,
            disabled: self.disabled,
            sequence: self.place,
            replay_to: self.replay.map(|replay| replay.up_to),
            deliveries,
            previous_secret_expires_at: previous.filter(|until| now < *until),
            created_by: self.created_by,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl TryFrom<Model> for Endpoint {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let format = WebhookFormat::find(&row.format)
            .ok_or_else(|| DbErr::Custom(format!("the format `{}` is not known", row.format)))?;
        let is_enabled = row.state == WebhookState::Enabled.as_str();
        let disabled = (!is_enabled).then(|| WebhookDisabled {
            code: row.disabled_code.unwrap_or_default(),
            reason: row.disabled_reason.unwrap_or_default(),
            at: Timestamp(row.disabled_at.unwrap_or_default()),
        });
        let replay = row.replay_place.zip(row.replay_up_to);
        let previous = row.sealed_previous_secret.zip(row.previous_secret_until);
        Ok(Self {
            workspace: WorkspaceId(row.workspace_id),
            id: WebhookId(row.id),
            url: row.url,
            description: row.description,
            filter: json(&row.filter)?,
            format,
            sealed_secret: row.sealed_secret,
            previous_secret: previous.map(|(sealed, until)| (sealed, Timestamp(until))),
            disabled,
            place: row.place,
            replay: replay.map(|(place, up_to)| Replay {
                place,
                up_to,
                all: row.replay_all,
            }),
            not_before: row.not_before.map(Timestamp),
            answerable: row.answerable,
            origin: row.origin,
            created_by: json(&row.created_by)?,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

impl TryFrom<Endpoint> for Model {
    type Error = serde_json::Error;

    fn try_from(endpoint: Endpoint) -> Result<Self, serde_json::Error> {
        let state = match endpoint.disabled {
            None => WebhookState::Enabled,
            Some(_) => WebhookState::Disabled,
        };
        let (code, reason, at) = match endpoint.disabled {
            None => (None, None, None),
            Some(disabled) => (Some(disabled.code), Some(disabled.reason), Some(disabled.at.0)),
        };
        let (sealed_previous_secret, previous_secret_until) = match endpoint.previous_secret {
            None => (None, None),
            Some((sealed, until)) => (Some(sealed), Some(until.0)),
        };
        Ok(Self {
            workspace_id: endpoint.workspace.0,
            id: endpoint.id.0,
            url: endpoint.url,
            description: endpoint.description,
            filter: serde_json::to_string(&endpoint.filter)?,
            format: endpoint.format.as_str().to_owned(),
            sealed_secret: endpoint.sealed_secret,
            sealed_previous_secret,
            previous_secret_until,
            state: state.as_str().to_owned(),
            disabled_code: code,
            disabled_reason: reason,
            disabled_at: at,
            place: endpoint.place,
            replay_place: endpoint.replay.map(|replay| replay.place),
            replay_up_to: endpoint.replay.map(|replay| replay.up_to),
            replay_all: endpoint.replay.is_some_and(|replay| replay.all),
            not_before: endpoint.not_before.map(|at| at.0),
            answerable: endpoint.answerable,
            origin: endpoint.origin,
            created_by: serde_json::to_string(&endpoint.created_by)?,
            created_at: endpoint.created_at.0,
            updated_at: endpoint.updated_at.0,
        })
    }
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}
