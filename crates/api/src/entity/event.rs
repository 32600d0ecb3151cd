//! Events. `body` is what readers get, byte for byte; the other columns only filter, sort and search.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    pub id: Uuid,
    pub occurred_at: i64,
    pub recorded_at: i64,
    #[sea_orm(column_name = "type")]
    pub kind: String,
    pub category: String,
    pub platform: Option<String>,
    pub state: String,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub correlation_id: Option<String>,
    /// Whether its type was restricted when it was appended.
    pub restricted: bool,
    /// The number of its combination of type, category, platform, state, kind of actor and `restricted`.
    pub combination: i32,
    pub idempotency_key: Option<String>,
    /// SHA-256 of the event as its producer sent it, where it has an idempotency key.
    pub sent_hash: Option<Vec<u8>>,
    /// What searches look in: lower case, one line for each part.
    pub search_text: String,
    pub body: String,
}

/// No relations: queries say what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
