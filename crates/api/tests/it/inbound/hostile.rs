//! Whatever is in a notification, it does no harm: it is refused cheaply, or an event that the log can hold.

use std::time::Duration;

use daybook_api::inbound::{Notice, meta, read, tiktok};
use daybook_shared::id::InboundSourceId;
use daybook_shared::inbound_source::InboundPlatform;
use daybook_shared::limits::MAX_NOTIFICATION_BYTES;
use daybook_shared::route;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use uuid::Uuid;

use super::Desk;
use crate::support::app::{TestApp, send};

/// Texts that have done harm elsewhere.
const TEXTS: [&str; 9] = [
    "",
    "\u{0}",
    "\u{202e}gnorw\u{202c} \u{2066}",
    "👩🏽‍🚀🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "مرحبا بالعالم",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{actor} {target} %s ' \" ; --",
    "a\u{300}\u{301}\u{302}\u{303}",
];
/// Members that mean something, among others that do not.
const NAMES: [&str; 26] = [
    "object",
    "entry",
    "id",
    "time",
    "changes",
    "messaging",
    "standby",
    "field",
    "value",
    "from",
    "username",
    "name",
    "text",
    "media",
    "media_id",
    "comment_id",
    "post_id",
    "item",
    "verb",
    "message",
    "event",
    "content",
    "create_time",
    "user_openid",
    "publish_id",
    "reason",
];
const WORDS: [&str; 12] = [
    "instagram",
    "page",
    "permissions",
    "comments",
    "mentions",
    "feed",
    "comment",
    "add",
    "authorization.removed",
    "post.publish.failed",
    "post.publish.complete",
    "{\"publish_id\":12345678901234567890}",
];

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(&TEXTS[..]).prop_map(Value::from),
        prop::sample::select(&WORDS[..]).prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        (1usize..9_000).prop_map(|length| Value::from("é".repeat(length))),
    ];
    leaf.prop_recursive(6, 120, 8, |inner| {
        let name = prop_oneof![
            8 => prop::sample::select(&NAMES[..]).prop_map(str::to_owned),
            1 => prop::sample::select(&TEXTS[..]).prop_map(str::to_owned),
            1 => "\\PC{0,300}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..12)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A payload that has the outer form of a platform's.
fn any_payload() -> impl Strategy<Value = Value> {
    let change = (prop::sample::select(&WORDS[..]), any_value())
        .prop_map(|(field, value)| json!({"field": field, "value": value}));
    let entry = (any_value(), any_value(), prop::collection::vec(change, 0..4))
        .prop_map(|(id, time, changes)| json!({"id": id, "time": time, "changes": changes}));
    let of_meta = (
        prop::sample::select(&WORDS[..]),
        prop::collection::vec(entry, 0..3),
    )
        .prop_map(|(object, entry)| json!({"object": object, "entry": entry}));
    let of_tiktok = (prop::sample::select(&WORDS[..]), any_value(), any_value()).prop_map(
        |(event, content, user)| json!({"event": event, "content": content.to_string(), "user_openid": user}),
    );
    prop_oneof![any_value(), of_meta, of_tiktok]
}

fn notices_of(app: &TestApp, payload: &Value) -> Vec<Notice> {
    let body = payload.to_string();
    let Ok(payload) = read(body.as_bytes()) else {
        return Vec::new();
    };
    let now = app.clock.now();
    let platforms = [InboundPlatform::Facebook, InboundPlatform::Instagram];
    let mut notices: Vec<Notice> = platforms
        .into_iter()
        .flat_map(|platform| meta::notices(payload.clone(), platform, now))
        .collect();
    notices.push(tiktok::notice(payload, now));
    notices
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_told_is_an_event_that_a_producer_could_have_sent() {
    let app = TestApp::start().await;
    let mut runner = TestRunner::default();
    let checked = std::cell::Cell::new(0);
    let run = runner.run(&any_payload(), |payload| {
        for notice in notices_of(&app, &payload) {
            let event = notice.into_event(InboundSourceId(Uuid::from_u128(7)));
            let value = serde_json::to_value(&event).unwrap();
            if let Err(refused) = app.state.appender.parse(vec![(String::new(), value.clone())]) {
                return Err(TestCaseError::fail(format!(
                    "{refused}: {:?} of {value}",
                    refused.errors
                )));
            }
            checked.set(checked.get() + 1);
        }
        Ok(())
    });
    run.unwrap();
    assert!(checked.get() > 256, "{} events", checked.get());
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_do_harm_elsewhere_are_kept_as_texts() {
    let desk = Desk::start().await;
    let source = desk.source("instagram").await;
    for (number, text) in TEXTS.iter().enumerate() {
        let payload = json!({"object": "instagram", "entry": [{"id": "1", "time": 1_763_717_400, "changes": [{"field": "comments", "value": {
            "id": format!("{number}{text}"), "from": {"id": text, "username": text}, "text": text, "media": {"id": text}, text.to_string(): text,
        }}]}]});
        desk.meta_tells(&source, &payload).await;
    }
    let told = desk.told().await;
    assert_eq!(told.len(), TEXTS.len());
    for (event, text) in told.iter().zip(TEXTS) {
        let kept = event["metadata"]
            .get("text")
            .map_or("", |kept| kept.as_str().unwrap());
        assert_eq!(kept, text.replace('\0', "\u{fffd}"));
        assert!(
            !event["description"]
                .as_str()
                .unwrap()
                .contains(['\0', '\u{202e}', '\u{2066}'])
        );
    }
    let search = format!(
        "{}?q=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7",
        route::events(desk.workspace)
    );
    assert_eq!(
        desk.app.get(&search, &desk.token).await.each("type"),
        ["instagram.comment"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_deep_or_no_json_is_refused_and_the_rest_of_a_comment_survives_half_an_emoji() {
    let desk = Desk::start().await;
    let source = desk.source("instagram").await;
    let deep = [vec![b'['; 33], vec![b']'; 33]].concat();
    for body in [&deep[..], b"", b"{", b"\x00", b"{\"a\":1e999}", b"nul"] {
        let answer = send(desk.of_meta(&source, body)).await;
        assert_eq!((answer.code(), answer.problem()), (400, "invalid_json"));
    }
    assert_eq!(desk.told().await.len(), 0);
    let half = br#"{"object":"instagram","entry":[{"id":"1","changes":[{"field":"comments","value":{"id":"7","text":"cut \ud83d","text":"last one wins \ud83d"}}]}]}"#;
    assert_eq!(send(desk.of_meta(&source, half)).await.code(), 200);
    let bytes = [&br#"{"object":"instagram","entry":[{"id":"1","changes":[{"field":"comments","value":{"id":"8","text":""#[..], b"\xff\xfe", br#""}}]}]}"#].concat();
    assert_eq!(send(desk.of_meta(&source, &bytes)).await.code(), 200);
    let told = desk.told().await;
    assert_eq!(told[0]["metadata"]["text"], "last one wins \u{fffd}");
    assert_eq!(told[1]["metadata"]["text"], "\u{fffd}\u{fffd}");
}

#[tokio::test(flavor = "multi_thread")]
async fn large_ids_times_and_texts_are_bounded_and_say_so() {
    let desk = Desk::start().await;
    let source = desk.source("facebook").await;
    let id = "9".repeat(5_000);
    let change = |end: &str| {
        json!({"field": "feed", "value": {"item": "comment", "verb": "add", "post_id": format!("{id}{end}"), "comment_id": 18_446_744_073_709_551_615_u64,
            "created_time": 9_000_000_000_000_000_000_u64, "message": "é".repeat(40_000), "from": {"id": id, "name": id}}})
    };
    let payload = json!({"object": "page", "entry": [{"id": id, "time": 1_795_300_000, "changes": [change("a"), change("b")]}]});
    desk.meta_tells(&source, &payload).await;
    let told = desk.told().await;
    assert_eq!(told.len(), 2);
    let [one, other] = [&told[0], &told[1]];
    assert_ne!(one["targets"][0]["id"], other["targets"][0]["id"]);
    assert_ne!(one["correlation_id"], other["correlation_id"]);
    assert_eq!(one["targets"][1]["id"], "18446744073709551615");
    assert_eq!(
        one["occurred_at"], "2026-11-21T09:30:00.000000Z",
        "a time that lies ahead is none"
    );
    let cut = one["metadata"]["cut"].as_array().unwrap();
    assert!(cut.contains(&json!("payload/message")), "{cut:?}");
    assert!(one["metadata"].to_string().len() <= 8 * 1024);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let desk = Desk::start().await;
    let source = desk.source("facebook").await;
    let signature = format!("X-Hub-Signature-256: sha256={}", "0".repeat(64));
    let address = desk.app.url.strip_prefix("http://").unwrap();
    let path = route::inbound(&source);
    // The body never comes: whoever would wait for it would not answer.
    let heads = [
        format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n{signature}\r\n\r\n",
            MAX_NOTIFICATION_BYTES + 1
        ),
        format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n"),
        format!(
            "POST {} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n{signature}\r\n\r\n",
            route::inbound("src_1")
        ),
    ];
    for (head, status) in heads.iter().zip(["413", "401", "404"]) {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        let read = tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut answer));
        read.await.unwrap().unwrap();
        assert_eq!(std::str::from_utf8(&answer[9..]).unwrap(), status, "{head}");
    }
    let fits = vec![b' '; MAX_NOTIFICATION_BYTES];
    assert_eq!(
        send(desk.of_meta(&source, &fits)).await.code(),
        400,
        "read, and no JSON"
    );
    // One that does not say how large it is, in pieces.
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n{signature}\r\n\r\n");
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut answers, mut sends) = stream.into_split();
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    let sending = tokio::spawn(async move {
        sends.write_all(head.as_bytes()).await.unwrap();
        // It goes on without an end; the server ends it.
        while sends.write_all(chunk.as_bytes()).await.is_ok() {}
    });
    let mut answer = [0; 12];
    let read = tokio::time::timeout(Duration::from_secs(10), answers.read_exact(&mut answer));
    read.await.unwrap().unwrap();
    assert_eq!(&answer[9..], b"413");
    sending.abort();
}
