//! Sources of notifications; the platform's secret only sealed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbound_sources")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The platform's wire name.
    pub platform: String,
    pub name: String,
    /// What the platform signs with, sealed together with the source's id.
    pub sealed_secret: String,
    /// The actor, as JSON.
    pub created_by: String,
    pub created_at: i64,
    pub last_received_at: Option<i64>,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
