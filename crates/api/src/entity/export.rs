//! Exports: what was asked for, how far it is, and where its file lies.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub state: String,
    /// What was asked for, as JSON: format, filter, columns, zone, order.
    pub request: String,
    /// The period of the filter at the moment of asking.
    pub range_from: Option<i64>,
    pub range_to: Option<i64>,
    /// The head of the log at the moment of asking: nothing behind it is in the file.
    pub up_to: i64,
    /// Who asked, as JSON.
    pub requested_by: String,
    /// The person who gets a mail at its end; a key gets none.
    pub mail_to: Option<Uuid>,
    /// Where people reached the server that was asked, for the link in the mail.
    pub origin: String,
    pub requested_at: i64,
    /// Who stopped it, as JSON.
    pub cancelled_by: Option<String>,
    pub started_at: Option<i64>,
    pub finished_at: Option<i64>,
    pub expires_at: Option<i64>,
    pub rows_done: i64,
    pub rows_total: Option<i64>,
    pub bytes: Option<i64>,
    pub sha256: Option<String>,
    /// The file's key in the store; no other object of this export stays there.
    pub object: Option<String>,
    pub error_code: Option<String>,
    pub error_reason: Option<String>,
    /// How often it failed since it was last asked for.
    pub failures: i32,
    /// Not before this moment is it tried.
    pub try_at: i64,
    /// Which attempt is under way, and until when nobody else takes it over.
    pub attempt: Option<Uuid>,
    pub lease_until: Option<i64>,
    /// How often it was asked for: once, and once for each time it was made again.
    pub round: i32,
    /// What the log was told of this round: 0 nothing, 1 that it was asked for, 2 how it ended.
    pub told: i32,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
