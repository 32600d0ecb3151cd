//! Deliveries: an event, or a ping, that is sent to an endpoint.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    /// Derives from endpoint and event, so that there is one of both for ever.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub endpoint_id: Uuid,
    /// The event; none of a ping.
    pub sequence: Option<i64>,
    pub event_id: Option<Uuid>,
    #[sea_orm(column_name = "type")]
    pub kind: String,
    /// The state's wire name.
    pub state: String,
    pub created_at: i64,
    /// When it was last asked for.
    pub asked_at: i64,
    /// How often it was tried since then, and in all.
    pub attempts: i32,
    pub tries: i32,
    /// From when on anybody may try it: none where it is over. Whoever tries it puts this off.
    pub due_at: Option<i64>,
    /// Who tries it.
    pub attempt: Option<Uuid>,
    pub finished_at: Option<i64>,
    pub last_status: Option<i32>,
    pub last_error: Option<String>,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
