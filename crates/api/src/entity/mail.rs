//! Mails that wait to be sent. One that was sent, or given up, is deleted.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name and address of whoever gets it.
    pub to_name: String,
    pub to_address: String,
    pub subject: String,
    /// The same message twice.
    pub text: String,
    pub html: String,
    pub written_at: i64,
    pub failures: i32,
    /// Not before this moment is it tried.
    pub try_at: i64,
    /// Which attempt is under way, and until when nobody else tries.
    pub attempt: Option<Uuid>,
    pub lease_until: Option<i64>,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
