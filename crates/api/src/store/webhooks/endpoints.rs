//! Endpoints: found, listed, made, changed, deleted.

use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::limits::MAX_WEBHOOKS;
use daybook_shared::page::Order;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{WebhookDisabled, WebhookState};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::{Endpoint, deliveries};
use crate::entity::webhook_delivery;
use crate::entity::webhook_endpoint::{ActiveModel, Column, Entity, Model};
use crate::error::{ApiError, ApiResult};
use crate::store::workspaces;

/// An endpoint of a workspace.
pub async fn find(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Result<Option<Endpoint>, DbErr> {
    let row = Entity::find_by_id((workspace.0, id.0)).one(conn).await?;
    row.map(Endpoint::try_from).transpose()
}

/// The same, locked until the end of the transaction: nothing is sent off for it meanwhile.
pub async fn lock(
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Result<Option<Endpoint>, DbErr> {
    // SQLite lets one transaction write, so that there is nothing to lock.
    let select = Entity::find_by_id((workspace.0, id.0)).lock_exclusive();
    let row = select.one(transaction).await?;
    row.map(Endpoint::try_from).transpose()
}

/// Endpoints of a workspace behind another one, in an order of their making; an id tells its own.
pub async fn list(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    behind: Option<Uuid>,
    order: Order,
    limit: u32,
) -> Result<Vec<Endpoint>, DbErr> {
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
    rows.into_iter().map(Endpoint::try_from).collect()
}

/// Adds an endpoint; 409 where the workspace has as many as it may. Those who add endpoints of a workspace go one after the other.
pub async fn insert(transaction: &DatabaseTransaction, endpoint: Endpoint) -> ApiResult<()> {
    workspaces::lock(transaction, endpoint.workspace).await?;
    let there = Entity::find().filter(Column::WorkspaceId.eq(endpoint.workspace.0));
    if there.count(transaction).await? >= MAX_WEBHOOKS {
        let detail = format!("this workspace has {MAX_WEBHOOKS} endpoints already; delete one");
        return Err(ApiError::new(ErrorCode::LimitReached, detail));
    }
    let row = Model::try_from(endpoint).map_err(ApiError::internal)?;
    Entity::insert(ActiveModel::from(row))
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Writes an endpoint as it is now.
pub async fn replace(transaction: &DatabaseTransaction, endpoint: Endpoint) -> ApiResult<()> {
    let row = Model::try_from(endpoint).map_err(ApiError::internal)?;
    ActiveModel::from(row).reset_all().update(transaction).await?;
    Ok(())
}

/// Deletes an endpoint with all that was delivered to it; `false` where there is none.
pub async fn delete(
    transaction: &DatabaseTransaction,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Result<bool, DbErr> {
    // First, so that whoever sends off something for it comes before or finds none.
    let done = Entity::delete_by_id((workspace.0, id.0))
        .exec(transaction)
        .await?;
    deliveries::delete_all(transaction, workspace, id).await?;
    Ok(done.rows_affected > 0)
}

/// Stops an endpoint, and gives up what waits for it; `false` where it is stopped already, or gone, or is not what it was: another address, or
/// somebody else who answers for it, is not to blame.
pub async fn disable(
    transaction: &DatabaseTransaction,
    endpoint: &Endpoint,
    disabled: &WebhookDisabled,
) -> Result<bool, DbErr> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(WebhookState::Disabled.as_str()))
        .col_expr(Column::DisabledCode, Expr::value(disabled.code.as_str()))
        .col_expr(Column::DisabledReason, Expr::value(disabled.reason.as_str()))
        .col_expr(Column::DisabledAt, Expr::value(disabled.at.0))
        .col_expr(Column::ReplayPlace, Expr::value(None::<i64>))
        .col_expr(Column::ReplayUpTo, Expr::value(None::<i64>))
        .filter(of(endpoint))
        .filter(is_enabled())
        .filter(is_unchanged(endpoint))
        .exec(transaction)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    deliveries::give_up_all(transaction, endpoint.workspace, endpoint.id, disabled.at).await?;
    Ok(true)
}

/// Sends an endpoint nothing before a moment, unless its address is another one by now. Nothing makes that moment an earlier one.
pub async fn put_off(
    transaction: &DatabaseTransaction,
    endpoint: &Endpoint,
    not_before: Timestamp,
) -> Result<(), DbErr> {
    let is_later = Condition::any()
        .add(Column::NotBefore.is_null())
        .add(Column::NotBefore.lt(not_before.0));
    Entity::update_many()
        .col_expr(Column::NotBefore, Expr::value(not_before.0))
        .filter(of(endpoint))
        .filter(Column::Url.eq(endpoint.url.as_str()))
        .filter(is_later)
        .exec(transaction)
        .await?;
    Ok(())
}

/// Endpoints whose log has gone on, or that replay a part of it.
pub async fn list_behind(conn: &impl ConnectionTrait) -> Result<Vec<Endpoint>, DbErr> {
    let is_behind = Expr::cust(
        "webhook_endpoints.place < (SELECT sequence FROM workspace_head WHERE workspace_head.workspace_id = webhook_endpoints.workspace_id)",
    );
    let work = Condition::any()
        .add(is_behind)
        .add(Column::ReplayPlace.is_not_null());
    let select = Entity::find().filter(is_enabled()).filter(work);
    readable(select.all(conn).await?)
}

/// Endpoints to which something is to be sent now, which may be a ping to one that is disabled.
pub async fn list_due(conn: &impl ConnectionTrait, now: i64) -> Result<Vec<Endpoint>, DbErr> {
    use webhook_delivery::Column as Due;
    let of_endpoint =
        |due: Due, own: Column| Expr::col((webhook_delivery::Entity, due)).equals((Entity, own));
    let has_due = Query::select()
        .expr(Expr::val(1))
        .from(webhook_delivery::Entity)
        .and_where(of_endpoint(Due::WorkspaceId, Column::WorkspaceId))
        .and_where(of_endpoint(Due::EndpointId, Column::Id))
        .and_where(Expr::col((webhook_delivery::Entity, Due::DueAt)).lte(now))
        .take();
    let is_welcome = Condition::any()
        .add(Column::NotBefore.is_null())
        .add(Column::NotBefore.lte(now));
    let select = Entity::find().filter(is_welcome);
    readable(select.filter(Expr::exists(has_due)).all(conn).await?)
}

/// One that this version cannot read keeps none of the others from their events.
fn readable(rows: Vec<Model>) -> Result<Vec<Endpoint>, DbErr> {
    let read = |row: Model| {
        let id = WebhookId(row.id);
        let told =
            |error: &DbErr| tracing::error!(webhook.id = %id, %error, "nothing is sent to an endpoint");
        Endpoint::try_from(row).inspect_err(told).ok()
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

pub(super) fn of(endpoint: &Endpoint) -> Condition {
    Condition::all()
        .add(Column::WorkspaceId.eq(endpoint.workspace.0))
        .add(Column::Id.eq(endpoint.id.0))
}

fn is_unchanged(endpoint: &Endpoint) -> Condition {
    Condition::all()
        .add(Column::Url.eq(endpoint.url.as_str()))
        .add(Column::Answerable.eq(endpoint.answerable.as_str()))
        .add(Column::UpdatedAt.eq(endpoint.updated_at.0))
}

pub(super) fn is_enabled() -> Condition {
    Condition::all().add(Column::State.eq(WebhookState::Enabled.as_str()))
}
