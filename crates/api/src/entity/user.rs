//! People who can sign in.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Lower case; unique.
    pub email: String,
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    pub time_zone: Option<String>,
    pub created_at: i64,
    /// Wire names of what they set; null where they left the default, here and below.
    pub hour_cycle: Option<String>,
    pub theme: Option<String>,
    pub density: Option<String>,
    pub times: Option<String>,
    pub shortcuts: Option<bool>,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
