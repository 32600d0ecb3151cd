//! Hints of a list: what is true of its events now, in agreement with their stories.

use daybook_shared::access::Role;
use daybook_shared::limits::MAX_LATER_STEPS;
use daybook_shared::plan::Plan;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Answer, send};
use crate::support::log::FilledLog;

fn step(kind: &str, at: &str, correlation: Option<&str>, target: Option<&str>) -> Value {
    let mut step = json!({"type": kind, "description": kind, "occurred_at": format!("2026-11-21T{at}:00Z")});
    if let Some(id) = correlation {
        step["correlation_id"] = json!(id);
    }
    if let Some(id) = target {
        step["targets"] = json!([{"type": "post", "id": id}, {"type": "account", "id": "everything"}]);
    }
    step
}

fn planned(id: &str, for_time: &str) -> Value {
    let mut step = step("post.scheduled", "06:00", Some(id), None);
    step["metadata"] = json!({"scheduled_for": for_time});
    step
}

fn upload(at: &str, correlation: Option<&str>, target: Option<&str>) -> Value {
    step("tiktok.video_uploaded", at, correlation, target)
}

/// The places in the log of the events with a hint, each with the moment since when.
fn hinted(page: &Answer) -> Vec<(i64, String)> {
    let Some(hints) = page.body.get("hints") else {
        return Vec::new();
    };
    let rows = page.body["data"].as_array().unwrap();
    let mut found: Vec<(i64, String)> = hints
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, hint)| {
            assert_eq!(
                (&hint["kind"], hint.as_object().unwrap().len()),
                (&json!("missing_outcome"), 2)
            );
            let row = rows.iter().find(|row| row["id"] == **id).unwrap();
            (
                row["sequence"].as_i64().unwrap(),
                hint["since"].as_str().unwrap()[11..16].to_owned(),
            )
        })
        .collect();
    found.sort();
    found
}

fn stuck() -> Vec<Value> {
    vec![
        upload("09:00", Some("stuck"), Some("v1")),
        upload("09:01", Some("young"), Some("v2")),
        upload("08:00", Some("done"), None),
        step("tiktok.error", "08:10", Some("done"), None),
        upload("07:00", None, Some("v3")),
        step("tiktok.video_published", "07:10", None, Some("v3")),
        upload("06:00", Some("again"), None),
        upload("06:20", Some("again"), None),
        upload("05:00", None, None),
        planned("late", "2026-11-21T08:00:00Z"),
        planned("due", "2026-11-21T09:21:00Z"),
        planned("out", "2026-11-21T07:00:00Z"),
        step("post.failed", "07:01", Some("out"), None),
        planned("unread", "tomorrow"),
        step("post.scheduled", "05:30", Some("undated"), None),
        step("post.created", "09:10", Some("stuck"), Some("v1")),
        // An outcome of another kind, one that only shares the second target, and one from before.
        step("post.published", "09:11", Some("stuck"), None),
        step("tiktok.error", "09:12", Some("other"), Some("v4")),
        step("tiktok.error", "08:59", Some("stuck"), None),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_or_a_post_without_outcome_has_a_hint() {
    let log = FilledLog::start(stuck()).await;
    let expected = [
        (1, "09:30".to_owned()),
        (8, "06:50".to_owned()),
        (10, "08:10".to_owned()),
    ];
    for query in [
        "",
        "sort=sequence&order=asc",
        "q=o",
        "type=tiktok.*&type=post.*",
        "limit=500",
    ] {
        assert_eq!(hinted(&log.list(query).await), expected, "{query}");
    }
    assert_eq!(
        hinted(&log.list("type=tiktok.video_uploaded").await),
        expected[..2]
    );
    for query in ["type=post.created", "type=nobody.knows", "actor=nobody"] {
        assert_eq!(log.list(query).await.body.get("hints"), None, "{query}");
    }
    let lines = log
        .app
        .request(Method::GET, &route::events(log.workspace))
        .bearer_auth(&log.token)
        .header("accept", "application/x-ndjson");
    let lines = lines.send().await.unwrap().text().await.unwrap();
    assert_eq!((lines.lines().count(), lines.contains("hint")), (19, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn hints_say_what_stories_say() {
    let mut events = stuck();
    // Of a story that goes on for long nothing is known.
    events.push(upload("01:00", Some("long"), None));
    for minute in 0..MAX_LATER_STEPS {
        events.push(step(
            "post.created",
            &format!("02:{minute:02}"),
            Some("long"),
            None,
        ));
    }
    events.push(upload("03:00", Some("nearly"), None));
    for minute in 0..MAX_LATER_STEPS - 1 {
        events.push(step(
            "post.created",
            &format!("03:{:02}", minute + 1),
            Some("nearly"),
            None,
        ));
    }
    let log = FilledLog::start(events).await;
    let page = log.list("limit=500").await;
    let hinted: Vec<i64> = hinted(&page).into_iter().map(|(sequence, _)| sequence).collect();
    let mut told = Vec::new();
    for row in page.body["data"].as_array().unwrap() {
        let path = route::story(log.workspace, row["id"].as_str().unwrap());
        let story = log.app.get(&path, &log.token).await;
        if story.body["missing"]["after_sequence"] == row["sequence"] {
            told.push(row["sequence"].as_i64().unwrap());
        }
    }
    told.sort_unstable();
    assert_eq!(hinted, told);
    assert_eq!(hinted, [1, 8, 10, 71]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_another_hint_is_another_page() {
    let log = FilledLog::start(vec![upload("09:01", Some("young"), None)]).await;
    let path = route::events(log.workspace);
    let young = log.app.get(&path, &log.token).await;
    assert_eq!(hinted(&young), []);
    let conditional = |tag: String, token: String| {
        let request = log.app.request(Method::GET, &path).bearer_auth(token);
        send(request.header("if-none-match", tag))
    };
    let tag = young.header("etag").to_owned();
    log.app.clock.advance_seconds(59);
    assert_eq!(conditional(tag.clone(), log.token.clone()).await.code(), 304);
    log.app.clock.advance_seconds(1);
    let overdue = conditional(tag.clone(), log.token.clone()).await;
    assert_eq!(
        (overdue.code(), hinted(&overdue)),
        (200, vec![(1, "09:31".to_owned())])
    );
    let stuck = overdue.header("etag").to_owned();
    assert_eq!(conditional(stuck, log.token.clone()).await.code(), 304);
    // The outcome is on another page: this one says less than before, as it did first.
    log.append(vec![step("tiktok.error", "09:02", Some("young"), None)])
        .await;
    let answered = log
        .app
        .get(&format!("{path}?type=tiktok.video_uploaded"), &log.token)
        .await;
    assert_eq!(
        (hinted(&answered), answered.header("etag")),
        (Vec::new(), tag.as_str())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn members_have_the_hints_of_what_they_see_and_nobody_those_of_another_workspace() {
    let log = FilledLog::start(stuck()).await;
    let member = log.app.person("Nora", log.workspace, Role::Member).await;
    let token = log.app.token(&member).await;
    let path = route::events(log.workspace);
    let everybodys = hinted(&log.list("").await);
    assert_eq!(
        (everybodys.len(), hinted(&log.app.get(&path, &token).await)),
        (3, everybodys)
    );
    // Settled there, at the same place of another log it is not.
    let next_door = log.app.workspace("Next door", Plan::Team).await;
    let owner = log.app.person("Ned", next_door, Role::Owner).await;
    let other = FilledLog {
        token: log.app.token(&owner).await,
        owner,
        workspace: next_door,
        app: log.app,
    };
    let mut events = vec![step("post.created", "01:00", None, None); 2];
    events.push(upload("08:00", Some("done"), None));
    other.append(events).await;
    assert_eq!(hinted(&other.list("").await), [(3, "08:30".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_late_takes_a_hint_away_for_good() {
    let log = FilledLog::start(vec![upload("08:00", Some("late"), None)]).await;
    for _ in 0..2 {
        assert_eq!(hinted(&log.list("").await).len(), 1);
    }
    log.append(vec![step("tiktok.video_published", "08:05", Some("late"), None)])
        .await;
    for _ in 0..2 {
        assert_eq!(hinted(&log.list("").await), []);
    }
}
