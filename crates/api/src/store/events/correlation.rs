//! The correlation that the log knows a thing by.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DbErr, IdenStatic, Order};
use uuid::Uuid;

use super::conditions::col;
use crate::db::Database;
use crate::entity::{event, event_target};

/// Newest events of a target that are looked at.
const MOST_LOOKED_AT: u64 = 50;

/// The correlation id of the newest events about a target, wherever it stands among their targets; the target's own id is none.
pub async fn correlation_of(
    database: &Database,
    workspace: Uuid,
    target: &str,
) -> Result<Option<String>, DbErr> {
    use event::Column;
    use event_target::Column as Target;
    let about = Alias::new("about");
    let newest = Query::select()
        .columns([Target::WorkspaceId, Target::Sequence])
        .from(event_target::Entity)
        .and_where(Target::WorkspaceId.eq(workspace))
        .and_where(Target::TargetId.eq(target))
        .order_by(Target::OccurredAt, Order::Desc)
        .order_by(Target::Sequence, Order::Desc)
        .limit(MOST_LOOKED_AT)
        .take();
    let of_newest = |column: Target| Expr::col((about.clone(), Alias::new(column.as_str())));
    let select = Query::select()
        .column((event::Entity, Column::CorrelationId))
        .from_subquery(newest, about.clone())
        .inner_join(
            event::Entity,
            of_newest(Target::WorkspaceId)
                .equals((event::Entity, Column::WorkspaceId))
                .and(of_newest(Target::Sequence).equals((event::Entity, Column::Sequence))),
        )
        .and_where(col(Column::CorrelationId).is_not_null())
        .and_where(col(Column::CorrelationId).ne(target))
        .order_by((event::Entity, Column::OccurredAt), Order::Desc)
        .order_by((event::Entity, Column::Sequence), Order::Desc)
        .limit(1)
        .take();
    let read = |row: crate::db::RowRef<'_>| Ok(row.optional_text(0)?.map(str::to_owned));
    let found = database.rows(&select, read).await?;
    Ok(found.into_iter().flatten().next())
}
