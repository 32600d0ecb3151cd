//! How many events of a combination happened in a span of time, as far as [`super::event_count_head`] says.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_counts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    /// How long the span is, in microseconds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub span: i64,
    /// Its first moment, a multiple of its length.
    #[sea_orm(primary_key, auto_increment = false)]
    pub start_at: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub combination: i32,
    pub events: i64,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
