//! Presets that people and programs saved. The built-in ones are in `shared::preset`, not in the database.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "presets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person, or the API key, that saved it.
    pub owner_id: Uuid,
    /// Who sees it: the person whose own it is, or the workspace that shares it. Names are unique for each of them.
    pub held_by: Uuid,
    pub name: String,
    /// The name as it is compared with others.
    pub name_key: String,
    /// The filter as JSON.
    pub filter: String,
    pub created_at: i64,
    pub updated_at: i64,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
