//! The plans of the statements that must stay fast at any size: each is bounded by an index, none sorts what it read.

use daybook_api::db::Engine;
use daybook_api::store::events::counts::{self, CountQuery};
use daybook_api::store::events::list::statement;
use daybook_api::store::events::query::{ListQuery, Position, Range};
use daybook_api::store::events::{search_statements, unanswered_statement};
use daybook_api::store::visibility::Visibility;
use daybook_shared::event::Event;
use daybook_shared::filter::EventFilter;
use daybook_shared::page::{Order, Sort};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use crate::support::log::{FilledLog, event};

/// A log large enough that a planner prefers an index, in which nothing is rare.
async fn log() -> FilledLog {
    let start: daybook_shared::timestamp::Timestamp = "2026-08-01T00:00:00Z".parse().unwrap();
    let kinds = [
        "post.created",
        "post.failed",
        "post.published",
        "media.uploaded",
        "account.connected",
    ];
    let events = (0..8_000i64).map(|index| {
        let mut row = event(
            kinds[(index % 5) as usize],
            &format!("row {index} of many"),
            &start.plus_seconds(index * 1_000).to_string(),
        );
        row["actor"] = json!({"kind": "member", "id": format!("person{}", index % 20), "name": "Person"});
        row["platform"] = json!(["x", "tiktok", "facebook"][(index % 3) as usize]);
        row["targets"] = json!([{"type": "post", "id": format!("p{}", index % 2_000)}]);
        row["correlation_id"] = json!(format!("c{}", index % 2_000));
        row
    });
    let log = FilledLog::start(events.collect()).await;
    let database = &log.app.state.database;
    // PostgreSQL analyses by itself, sooner or later; SQLite has no statistics here as elsewhere.
    if database.engine() == Engine::Postgres {
        database.reader().execute_unprepared("ANALYZE").await.unwrap();
    }
    log
}

fn query(log: &FilledLog, filter: &str, sort: Sort, order: Order) -> ListQuery {
    let filter = EventFilter::from_pairs(filter.split('&').filter_map(|pair| pair.split_once('='))).unwrap();
    ListQuery {
        workspace: log.workspace.0,
        visibility: Visibility::All,
        filter,
        range: Range::default(),
        sort,
        order,
        after: Some(Position {
            occurred_at: 1_789_000_000_000_000,
            sequence: 5_000,
        }),
        // As an export has it.
        up_to: (sort == Sort::Occurred).then_some(1_000_000),
        limit: 101,
    }
}

/// The statement of a page.
async fn page(log: &FilledLog, filter: &str, sort: Sort, order: Order) -> SelectStatement {
    let query = query(log, filter, sort, order);
    statement(&log.app.state.database, &query).await.unwrap()
}

/// The plan, one step a line, without costs.
async fn plan(log: &FilledLog, select: &SelectStatement) -> String {
    let database = &log.app.state.database;
    let backend = database.engine().backend();
    let mut statement: Statement = sea_orm::StatementBuilder::build(select, &backend);
    let (explain, column) = match database.engine() {
        Engine::Sqlite => ("EXPLAIN QUERY PLAN ", 3),
        Engine::Postgres => ("EXPLAIN (COSTS OFF) ", 0),
    };
    statement.sql = format!("{explain}{}", statement.sql);
    let rows = database.reader().query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index::<String>(column).unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The plan bounds an index by the position and reads it in order.
fn assert_bounded(log: &FilledLog, what: &str, plan: &str, index: &str) {
    match log.app.state.database.engine() {
        Engine::Sqlite => {
            assert!(
                plan.contains(&format!("USING INDEX {index} (")),
                "{what}:\n{plan}"
            );
            let scans = plan.contains("SCAN events") && !plan.contains("CO-ROUTINE events");
            assert!(
                !scans && !plan.contains("USE TEMP B-TREE FOR ORDER BY"),
                "{what}:
{plan}"
            );
        }
        Engine::Postgres => {
            assert!(plan.contains(&format!("using {index} ")), "{what}:\n{plan}");
            assert!(
                plan.contains("Index Cond:") && !plan.contains("Seq Scan") && !plan.contains("Sort"),
                "{what}:\n{plan}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_bounded_by_an_index_at_any_depth() {
    let log = log().await;
    let cases = [
        ("", Sort::Occurred, "events_by_time"),
        ("actor=person7", Sort::Occurred, "events_by_actor"),
    ];
    for (filter, sort, index) in cases {
        for order in [Order::Desc, Order::Asc] {
            let select = page(&log, filter, sort, order).await;
            assert_bounded(
                &log,
                &format!("`{filter}` {order:?}"),
                &plan(&log, &select).await,
                index,
            );
        }
    }
    let feed = plan(&log, &page(&log, "", Sort::Sequence, Order::Asc).await).await;
    match log.app.state.database.engine() {
        Engine::Sqlite => assert!(
            feed.contains("(workspace_id=? AND sequence>?)") && !feed.contains("TEMP B-TREE"),
            "{feed}"
        ),
        Engine::Postgres => assert!(
            feed.contains("events_pkey") && feed.contains("sequence >") && !feed.contains("Sort"),
            "{feed}"
        ),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_position_is_a_bound_of_the_index_and_no_filter_behind_it() {
    let log = log().await;
    let plan = plan(&log, &page(&log, "", Sort::Occurred, Order::Desc).await).await;
    match log.app.state.database.engine() {
        Engine::Sqlite => assert!(
            plan.contains("(workspace_id=? AND (occurred_at,sequence)<(?,?))"),
            "{plan}"
        ),
        Engine::Postgres => {
            let bound = plan.lines().find(|line| line.contains("Index Cond:")).unwrap();
            assert!(bound.contains("ROW(occurred_at, sequence) <"), "{plan}");
        }
    }
}

/// Around the position of [`query`].
const PERIOD: Range = Range {
    from: Some(1_788_000_000_000_000),
    to: Some(1_790_000_000_000_000),
};

#[tokio::test(flavor = "multi_thread")]
async fn a_period_does_not_take_the_place_of_the_position() {
    let log = log().await;
    for (order, passed, left) in [
        (Order::Desc, "occurred_at<?", "occurred_at>?"),
        (Order::Asc, "occurred_at>?", "occurred_at<?"),
    ] {
        let mut query = query(&log, "", Sort::Occurred, order);
        query.range = PERIOD;
        let select = statement(&log.app.state.database, &query).await.unwrap();
        let plan = plan(&log, &select).await;
        match log.app.state.database.engine() {
            Engine::Sqlite => assert!(
                plan.contains("(occurred_at,sequence)") && plan.contains(left) && !plan.contains(passed),
                "{plan}"
            ),
            Engine::Postgres => {
                let bound = plan.lines().find(|line| line.contains("Index Cond:")).unwrap();
                assert!(bound.contains("ROW(occurred_at, sequence)"), "{plan}");
                assert_eq!(bound.matches("(occurred_at ").count(), 1, "{plan}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_ordered_streams_of_an_index() {
    let log = log().await;
    // Types and platforms change independently of each other: each type has three combinations.
    for (filter, index, streams) in [
        ("type=post.failed", "events_by_combination", 3),
        ("type=post.*", "events_by_combination", 9),
        (
            "type=post.*&platform=x&state_not=failed",
            "events_by_combination",
            2,
        ),
        ("platform_not=x&type_not=post.*", "events_by_combination", 4),
        ("actor=person1&actor=person2&actor=person3", "events_by_actor", 3),
        ("target=p1&target=p2", "event_targets", 2),
    ] {
        let plan = plan(&log, &page(&log, filter, Sort::Occurred, Order::Desc).await).await;
        let streams = match (log.app.state.database.engine(), index) {
            // One plan for all of them, run for each.
            (Engine::Postgres, "events_by_combination") => 1,
            _ => streams,
        };
        let uses = match log.app.state.database.engine() {
            Engine::Sqlite => format!("INDEX {index}"),
            Engine::Postgres => format!("using {index}"),
        };
        let uses = if index == "event_targets" && plan.contains("event_targets_pkey") {
            "using event_targets_pkey".to_owned()
        } else {
            uses.replace("INDEX event_targets", "SEARCH event_targets")
        };
        assert_eq!(plan.matches(&uses).count(), streams, "`{filter}`:\n{plan}");
        assert!(
            !plan.contains("Seq Scan") && !plan.contains("SCAN events"),
            "`{filter}`:\n{plan}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_and_excluded_actors_leave_a_filter_its_streams() {
    let log = log().await;
    for filter in [
        "type=post.failed&platform=x&actor_not=person1&actor_not=person2",
        "type=post.failed&platform=x&target_not=p1&actor_not=person2",
        "actor=person1&target_not=p1",
        "target=p1&actor_not=person2",
    ] {
        let mut query = query(&log, filter, Sort::Occurred, Order::Desc);
        query.after = None;
        query.range = PERIOD;
        let select = statement(&log.app.state.database, &query).await.unwrap();
        let plan = plan(&log, &select).await;
        let is_along_the_log = plan.contains("events_by_time") || plan.contains("TEMP B-TREE");
        assert!(!is_along_the_log, "`{filter}`:\n{plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_actors_events_are_chosen_by_the_index_alone() {
    let log = log().await;
    for filter in [
        "actor=person7&type=post.failed",
        "actor=person7&actor=person8&platform_not=x&type=post.*",
    ] {
        let plan = plan(&log, &page(&log, filter, Sort::Occurred, Order::Desc).await).await;
        let alone = match log.app.state.database.engine() {
            Engine::Sqlite => "COVERING INDEX events_by_actor",
            // Forwards or backwards, of that index: no other has the actor.
            Engine::Postgres => "Index Only Scan",
        };
        let actors = filter.matches("actor=").count();
        assert_eq!(plan.matches(alone).count(), actors, "`{filter}`:\n{plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_follows_the_time_index_first_and_asks_the_trigram_index_of_a_month_then() {
    let log = log().await;
    let engine = log.app.state.database.engine();
    let words = query(&log, "q=needleword", Sort::Occurred, Order::Desc);
    let statements = search_statements(&log.app.state.database, &words).await.unwrap();
    assert_bounded(
        &log,
        "step 1",
        &plan(&log, &statements.scan).await,
        "events_by_time",
    );
    let slice = plan(&log, &statements.slice).await;
    match engine {
        Engine::Sqlite => {
            let steps: Vec<&str> = slice
                .lines()
                .filter(|line| line.contains("event_search_") || line.contains("events"))
                .collect();
            assert!(
                steps[0].contains("event_search_") && steps[0].contains("VIRTUAL TABLE INDEX"),
                "{slice}"
            );
            assert!(
                steps[1].contains("SEARCH events USING INDEX") && steps[1].contains("sequence=?"),
                "{slice}"
            );
        }
        Engine::Postgres => assert!(slice.contains("Bitmap Index Scan on event_search_"), "{slice}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_is_looked_for_from_the_event_on_in_what_it_is_joined_to() {
    let log = log().await;
    let engine = log.app.state.database.engine();
    let page = log.list("type=post.created&limit=100").await;
    let causes: Vec<Event> = serde_json::from_value(page.body["data"].clone()).unwrap();
    assert_eq!(causes.len(), 100);
    let select = unanswered_statement(engine, log.workspace.0, &causes);
    let plan = plan(&log, &select).await;
    match engine {
        Engine::Sqlite => {
            for bound in [
                "events_by_correlation (workspace_id=? AND correlation_id=? AND (occurred_at,sequence)>(?,?))",
                "SEARCH event_targets USING",
                "(workspace_id=? AND target_id=? AND (occurred_at,sequence)>(?,?))",
                "SEARCH events USING INDEX sqlite_autoindex_events_1 (workspace_id=? AND sequence=?)",
            ] {
                assert!(plan.contains(bound), "{bound}:\n{plan}");
            }
            assert!(
                !plan.contains("SCAN event") && !plan.contains("TEMP B-TREE"),
                "{plan}"
            );
        }
        Engine::Postgres => {
            for index in ["events_by_correlation", "event_targets_pkey", "events_pkey"] {
                assert!(plan.contains(&format!("using {index} ")), "{index}:\n{plan}");
            }
            let bounds = plan
                .lines()
                .filter(|line| line.contains("Index Cond:") && line.contains("ROW(") && line.contains(">"));
            assert_eq!(bounds.count(), 2, "{plan}");
            assert!(!plan.contains("Seq Scan") && !plan.contains("Sort"), "{plan}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_summed_by_the_key_of_what_is_kept() {
    let log = log().await;
    let database = &log.app.state.database;
    while counts::gather(database).await.unwrap() {}
    if database.engine() == Engine::Postgres {
        database.reader().execute_unprepared("ANALYZE").await.unwrap();
    }
    let query = CountQuery {
        workspace: log.workspace.0,
        visibility: Visibility::All,
        filter: EventFilter::default(),
        range: Range::default(),
    };
    let start: daybook_shared::timestamp::Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
    let edges: Vec<i64> = (0..8).map(|hours| start.plus_seconds(hours * 3_600).0).collect();
    let plan = plan(&log, &counts::statement(database.engine(), &query, &edges)).await;
    match database.engine() {
        Engine::Sqlite => {
            let key = "USING PRIMARY KEY (workspace_id=? AND span=? AND start_at>? AND start_at<?)";
            assert!(
                plan.contains(key) && !plan.contains("SCAN event_counts"),
                "{plan}"
            );
        }
        Engine::Postgres => assert!(
            plan.contains("event_counts_pkey") && !plan.contains("Seq Scan on event_counts"),
            "{plan}"
        ),
    }
}
