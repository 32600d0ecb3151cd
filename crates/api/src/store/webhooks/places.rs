//! How far the log was looked at for an endpoint. The place moves in the transaction that writes the deliveries of what lies before it, and only
//! from where it was found: no event is passed over, and none becomes two deliveries, whoever looks at the same time, or dies.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use super::Endpoint;
use super::endpoints::{is_enabled, of};
use crate::entity::webhook_endpoint::{Column, Entity};

/// Moves the place of an endpoint; `false` where it is not where it was, or the endpoint is stopped or gone.
pub async fn go_on(transaction: &DatabaseTransaction, endpoint: &Endpoint, to: i64) -> Result<bool, DbErr> {
    let unchanged = Condition::all()
        .add(of(endpoint))
        .add(is_enabled())
        .add(Column::Place.eq(endpoint.place))
        // What is meant may have changed meanwhile, and who answers for it.
        .add(Column::UpdatedAt.eq(endpoint.updated_at.0));
    let done = Entity::update_many()
        .col_expr(Column::Place, Expr::value(to))
        .filter(unchanged)
        .exec(transaction)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Moves the place of an endpoint's replay, or ends it; `false` as above.
pub async fn go_on_replaying(
    transaction: &DatabaseTransaction,
    endpoint: &Endpoint,
    to: Option<i64>,
) -> Result<bool, DbErr> {
    let Some(replay) = endpoint.replay else {
        return Ok(false);
    };
    let unchanged = Condition::all()
        .add(of(endpoint))
        .add(is_enabled())
        .add(Column::ReplayPlace.eq(replay.place))
        .add(Column::ReplayUpTo.eq(replay.up_to))
        .add(Column::UpdatedAt.eq(endpoint.updated_at.0));
    let update = Entity::update_many().col_expr(Column::ReplayPlace, Expr::value(to));
    let update = match to {
        Some(_) => update,
        None => update.col_expr(Column::ReplayUpTo, Expr::value(None::<i64>)),
    };
    let done = update.filter(unchanged).exec(transaction).await?;
    Ok(done.rows_affected > 0)
}
