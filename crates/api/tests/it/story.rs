//! Stories: what belongs together, in order, with the step that is missing.

use daybook_shared::access::Role;
use daybook_shared::route;
use serde_json::{Value, json};

use crate::support::app::Answer;
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

async fn story_of(log: &FilledLog, sequence: i64) -> Answer {
    let feed = log.list("sort=sequence&order=asc&limit=500").await;
    let rows = feed.body["data"].as_array().unwrap();
    let row = rows.iter().find(|row| row["sequence"] == sequence).unwrap();
    log.app
        .get(
            &route::story(log.workspace, row["id"].as_str().unwrap()),
            &log.token,
        )
        .await
}

fn kinds(story: &Answer) -> Vec<String> {
    story
        .each("type")
        .iter()
        .map(|kind| kind.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_joins_correlation_and_first_target_in_order() {
    let log = FilledLog::start(vec![
        step("post.published", "09:00", None, Some("p1")),
        step("post.created", "07:00", Some("c1"), None),
        step("post.scheduled", "08:00", Some("c1"), Some("p1")),
        step("post.failed", "08:30", Some("c2"), Some("p2")),
    ])
    .await;
    let story = story_of(&log, 3).await;
    assert_eq!(
        kinds(&story),
        ["post.created", "post.scheduled", "post.published"]
    );
    assert_eq!(story.body["truncated"], false);
    assert_eq!(
        kinds(&story_of(&log, 4).await),
        ["post.failed"],
        "what only shares another target is not its story"
    );
    assert_eq!(
        kinds(&story_of(&log, 2).await),
        ["post.created", "post.scheduled"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_without_outcome_is_missing_one_after_thirty_minutes() {
    let upload = |at: &str, id: &str| step("tiktok.video_uploaded", at, Some(id), Some(id));
    let log = FilledLog::start(vec![
        upload("09:00", "stuck"),
        upload("09:01", "young"),
        upload("08:00", "done"),
        step("tiktok.error", "08:10", Some("done"), None),
        upload("07:00", "again"),
        step("tiktok.error", "07:10", Some("again"), None),
        upload("07:20", "again"),
    ])
    .await;
    let missing = |story: Answer| story.body.get("missing").cloned();
    let expected = json!({"kind": "missing_outcome", "expected": ["tiktok.video_published", "tiktok.error"], "after_sequence": 1, "since": "2026-11-21T09:30:00.000000Z"});
    assert_eq!(missing(story_of(&log, 1).await), Some(expected));
    assert_eq!(missing(story_of(&log, 2).await), None);
    assert_eq!(missing(story_of(&log, 4).await), None);
    assert_eq!(missing(story_of(&log, 5).await).unwrap()["after_sequence"], 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_post_is_missing_its_outcome_ten_minutes_after_its_time() {
    let scheduled = |id: &str, planned: &str| {
        let mut step = step("post.scheduled", "06:00", Some(id), None);
        step["metadata"] = json!({"scheduled_for": format!("2026-11-21T{planned}:00Z")});
        step
    };
    let log = FilledLog::start(vec![
        scheduled("late", "09:20"),
        scheduled("due", "09:21"),
        scheduled("out", "08:00"),
        step("post.published", "08:01", Some("out"), None),
    ])
    .await;
    let missing = |story: Answer| story.body.get("missing").map(|missing| missing["since"].clone());
    assert_eq!(
        missing(story_of(&log, 1).await),
        Some(json!("2026-11-21T09:30:00.000000Z"))
    );
    assert_eq!(missing(story_of(&log, 2).await), None);
    assert_eq!(missing(story_of(&log, 3).await), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_story_shows_what_is_nearest_and_a_member_s_nothing_restricted() {
    let mut steps: Vec<Value> = (0..300)
        .map(|index| {
            step(
                "post.created",
                &format!("{:02}:{:02}", index / 60, index % 60),
                Some("long"),
                None,
            )
        })
        .collect();
    steps.push(step("auth.signed_in", "05:00", Some("long"), None));
    let log = FilledLog::start(steps).await;
    let story = story_of(&log, 150).await;
    let sequences: Vec<i64> = story
        .each("sequence")
        .iter()
        .map(|sequence| sequence.as_i64().unwrap())
        .collect();
    assert_eq!(
        (sequences, &story.body["truncated"]),
        ((100..200).collect(), &json!(true))
    );
    let member = log.app.person("Nora", log.workspace, Role::Member).await;
    let token = log.app.token(&member).await;
    let last = story_of(&log, 300).await.body["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let story = log.app.get(&route::story(log.workspace, last), &token).await;
    assert!(!kinds(&story).contains(&"auth.signed_in".to_owned()));
    assert_eq!(
        log.app
            .get(&route::story(log.workspace, "evt_1"), &token)
            .await
            .code(),
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_called_missing_where_later_events_are_cut_off_or_another_step_is_not_due() {
    let mut steps = vec![step("tiktok.video_uploaded", "00:00", Some("long"), None)];
    steps.extend((1..160).map(|index| {
        step(
            "post.created",
            &format!("{:02}:{:02}", index / 60, index % 60),
            Some("long"),
            None,
        )
    }));
    steps.push(step("tiktok.video_published", "05:00", Some("long"), None));
    let mut planned = step("post.scheduled", "08:30", Some("two"), None);
    planned["metadata"] = json!({"scheduled_for": "2030-01-01T00:00:00Z"});
    steps.extend([step("tiktok.video_uploaded", "08:00", Some("two"), None), planned]);
    let log = FilledLog::start(steps).await;
    assert_eq!(story_of(&log, 1).await.body.get("missing"), None);
    let story = story_of(&log, 163).await;
    assert_eq!(
        story.body["missing"]["after_sequence"], 162,
        "a step that is not due hides no other"
    );
}
