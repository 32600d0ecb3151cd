//! The slices of time that have their trigram index.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_slices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    /// Slices since January of the year 0.
    pub slice: i32,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
