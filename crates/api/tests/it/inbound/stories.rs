//! A notification joins the story of what the product has told of the same upload or post.

use serde_json::{Value, json};

use super::{Desk, types};

const UPLOAD: &str = "v_pub_url~v2.7570000000000000001";

fn outcome(event: &str, more: Value) -> Value {
    let mut content = json!({"publish_id": UPLOAD, "publish_type": "DIRECT_PUBLISH"});
    for (name, value) in more.as_object().unwrap() {
        content[name] = value.clone();
    }
    json!({"client_key": "k", "event": event, "create_time": 1_795_253_000, "user_openid": "act.one", "content": content.to_string()})
}

fn upload(correlation: Option<&str>, targets: &[&str]) -> Value {
    let targets: Vec<Value> = targets
        .iter()
        .map(|id| json!({"type": "video", "id": id}))
        .collect();
    let mut event = json!({
        "type": "tiktok.video_uploaded", "platform": "tiktok", "targets": targets,
        "occurred_at": "2026-11-21T08:00:00Z",
    });
    if let Some(id) = correlation {
        event["correlation_id"] = json!(id);
    }
    event
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_and_its_outcome_are_one_story_whichever_way_the_product_names_it() {
    let ways = [
        ("as correlation", upload(Some(UPLOAD), &["post_8121"])),
        ("as the first target", upload(None, &[UPLOAD])),
        (
            "as the first target, in a story of the product's",
            upload(Some("post_8121"), &[UPLOAD]),
        ),
        (
            "as any target, in a story of the product's",
            upload(Some("post_8121"), &["post_8121", UPLOAD]),
        ),
    ];
    for (way, upload) in ways {
        let desk = Desk::start().await;
        let source = desk.source("tiktok").await;
        let planned = desk
            .append(json!({"type": "post.scheduled", "correlation_id": "post_8121", "occurred_at": "2026-11-21T07:00:00Z"}))
            .await;
        let uploaded = desk.append(upload.clone()).await;
        let missing = desk.story(&uploaded).await;
        assert_eq!(missing.body["missing"]["kind"], "missing_outcome", "{way}");
        desk.tiktok_tells(&source, &outcome("post.publish.complete", json!({})))
            .await;
        desk.tiktok_tells(
            &source,
            &outcome("post.publish.publicly_available", json!({"post_id": "757"})),
        )
        .await;
        let told = desk.told().await;
        let published = &told[2];
        assert_eq!(published["type"], "tiktok.video_published");
        let of_upload = desk.story(&uploaded).await;
        let of_outcome = desk.story(published).await;
        for story in [&of_upload, &of_outcome] {
            let steps = story.body["data"].as_array().unwrap();
            let kinds = types(steps);
            let expected = [
                "tiktok.video_uploaded",
                "tiktok.video_published",
                "webhook.received",
            ];
            let from_upload = kinds.iter().position(|kind| *kind == expected[0]).unwrap();
            assert_eq!(kinds[from_upload..], expected, "{way}");
            assert_eq!(story.body.get("missing"), None, "{way}");
        }
        // Where the product has a story of its own, the outcome is part of all of it.
        if upload["correlation_id"] == "post_8121" {
            assert_eq!(published["correlation_id"], "post_8121", "{way}");
            let whole = desk.story(&planned).await;
            assert_eq!(whole.body["data"].as_array().unwrap().len(), 4, "{way}");
        } else {
            assert_eq!(published["correlation_id"], UPLOAD, "{way}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_that_is_faster_than_the_product_is_joined_all_the_same_and_stays_once() {
    let desk = Desk::start().await;
    let source = desk.source("tiktok").await;
    let failed = outcome("post.publish.failed", json!({"reason": "spam_risk"}));
    desk.tiktok_tells(&source, &failed).await;
    let uploaded = desk.append(upload(Some("post_8121"), &[UPLOAD])).await;
    // Sent again, it would belong to another correlation: the first word stands.
    desk.tiktok_tells(&source, &failed).await;
    let told = desk.told().await;
    assert_eq!(types(&told), ["tiktok.error", "tiktok.video_uploaded"]);
    assert_eq!(told[0]["error"]["code"], "spam_risk");
    let story = desk.story(&uploaded).await;
    assert_eq!(
        types(story.body["data"].as_array().unwrap()),
        ["tiktok.video_uploaded", "tiktok.error"]
    );
    assert_eq!(story.body.get("missing"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_join_the_story_of_the_post_that_the_product_published() {
    let desk = Desk::start().await;
    let source = desk.source("instagram").await;
    let media = "17918195224117851";
    let comment = |id: &str, media: &str| {
        json!({"object": "instagram", "entry": [{"id": "1", "time": 1_795_253_000, "changes": [{"field": "comments", "value": {
            "id": id, "from": {"id": "2", "username": "jane"}, "text": "Nice", "media": {"id": media},
        }}]}]})
    };
    desk.append(json!({"type": "post.published", "platform": "instagram", "correlation_id": "post_8121", "occurred_at": "2026-11-21T08:00:00Z",
        "targets": [{"type": "post", "id": "post_8121"}, {"type": "post", "id": media}]}))
        .await;
    desk.meta_tells(&source, &comment("c1", media)).await;
    desk.meta_tells(&source, &comment("c2", media)).await;
    desk.meta_tells(&source, &comment("c3", "another")).await;
    let told = desk.told().await;
    let joined: Vec<&Value> = told.iter().map(|event| &event["correlation_id"]).collect();
    assert_eq!(joined, ["post_8121", "post_8121", "post_8121", "another"]);
    let story = desk.story(&told[0]).await;
    assert_eq!(
        types(story.body["data"].as_array().unwrap()),
        ["post.published", "instagram.comment", "instagram.comment"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_goes_is_in_no_post_s_story() {
    let desk = Desk::start().await;
    let source = desk.source("tiktok").await;
    desk.append(
        json!({"type": "tiktok.video_uploaded", "correlation_id": "post_8121",
        "targets": [{"type": "video", "id": UPLOAD}, {"type": "account", "id": "act.one"}]}),
    )
    .await;
    let connected = desk
        .append(json!({"type": "account.connected", "targets": [{"type": "account", "id": "act.one"}], "occurred_at": "2026-11-21T08:00:00Z"}))
        .await;
    let removed = json!({"client_key": "k", "event": "authorization.removed", "create_time": 1_795_253_000, "user_openid": "act.one", "content": "{\"reason\":4}"});
    desk.tiktok_tells(&source, &removed).await;
    let told = desk.told().await;
    assert_eq!(told[2]["error"]["code"], "account_banned");
    assert_eq!(told[2].get("correlation_id"), None);
    let story = desk.story(&connected).await;
    assert_eq!(
        types(story.body["data"].as_array().unwrap()),
        ["account.connected", "account.disconnected"]
    );
}
