//! Webhook endpoints; their secrets only sealed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoints")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub url: String,
    pub description: Option<String>,
    /// The filter, as JSON.
    pub filter: String,
    /// The format's wire name.
    pub format: String,
    /// What messages are signed with, sealed together with the endpoint's id.
    pub sealed_secret: String,
    /// The secret of before, and until when it signs too.
    pub sealed_previous_secret: Option<String>,
    pub previous_secret_until: Option<i64>,
    /// The state's wire name, and why it is disabled.
    pub state: String,
    pub disabled_code: Option<String>,
    pub disabled_reason: Option<String>,
    pub disabled_at: Option<i64>,
    /// Up to this place of the log, events were looked at and deliveries of those that are meant were written.
    pub place: i64,
    /// The same of the replay under way, which ends at the other place.
    pub replay_place: Option<i64>,
    pub replay_up_to: Option<i64>,
    /// Whether the replay sends again what was delivered.
    pub replay_all: bool,
    /// The receiver wants no message before this moment.
    pub not_before: Option<i64>,
    /// The id of the person or key that made it, or changed it last: it works as long as these may do so.
    pub answerable: String,
    /// Where people reached the server, for links.
    pub origin: String,
    /// The actor, as JSON.
    pub created_by: String,
    pub created_at: i64,
    pub updated_at: i64,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
