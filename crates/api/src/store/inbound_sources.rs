//! Sources of notifications.

use daybook_shared::event::Actor;
use daybook_shared::id::{InboundSourceId, WorkspaceId};
use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::limits::MAX_INBOUND_SOURCES;
use daybook_shared::page::Order;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::workspaces;
use crate::entity::inbound_source::{ActiveModel, Column, Entity, Model};
use crate::error::{ApiError, ApiResult};

/// A source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The workspace whose log it fills.
    pub workspace: WorkspaceId,
    /// Its id, which is all that a platform knows of it.
    pub id: InboundSourceId,
    /// Which platform sends.
    pub platform: InboundPlatform,
    /// Which app or account of the platform it is.
    pub name: String,
    /// What the platform signs with, sealed.
    pub sealed_secret: String,
    /// Who made it.
    pub created_by: Actor,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the platform last sent something, to the minute.
    pub last_received_at: Option<Timestamp>,
}

/// The source of an id, in whichever workspace.
pub async fn find_anywhere(
    conn: &impl ConnectionTrait,
    id: InboundSourceId,
) -> Result<Option<Source>, DbErr> {
    let found = Entity::find().filter(Column::Id.eq(id.0)).one(conn).await?;
    found.map(of_row).transpose()
}

/// A source of a workspace.
pub async fn find(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: InboundSourceId,
) -> Result<Option<Source>, DbErr> {
    let found = Entity::find_by_id((workspace.0, id.0)).one(conn).await?;
    found.map(of_row).transpose()
}

/// Sources of a workspace behind another one, in an order of their making; an id tells its own.
pub async fn list(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    behind: Option<Uuid>,
    order: Order,
    limit: u32,
) -> Result<Vec<Source>, DbErr> {
    let select = Entity::find().filter(Column::WorkspaceId.eq(workspace.0));
    let select = match order {
        Order::Desc => select
            .apply_if(behind, |select, id| select.filter(Column::Id.lt(id)))
            .order_by_desc(Column::Id),
        Order::Asc => select
            .apply_if(behind, |select, id| select.filter(Column::Id.gt(id)))
            .order_by_asc(Column::Id),
    };
    let rows = select.limit(u64::from(limit)).all(conn).await?;
    rows.into_iter().map(of_row).collect()
}

/// Adds a source; 409 where the workspace has as many as it may. Those who add sources of a workspace go one after the other.
pub async fn insert(transaction: &DatabaseTransaction, source: Source) -> ApiResult<()> {
    workspaces::lock(transaction, source.workspace).await?;
    let there = Entity::find().filter(Column::WorkspaceId.eq(source.workspace.0));
    if there.count(transaction).await? >= MAX_INBOUND_SOURCES {
        let detail = format!("this workspace has {MAX_INBOUND_SOURCES} sources already; delete one");
        return Err(ApiError::new(ErrorCode::LimitReached, detail));
    }
    let row = Model {
        workspace_id: source.workspace.0,
        id: source.id.0,
        platform: source.platform.as_str().to_owned(),
        name: source.name,
        sealed_secret: source.sealed_secret,
        created_by: serde_json::to_string(&source.created_by).map_err(ApiError::internal)?,
        created_at: source.created_at.0,
        last_received_at: source.last_received_at.map(|moment| moment.0),
    };
    Entity::insert(ActiveModel::from(row))
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Deletes a source; `false` where there is none.
pub async fn delete(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: InboundSourceId,
) -> Result<bool, DbErr> {
    let done = Entity::delete_by_id((workspace.0, id.0)).exec(conn).await?;
    Ok(done.rows_affected > 0)
}

/// Writes when a source received something, unless that is known to have been after `unless_since`.
pub async fn set_last_received(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: InboundSourceId,
    at: Timestamp,
    unless_since: Timestamp,
) -> Result<(), DbErr> {
    let is_old = Condition::any()
        .add(Column::LastReceivedAt.is_null())
        .add(Column::LastReceivedAt.lte(unless_since.0));
    Entity::update_many()
        .col_expr(Column::LastReceivedAt, Expr::value(at.0))
        .filter(Column::WorkspaceId.eq(workspace.0))
        .filter(Column::Id.eq(id.0))
        .filter(is_old)
        .exec(conn)
        .await?;
    Ok(())
}

fn of_row(row: Model) -> Result<Source, DbErr> {
    let unreadable = |what: &str| DbErr::Type(format!("the {what} of a source cannot be read"));
    Ok(Source {
        workspace: WorkspaceId(row.workspace_id),
        id: InboundSourceId(row.id),
        platform: InboundPlatform::find(&row.platform).ok_or_else(|| unreadable("platform"))?,
        name: row.name,
        sealed_secret: row.sealed_secret,
        created_by: serde_json::from_str(&row.created_by).map_err(|_| unreadable("maker"))?,
        created_at: Timestamp(row.created_at),
        last_received_at: row.last_received_at.map(Timestamp),
    })
}
