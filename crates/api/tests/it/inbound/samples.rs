//! The platforms' documented payloads: what each becomes.

use daybook_api::inbound::{Notice, meta, read, tiktok};
use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::route;
use daybook_shared::timestamp::Timestamp;
use serde_json::{Value, json};

use super::{Desk, types};
use crate::support::app::{START, send};

/// A file of `data`, with its platform.
fn sample(name: &str) -> (InboundPlatform, Vec<u8>) {
    let path = format!("{}/tests/it/inbound/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let (platform, _) = name.split_once('-').unwrap();
    (
        InboundPlatform::find(platform).unwrap(),
        std::fs::read(path).unwrap(),
    )
}

fn payload(name: &str) -> Value {
    serde_json::from_slice(&sample(name).1).unwrap()
}

fn notices(name: &str) -> Vec<Notice> {
    let (platform, body) = sample(name);
    let now: Timestamp = START.parse().unwrap();
    let payload = read(&body).unwrap();
    match platform {
        InboundPlatform::Tiktok => vec![tiktok::notice(payload, now)],
        _ => meta::notices(payload, platform, now),
    }
}

/// An event on one line: type, platform, actor, targets, what it belongs to, when, and its sentence.
fn line(notice: &Notice) -> String {
    let event = &notice.event;
    let actor = event.actor.as_ref().unwrap();
    let targets: Vec<String> = event
        .targets
        .iter()
        .map(|target| format!("{}:{}", target.kind, target.id))
        .collect();
    let thread = notice.thread.as_deref().unwrap_or("-");
    let error = event.error.as_ref().map_or("-", |error| error.code.as_str());
    format!(
        "{} {} {} [{}] {thread} {} {error} | {}",
        event.kind,
        event.platform.as_deref().unwrap(),
        actor.id.as_deref().unwrap_or("-"),
        targets.join(" "),
        event.occurred_at.unwrap(),
        event.description.as_deref().unwrap(),
    )
}

#[rustfmt::skip] // a table: one event, one line
const EXPECTED: &[(&str, &[&str])] = &[
    ("facebook-batch", &[]),
    ("facebook-feed-anonymous", &[]),
    ("facebook-feed-comment", &[]),
    ("facebook-feed-comment-removed", &[]),
    ("facebook-feed-reaction", &[]),
    ("facebook-feed-status", &[]),
    ("facebook-mention", &[]),
    ("facebook-message", &[]),
    ("facebook-permissions", &[]),
    ("instagram-comment", &[]),
    ("instagram-comment-flat", &[]),
    ("instagram-live-comment", &[]),
    ("instagram-mention-comment", &[]),
    ("instagram-mention-media", &[]),
    ("instagram-message", &[]),
    ("instagram-reaction", &[]),
    ("instagram-reply", &[]),
    ("instagram-story-insights", &[]),
    ("tiktok-authorization-removed", &[]),
    ("tiktok-portability-download-ready", &[]),
    ("tiktok-post-publish-complete", &[]),
    ("tiktok-post-publish-failed", &[]),
    ("tiktok-post-publish-inbox-delivered", &[]),
    ("tiktok-post-publish-no-longer-publicly-available", &[]),
    ("tiktok-post-publish-publicly-available", &[]),
    ("tiktok-video-publish-completed", &[]),
    ("tiktok-video-upload-failed", &[]),
];

#[test]
fn every_sample_becomes_what_the_table_says() {
    let mut wrong = Vec::new();
    for (name, expected) in EXPECTED {
        let found: Vec<String> = notices(name).iter().map(line).collect();
        if found != *expected {
            wrong.push(format!("{name}:\n{}", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let directory = format!("{}/tests/it/inbound/data", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(directory).unwrap().count();
    assert_eq!(files, EXPECTED.len(), "samples, rows of the table");
}

#[test]
fn what_the_event_does_not_say_is_kept_beside_it() {
    let metadata = |name: &str| json!(notices(name)[0].event.metadata);
    let comment = json!({
        "notification": "comments", "comment_id": "17865799348089042", "username": "mia_k", "text": "Same question",
        "payload": {"parent_id": "17865799348089039", "media": {
            "ad_id": "120210000000000001", "ad_title": "Autumn drop", "media_product_type": "AD",
            "original_media_id": "17918195224117000",
        }},
    });
    assert_eq!(metadata("instagram-reply"), comment);
    assert_eq!(
        metadata("instagram-story-insights"),
        json!({"notification": "story_insights", "payload": payload("instagram-story-insights")["entry"][0]["changes"][0]["value"]})
    );
    let failed = json!({
        "notification": "post.publish.failed", "reason": "file_format_check_failed",
        "payload": {"publish_type": "DIRECT_PUBLISH"}, "envelope": {"client_key": "bwo2m45353a6k85"},
    });
    assert_eq!(metadata("tiktok-post-publish-failed"), failed);
    let permissions = metadata("facebook-permissions");
    assert_eq!(permissions["entry"], json!({"uid": "0"}));
    assert_eq!(permissions["envelope"], json!({"object": "permissions"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_is_in_the_log_once_however_often_it_is_sent() {
    let desk = Desk::start().await;
    let mut expected = 0;
    let sources = [
        ("facebook", desk.source("facebook").await),
        ("instagram", desk.source("instagram").await),
        ("tiktok", desk.source("tiktok").await),
    ];
    for (name, events) in EXPECTED {
        let (platform, body) = sample(name);
        let (_, source) = sources.iter().find(|(of, _)| *of == platform.as_str()).unwrap();
        for _ in 0..2 {
            let request = match platform {
                InboundPlatform::Tiktok => desk.of_tiktok(source, &body),
                _ => desk.of_meta(source, &body),
            };
            let answer = send(request).await;
            assert_eq!(answer.code(), 200, "{name}: {}", answer.body);
        }
        expected += events.len();
        let told = desk.told().await;
        assert_eq!(told.len(), expected, "{name}");
        let last = &told[expected - 1];
        assert_eq!(last["metadata"]["source"], json!(source), "{name}");
        assert!(
            events.last().unwrap().starts_with(last["type"].as_str().unwrap()),
            "{name}"
        );
        assert!(
            events
                .last()
                .unwrap()
                .ends_with(last["description"].as_str().unwrap()),
            "{name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_at_another_time_or_with_other_changes_is_the_same() {
    let desk = Desk::start().await;
    let source = desk.source("facebook").await;
    let mut batch = payload("facebook-batch");
    desk.meta_tells(&source, &batch).await;
    batch["entry"][0]["time"] = json!(1_763_717_999);
    batch["entry"][0]["new_field"] = json!(true);
    // As when one of three was not confirmed: two are known, in other words, and one is new.
    batch["entry"][1]["changes"][0]["value"]["reviewer_id"] = json!("4");
    desk.meta_tells(&source, &batch).await;
    assert_eq!(desk.told().await.len(), 4);

    let instagram = desk.source("instagram").await;
    let mut comment = payload("instagram-comment");
    desk.meta_tells(&instagram, &comment).await;
    comment["entry"][0]["time"] = json!(1_763_717_888);
    comment["entry"][0]["changes"][0]["value"]["new_field"] = json!(true);
    desk.meta_tells(&instagram, &comment).await;
    let told = desk.told().await;
    assert_eq!(
        types(&told[4..]),
        ["instagram.comment"],
        "a comment is known by its id"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_at_once_are_one() {
    let desk = Desk::start().await;
    let source = desk.source("tiktok").await;
    let (_, body) = sample("tiktok-post-publish-complete");
    let sends = (0..16).map(|_| send(desk.of_tiktok(&source, &body)));
    let answers = futures_util::future::join_all(sends).await;
    assert!(answers.iter().all(|answer| answer.code() == 200));
    assert_eq!(desk.told().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_batch_is_kept_to_its_last_change_and_what_is_left_out_is_counted() {
    let desk = Desk::start().await;
    let source = desk.source("facebook").await;
    let changes: Vec<Value> = (0..1_100)
        .map(|number| json!({"field": "f", "value": {"id": number}}))
        .collect();
    desk.meta_tells(
        &source,
        &json!({"object": "page", "entry": [{"id": "1", "changes": changes}]}),
    )
    .await;
    let newest = format!(
        "{}?sort=sequence&order=desc&limit=1",
        route::events(desk.workspace)
    );
    let list = desk.app.get(&newest, &desk.token).await;
    let last = &list.body["data"][0];
    assert_eq!(last["sequence"], 1 + 1_001, "{last}");
    assert_eq!(last["metadata"]["left_out"], 100);
}
