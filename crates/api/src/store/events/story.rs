//! The story of an event: the events of the same correlation id or the same first target, in order.

use daybook_shared::event::Event;
use daybook_shared::limits::MAX_STORY_EVENTS;
use daybook_shared::page::Order;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, DbErr};
use uuid::Uuid;

use super::conditions::{col, visible};
use super::query::Position;
use super::rows::{Rows, columns_of};
use super::streams::direction;
use crate::db::Database;
use crate::entity::{event, event_target};
use crate::store::visibility::Visibility;

type Column = event::Column;

/// The events of a story, the oldest first.
#[derive(Debug, Clone)]
pub struct StoryRows {
    /// Where they stand, and what was stored.
    pub rows: Rows,
    /// Whether there are more than fit.
    pub truncated: bool,
}

/// The story that an event belongs to: those nearest to it in time, at most [`MAX_STORY_EVENTS`].
pub async fn story(
    database: &Database,
    workspace: Uuid,
    visibility: &Visibility,
    of: &Event,
) -> Result<StoryRows, DbErr> {
    let at = Position {
        occurred_at: of.occurred_at.0,
        sequence: of.sequence,
    };
    let mut rows = Rows::default();
    for thread in threads(workspace, of) {
        for order in [Order::Desc, Order::Asc] {
            let select = thread.near(at, order, visibility);
            rows.append(database.gather(&select, Rows::read).await?);
        }
    }
    rows.sort();
    Ok(nearest(rows, at))
}

/// Keeps the rows nearest to the event, as evenly before as after it.
fn nearest(mut rows: Rows, at: Position) -> StoryRows {
    let most = usize::try_from(MAX_STORY_EVENTS).unwrap_or(usize::MAX);
    let truncated = rows.len() > most;
    let place = rows.iter().position(|(position, _)| position == at).unwrap_or(0);
    let start = place
        .saturating_sub(most / 2)
        .min(rows.len().saturating_sub(most));
    rows.keep(start..start + most);
    StoryRows { rows, truncated }
}

/// What joins events to one story.
enum Thread {
    Correlation { workspace: Uuid, id: String },
    Target { workspace: Uuid, id: String },
}

fn threads(workspace: Uuid, of: &Event) -> Vec<Thread> {
    let by_correlation = of.correlation_id.iter().map(|id| Thread::Correlation {
        workspace,
        id: id.clone(),
    });
    // Only the first target is what the event is about; an account or a course among the others has another story.
    let by_target = of.targets.first().into_iter().map(|target| Thread::Target {
        workspace,
        id: target.id.clone(),
    });
    by_correlation.chain(by_target).collect()
}

impl Thread {
    /// The events of the thread from a place on, that place included.
    fn near(&self, at: Position, order: Order, visibility: &Visibility) -> SelectStatement {
        let mut select = Query::select();
        select.columns(columns_of(event::Entity));
        match self {
            Self::Correlation { workspace, id } => {
                select
                    .from(event::Entity)
                    .and_where(col(Column::WorkspaceId).eq(Expr::value(*workspace)))
                    .and_where(col(Column::CorrelationId).eq(id.as_str()))
                    .and_where(beyond(
                        [col(Column::OccurredAt), col(Column::Sequence)],
                        at,
                        order,
                    ))
                    .order_by((event::Entity, Column::OccurredAt), direction(order))
                    .order_by((event::Entity, Column::Sequence), direction(order));
            }
            Self::Target { workspace, id } => {
                use event_target::Column as Target;
                let key = [Target::OccurredAt, Target::Sequence]
                    .map(|column| Expr::col((event_target::Entity, column)));
                let same_event = Cond::all()
                    .add(col(Column::WorkspaceId).equals((event_target::Entity, Target::WorkspaceId)))
                    .add(col(Column::Sequence).equals((event_target::Entity, Target::Sequence)));
                select
                    .from(event_target::Entity)
                    .inner_join(event::Entity, same_event)
                    .and_where(Target::WorkspaceId.eq(*workspace))
                    .and_where(Target::TargetId.eq(id.as_str()))
                    .and_where(Target::Position.eq(0))
                    .and_where(beyond(key, at, order))
                    .order_by((event_target::Entity, Target::OccurredAt), direction(order))
                    .order_by((event_target::Entity, Target::Sequence), direction(order));
            }
        }
        select
            .cond_where(visible(visibility))
            .limit(MAX_STORY_EVENTS + 1)
            .take()
    }
}

fn beyond(key: [Expr; 2], at: Position, order: Order) -> Expr {
    let value = Expr::tuple([Expr::value(at.occurred_at), Expr::value(at.sequence)]);
    match order {
        Order::Desc => Expr::tuple(key).lte(value),
        Order::Asc => Expr::tuple(key).gte(value),
    }
}
