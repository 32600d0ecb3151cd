//! Requests that came with an idempotency key, and what they were answered.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotent_requests")]
pub struct Model {
    /// Where it was sent to; nil, where that is no workspace.
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    /// A keyed hash of the caller, the operation and the idempotency key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Vec<u8>,
    /// A keyed hash of the body.
    pub body: Vec<u8>,
    pub begun_at: i64,
    /// Until when somebody works on it; who is dead then, has left it.
    pub busy_until: i64,
    /// The answer, sealed; absent while there is none.
    pub answer: Option<String>,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
