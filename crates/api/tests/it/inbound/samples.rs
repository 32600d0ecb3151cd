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
    ("facebook-batch", &[
        "webhook.received facebook 1 [post:p_1 comment:c_1 account:1067280970047460] p_1 2025-11-21T09:31:01.000000Z - | Ann added a comment on Facebook: “One”",
        "webhook.received facebook 2 [post:p_1 comment:c_2 account:1067280970047460] p_1 2025-11-21T09:31:02.000000Z - | Bo added a comment on Facebook: “Two”",
        "webhook.received facebook facebook [account:1067280970047461] - 2025-11-21T09:31:03.000000Z - | Facebook sent a notification about ratings",
    ]),
    ("facebook-feed-anonymous", &["webhook.received facebook facebook [post:1067280970047460_812100 account:1067280970047460] 1067280970047460_812100 2025-11-21T09:30:52.000000Z - | Facebook added a share on Facebook"]),
    ("facebook-feed-comment", &["webhook.received facebook 2345678901 [post:1067280970047460_812100 comment:812100_99 account:1067280970047460] 1067280970047460_812100 2025-11-21T09:30:50.000000Z - | Nora Walsh added a comment on Facebook: “Is the shop open on Sunday?”"]),
    ("facebook-feed-comment-removed", &["webhook.received facebook 2345678901 [post:1067280970047460_812100 comment:812100_99 account:1067280970047460] 1067280970047460_812100 2025-11-21T09:30:55.000000Z - | Nora Walsh removed a comment on Facebook"]),
    ("facebook-feed-reaction", &["webhook.received facebook 2345678902 [post:1067280970047460_812100 account:1067280970047460] 1067280970047460_812100 2025-11-21T09:30:51.000000Z - | محمد added a reaction to a post on Facebook"]),
    ("facebook-feed-status", &["webhook.received facebook 1067280970047460 [post:44444444_444444444 account:0] 44444444_444444444 2022-03-04T02:34:35.000000Z - | Test Page added a post on Facebook: “Example post content.”"]),
    ("facebook-mention", &["webhook.received facebook 44444444 [post:44444444_444444444 account:0] 44444444_444444444 2018-11-30T20:14:40.000000Z - | Example Name mentioned the page in a post on Facebook"]),
    ("facebook-message", &["webhook.received facebook facebook [account:1067280970047460] - 2016-03-12T06:29:57.627000Z - | Facebook sent a notification about message"]),
    ("facebook-permissions", &["webhook.received facebook facebook [account:0] - 2021-06-25T08:35:56.000000Z - | Facebook sent a notification about pages show list"]),
    ("instagram-comment", &["instagram.comment instagram 232323232 [post:17918195224117851 comment:17865799348089039 account:17841405726653026] 17918195224117851 2025-11-21T09:30:00.000000Z - | @jane.doe commented on a post on Instagram: “Where can I get this? 😍”"]),
    ("instagram-comment-flat", &["instagram.comment instagram 232323232 [post:17918195224117851 comment:17865799348089040 account:17841405726653026] 17918195224117851 2025-11-21T09:30:00.000000Z - | @jane.doe commented on a post on Instagram: “Love it”"]),
    ("instagram-live-comment", &["instagram.comment instagram 232323233 [post:17918195224117999 comment:17865799348089041 account:17841405726653026] 17918195224117999 2025-11-21T09:30:00.000000Z - | @sam commented on a live video on Instagram: “Hello from Cork”"]),
    ("instagram-mention-comment", &["instagram.mention instagram instagram [post:17918195224117851 comment:17894227972186120 account:17841405726653026] 17918195224117851 2018-03-09T19:16:08.000000Z - | Instagram reported a mention of the account in a comment"]),
    ("instagram-mention-media", &["instagram.mention instagram instagram [post:17918195224117851 account:17841405726653026] 17918195224117851 2018-03-09T19:16:08.000000Z - | Instagram reported a mention of the account in a post"]),
    ("instagram-message", &["webhook.received instagram instagram [account:17841405726653026] - 2019-09-23T18:14:46.134000Z - | Instagram sent a notification about message"]),
    ("instagram-reaction", &["webhook.received instagram instagram [account:17841405726653026] - 2019-09-23T18:14:46.134000Z - | Instagram sent a notification about reaction"]),
    ("instagram-reply", &["instagram.comment instagram 232323234 [post:17918195224117851 comment:17865799348089042 account:17841405726653026] 17918195224117851 2025-11-21T09:30:00.000000Z - | @mia_k replied to a comment on Instagram: “Same question”"]),
    ("instagram-story-insights", &["webhook.received instagram instagram [post:18023345989012587 account:17841405309211844] 18023345989012587 2019-01-17T01:04:03.000000Z - | Instagram sent a notification about story insights"]),
    ("tiktok-authorization-removed", &["account.disconnected tiktok tiktok [account:act.example12345Example12345Example] - 2021-03-10T01:10:10.000000Z permission_revoked | TikTok ended the access to an account"]),
    ("tiktok-portability-download-ready", &["webhook.received tiktok tiktok [account:act.example12345Example12345Example] - 2025-11-21T09:32:20.000000Z - | TikTok sent a notification about portability.download.ready"]),
    ("tiktok-post-publish-complete", &["tiktok.video_published tiktok tiktok [video:v_pub_url~v2.7570000000000000001 account:act.example12345Example12345Example] v_pub_url~v2.7570000000000000001 2025-11-21T09:30:00.000000Z - | TikTok published a video"]),
    ("tiktok-post-publish-failed", &["tiktok.error tiktok tiktok [video:v_pub_url~v2.7570000000000000001 account:act.example12345Example12345Example] v_pub_url~v2.7570000000000000001 2025-11-21T09:30:00.000000Z unsupported_format | TikTok rejected a video"]),
    ("tiktok-post-publish-inbox-delivered", &["webhook.received tiktok tiktok [video:v_inbox_url~v2.7570000000000000002 account:act.example12345Example12345Example] v_inbox_url~v2.7570000000000000002 2025-11-21T09:30:00.000000Z - | TikTok put a video into the creator's inbox, where it waits to be posted"]),
    ("tiktok-post-publish-no-longer-publicly-available", &["webhook.received tiktok tiktok [video:v_pub_url~v2.7570000000000000001 post:7570000000000000777 account:act.example12345Example12345Example] v_pub_url~v2.7570000000000000001 2025-11-21T09:32:10.000000Z - | TikTok does not show a video to everybody any more"]),
    ("tiktok-post-publish-publicly-available", &["webhook.received tiktok tiktok [video:v_pub_url~v2.7570000000000000001 post:7570000000000000777 account:act.example12345Example12345Example] v_pub_url~v2.7570000000000000001 2025-11-21T09:32:00.000000Z - | TikTok shows a video to everybody now"]),
    ("tiktok-video-publish-completed", &["tiktok.video_published tiktok tiktok [video:video.6974245311675353080.VDCxrcMJ account:act.example12345Example12345Example] video.6974245311675353080.VDCxrcMJ 2021-03-10T01:10:10.000000Z - | TikTok published a video"]),
    ("tiktok-video-upload-failed", &["tiktok.error tiktok tiktok [video:video.6974245311675353080.VDCxrcMJ account:act.example12345Example12345Example] video.6974245311675353080.VDCxrcMJ 2021-03-10T01:10:10.000000Z upload_failed | TikTok rejected a video"]),
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
