//! The step that should have followed an event by now and did not: one rule, for the story of an event and for the hints of
//! a list.

use std::collections::HashMap;

use daybook_shared::event::Event;
use daybook_shared::limits::{MAX_LATER_STEPS, MISSING_OUTCOME_MINUTES, OVERDUE_MINUTES};
use daybook_shared::page::{Hint, Hints};
use daybook_shared::story::MissingStep;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::{
    Alias, CaseStatement, Cond, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{Condition, DbErr};
use serde_json::json;
use uuid::Uuid;

use super::conditions::col;
use super::query::Position;
use super::rows::Rows;
use crate::append::is_of_type;
use crate::db::{Database, Engine};
use crate::entity::{event, event_target};

type Column = event::Column;
type Target = event_target::Column;

const MISSING_OUTCOME: &str = "missing_outcome";

/// Events of a type call for one of several others. All of these types are open to whoever may read events: there is no
/// answer that one reader sees and another does not.
#[derive(Debug)]
struct Rule {
    cause: &'static str,
    outcomes: &'static [&'static str],
    /// When the outcome of an event should be there at the latest; none where it says no time.
    due: fn(&Event) -> Option<Timestamp>,
}

const RULES: [Rule; 2] = [
    Rule {
        cause: "tiktok.video_uploaded",
        outcomes: &["tiktok.video_published", "tiktok.error"],
        due: |upload| Some(upload.occurred_at.plus_seconds(MISSING_OUTCOME_MINUTES * 60)),
    },
    Rule {
        cause: "post.scheduled",
        outcomes: &["post.published", "post.failed", "post.overdue", "post.deleted"],
        due: |post| {
            let planned = post.metadata.as_ref()?.get("scheduled_for")?;
            let planned: Timestamp = planned.as_str()?.parse().ok()?;
            Some(planned.plus_seconds(OVERDUE_MINUTES * 60))
        },
    },
];

/// What is missing of the events of a list, by their ids. Only bodies that may miss something are looked into.
pub async fn hints(
    database: &Database,
    workspace: Uuid,
    rows: &Rows,
    now: Timestamp,
) -> Result<Hints, DbErr> {
    let may_miss = |(position, body): &(Position, &str)| {
        RULES.iter().any(|rule| is_of_type(body, rule.cause))
            && !database.settled.has(workspace, position.sequence)
    };
    let causes: Vec<Event> = rows
        .iter()
        .filter(may_miss)
        .map(|(_, body)| serde_json::from_str(body))
        .collect::<Result<_, _>>()
        .map_err(|error| DbErr::Json(error.to_string()))?;
    let mut missing = missing_steps(database, workspace, &causes, now).await?;
    let hint = |step: MissingStep| Hint {
        kind: step.kind,
        since: step.since,
    };
    Ok(causes
        .into_iter()
        .filter_map(|cause| Some((cause.id, hint(missing.remove(&cause.sequence)?))))
        .collect())
}

/// The last of a story's events that misses a step, and the step.
pub async fn missing_step(
    database: &Database,
    workspace: Uuid,
    story: &[Event],
    now: Timestamp,
) -> Result<Option<MissingStep>, DbErr> {
    let mut missing = missing_steps(database, workspace, story, now).await?;
    Ok(story
        .iter()
        .rev()
        .find_map(|event| missing.remove(&event.sequence)))
}

/// The steps that events miss, by the place of the event in the log. An event is answered by a later one of the same
/// correlation id or the same first target, which is an outcome or begins anew.
async fn missing_steps(
    database: &Database,
    workspace: Uuid,
    events: &[Event],
    now: Timestamp,
) -> Result<HashMap<i64, MissingStep>, DbErr> {
    let mut missing = HashMap::new();
    for rule in &RULES {
        let mut due = HashMap::new();
        for event in events.iter().filter(|event| event.kind == rule.cause) {
            match (rule.due)(event).filter(|_| joins_others(event)) {
                None => database.settled.add(workspace, event.sequence),
                Some(moment) if moment <= now => drop(due.insert(event.sequence, (event, moment))),
                Some(_) => {}
            }
        }
        if due.is_empty() {
            continue;
        }
        let causes = due.values().map(|(event, _)| *event);
        let select = unanswered(database.engine(), workspace, rule, causes);
        for sequence in database.rows(&select, |row| row.integer(0)).await? {
            let Some((_, since)) = due.remove(&sequence) else {
                continue;
            };
            let step = MissingStep {
                kind: MISSING_OUTCOME.to_owned(),
                expected: rule.outcomes.iter().map(|name| (*name).to_owned()).collect(),
                after_sequence: sequence,
                since,
            };
            missing.insert(sequence, step);
        }
        for answered in due.into_keys() {
            database.settled.add(workspace, answered);
        }
    }
    Ok(missing)
}

fn joins_others(event: &Event) -> bool {
    event.correlation_id.is_some() || !event.targets.is_empty()
}

/// The statement that finds the unanswered ones of uploads, for those who want to see its plan.
pub fn unanswered_statement(engine: Engine, workspace: Uuid, uploads: &[Event]) -> SelectStatement {
    unanswered(engine, workspace, &RULES[0], uploads.iter())
}

/// The places of those events that nothing answers. However many events are joined to one, the next so many tell.
fn unanswered<'e>(
    engine: Engine,
    workspace: Uuid,
    rule: &Rule,
    causes: impl Iterator<Item = &'e Event>,
) -> SelectStatement {
    let places: Vec<_> = causes
        .map(|cause| {
            let target = cause.targets.first().map(|target| &target.id);
            json!([cause.sequence, cause.occurred_at.0, cause.correlation_id, target])
        })
        .collect();
    let workspace = match engine {
        Engine::Sqlite => Expr::value(workspace),
        // Its size is no matter here, and PostgreSQL would plan anew each time for a value that it sees.
        Engine::Postgres => Expr::cust_with_values("(SELECT $1::uuid)", [workspace]),
    };
    let answers = |more: Condition| {
        let kinds = rule.outcomes.iter().chain([&rule.cause]).copied();
        CaseStatement::new()
            .case(more.add(col(Column::Kind).is_in(kinds)), Expr::cust("1"))
            .finally(Expr::cust("0"))
    };
    let key = [col(Column::OccurredAt), col(Column::Sequence)];
    let by_correlation = next_ones(key)
        .expr_as(answers(Cond::all()), Alias::new("answers"))
        .from(event::Entity)
        .and_where(col(Column::WorkspaceId).eq(workspace.clone()))
        .and_where(col(Column::CorrelationId).eq(wanted("correlation")))
        .take();
    let of_target = |column: Target| Expr::col((event_target::Entity, column));
    let same_event = Cond::all()
        .add(col(Column::WorkspaceId).equals((event_target::Entity, Target::WorkspaceId)))
        .add(col(Column::Sequence).equals((event_target::Entity, Target::Sequence)));
    let is_first = Cond::all().add(of_target(Target::Position).eq(0));
    let by_target = next_ones([of_target(Target::OccurredAt), of_target(Target::Sequence)])
        .expr_as(answers(is_first), Alias::new("answers"))
        .from(event_target::Entity)
        .inner_join(event::Entity, same_event)
        .and_where(of_target(Target::WorkspaceId).eq(workspace.clone()))
        .and_where(of_target(Target::TargetId).eq(wanted("target")))
        .take();
    Query::select()
        .column((Alias::new("wanted"), Alias::new("sequence")))
        .from_subquery(rows_of(engine, &json!(places).to_string()), Alias::new("wanted"))
        .and_where(says_nothing(by_correlation))
        .and_where(says_nothing(by_target))
        .take()
}

/// The first rows behind the one that is asked about.
fn next_ones(key: [SimpleExpr; 2]) -> SelectStatement {
    let behind = Expr::tuple(key.clone()).gt(Expr::tuple([wanted("occurred_at"), wanted("sequence")]));
    let mut select = Query::select();
    for column in key {
        select.order_by_expr(column, sea_orm::Order::Asc);
    }
    select.and_where(behind).limit(MAX_LATER_STEPS).take()
}

/// Neither is one of the later events an answer, nor are there more than are looked at.
fn says_nothing(later: SelectStatement) -> SimpleExpr {
    let enough = format!("max(answers) = 1 OR count(*) = {MAX_LATER_STEPS}");
    let answered = Query::select()
        .expr(Expr::cust("max(answers)"))
        .from_subquery(later, Alias::new("later"))
        .and_having(Expr::cust(enough))
        .take();
    Expr::exists(answered).not()
}

fn wanted(column: &'static str) -> SimpleExpr {
    Expr::col((Alias::new("wanted"), Alias::new(column)))
}

/// Rows that are sent as one JSON text: the statement is the same however many there are.
fn rows_of(engine: Engine, places: &str) -> SelectStatement {
    let (function, places, integer) = match engine {
        // Not cast: a number that comes from anywhere but a column is one that the end of an index is found by.
        Engine::Sqlite => ("json_each", Expr::value(places), ""),
        Engine::Postgres => (
            "jsonb_array_elements",
            Expr::cust_with_values("$1::text::jsonb", [places]),
            "::bigint",
        ),
    };
    let member = |place: usize, kind: &str| Expr::cust(format!("(value ->> {place}){kind}"));
    Query::select()
        .expr_as(member(0, integer), Alias::new("sequence"))
        .expr_as(member(1, integer), Alias::new("occurred_at"))
        .expr_as(member(2, ""), Alias::new("correlation"))
        .expr_as(member(3, ""), Alias::new("target"))
        .from_function(Func::cust(function).arg(places), Alias::new("places"))
        .take()
}

#[cfg(test)]
mod tests {
    use daybook_shared::catalogue;

    use super::*;

    #[test]
    fn whoever_sees_what_calls_for_an_answer_sees_the_answer() {
        for name in RULES
            .iter()
            .flat_map(|rule| rule.outcomes.iter().chain([&rule.cause]))
        {
            assert!(!catalogue::find_type(name).unwrap().is_restricted(), "{name}");
        }
    }
}
