//! API keys. The secret is known only by its hash.

use daybook_shared::access::Scope;
use daybook_shared::api_key::ApiKey;
use daybook_shared::id::{ApiKeyId, WorkspaceId};
use daybook_shared::page::Order;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::MOST_ASKED_FOR;
use crate::entity::api_key;

/// The key with the hash of a secret, while it is neither revoked nor expired. The hash decides the workspace.
pub async fn find_by_secret(
    conn: &impl ConnectionTrait,
    secret_hash: &[u8],
    now: Timestamp,
) -> Result<Option<api_key::Model>, DbErr> {
    api_key::Entity::find()
        .filter(api_key::Column::SecretHash.eq(secret_hash.to_vec()))
        .filter(is_alive(now))
        .one(conn)
        .await
}

/// The names of a workspace's keys, by id.
pub async fn names_of(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    api_key::Entity::find()
        .select_only()
        .columns([api_key::Column::Id, api_key::Column::Name])
        .filter(api_key::Column::WorkspaceId.eq(workspace.0))
        .filter(api_key::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await
}

/// The keys of ids that are neither revoked nor expired.
pub async fn list_alive(
    conn: &impl ConnectionTrait,
    ids: &[ApiKeyId],
    now: Timestamp,
) -> Result<Vec<api_key::Model>, DbErr> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(MOST_ASKED_FOR) {
        let keys = api_key::Entity::find()
            .filter(api_key::Column::Id.is_in(some.iter().map(|id| id.0)))
            .filter(is_alive(now));
        found.extend(keys.all(conn).await?);
    }
    Ok(found)
}

/// A key of a workspace, while it is neither revoked nor expired.
pub async fn find_alive(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<Option<api_key::Model>, DbErr> {
    api_key::Entity::find_by_id((workspace.0, id.0))
        .filter(is_alive(now))
        .one(conn)
        .await
}

fn is_alive(now: Timestamp) -> Condition {
    let is_before_its_end = Condition::any()
        .add(api_key::Column::ExpiresAt.is_null())
        .add(api_key::Column::ExpiresAt.gt(now.0));
    Condition::all()
        .add(api_key::Column::RevokedAt.is_null())
        .add(is_before_its_end)
}

/// A key of a workspace, whether it works or not.
pub async fn find(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: ApiKeyId,
) -> Result<Option<api_key::Model>, DbErr> {
    api_key::Entity::find_by_id((workspace.0, id.0)).one(conn).await
}

/// Keys of a workspace behind another one, in an order of their making; an id tells its own.
pub async fn list(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    behind: Option<Uuid>,
    order: Order,
    limit: u32,
) -> Result<Vec<api_key::Model>, DbErr> {
    let select = api_key::Entity::find().filter(api_key::Column::WorkspaceId.eq(workspace.0));
    let select = match order {
        Order::Desc => select
            .apply_if(behind, |select, id| select.filter(api_key::Column::Id.lt(id)))
            .order_by_desc(api_key::Column::Id),
        Order::Asc => select
            .apply_if(behind, |select, id| select.filter(api_key::Column::Id.gt(id)))
            .order_by_asc(api_key::Column::Id),
    };
    select.limit(u64::from(limit)).all(conn).await
}

/// How many keys of a workspace work.
pub async fn count_alive(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    now: Timestamp,
) -> Result<u64, DbErr> {
    api_key::Entity::find()
        .filter(api_key::Column::WorkspaceId.eq(workspace.0))
        .filter(is_alive(now))
        .count(conn)
        .await
}

/// A key as clients see it.
pub fn to_wire(row: api_key::Model) -> Result<ApiKey, DbErr> {
    let actor = |text: Option<String>| {
        let read = |text: String| {
            serde_json::from_str(&text)
                .map_err(|error| DbErr::Type(format!("an actor cannot be read: {error}")))
        };
        text.map(read).transpose()
    };
    Ok(ApiKey {
        id: ApiKeyId(row.id),
        scopes: scopes_of(&row),
        name: row.name,
        prefix: row.prefix,
        created_by: actor(row.created_by)?,
        created_at: Timestamp(row.created_at),
        expires_at: row.expires_at.map(Timestamp),
        last_used_at: row.last_used_at.map(Timestamp),
        revoked_at: row.revoked_at.map(Timestamp),
        revoked_by: actor(row.revoked_by)?,
    })
}

/// Adds a key.
pub async fn insert_key(conn: &impl ConnectionTrait, key: api_key::Model) -> Result<(), DbErr> {
    api_key::Entity::insert(api_key::ActiveModel::from(key))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes when a key was used, unless that is known to have been after `unless_since`.
pub async fn set_last_used(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: ApiKeyId,
    at: Timestamp,
    unless_since: Timestamp,
) -> Result<(), DbErr> {
    let is_old = Condition::any()
        .add(api_key::Column::LastUsedAt.is_null())
        .add(api_key::Column::LastUsedAt.lte(unless_since.0));
    api_key::Entity::update_many()
        .col_expr(api_key::Column::LastUsedAt, Expr::value(at.0))
        .filter(api_key::Column::WorkspaceId.eq(workspace.0))
        .filter(api_key::Column::Id.eq(id.0))
        .filter(is_old)
        .exec(conn)
        .await?;
    Ok(())
}

/// Revokes a key at a moment, by an actor as JSON; `false` where it was before, or there is none.
pub async fn set_revoked(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: ApiKeyId,
    (at, by): (Timestamp, Option<String>),
) -> Result<bool, DbErr> {
    let done = api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedBy, Expr::value(by))
        .col_expr(api_key::Column::RevokedAt, Expr::value(at.0))
        .filter(api_key::Column::WorkspaceId.eq(workspace.0))
        .filter(api_key::Column::Id.eq(id.0))
        .filter(api_key::Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    Ok(done.rows_affected > 0)
}

/// The scopes of a key; one that this version does not know grants nothing.
pub fn scopes_of(key: &api_key::Model) -> Vec<Scope> {
    key.scopes.split(' ').filter_map(Scope::find).collect()
}

/// Scopes as the column holds them, each once, in the order of the table.
pub fn scopes_text(scopes: &[Scope]) -> String {
    let given = Scope::ALL.iter().filter(|scope| scopes.contains(scope));
    given.map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}
