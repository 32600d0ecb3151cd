//! Wrong and hostile bodies, names, limits, and what happens at the same time.

use daybook_shared::id::PresetId;
use daybook_shared::preset::BUILT_IN;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Room;
use crate::support::app::send;

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_is_named() {
    let room = Room::open().await;
    let id = room.made(&room.member, "Mine", false).await;
    let ids: Vec<PresetId> = (0..6).map(|number| PresetId(Uuid::from_u128(number))).collect();
    let long = "x".repeat(10_000);
    let cases = [
        ("POST", json!({}), 422, &["/name", "/filter"][..]),
        ("POST", json!({"name": " \n ", "filter": {}}), 422, &["/name"]),
        ("POST", json!({"name": "a\0b", "filter": {}}), 422, &["/name"]),
        ("POST", json!({"name": long, "filter": {}}), 422, &["/name"]),
        (
            "POST",
            json!({"name": "x".repeat(201), "filter": {}}),
            422,
            &["/name"],
        ),
        (
            "POST",
            json!({"name": 1, "filter": [], "shared": "yes"}),
            422,
            &["/name", "/filter", "/shared"],
        ),
        (
            "POST",
            json!({"name": "x", "filter": {}, "pinned": true}),
            400,
            &["/pinned"],
        ),
        (
            "POST",
            json!({"name": "x", "filter": {"colour": "red", "platform": "myspace", "state": 3, "range": "2y"}}),
            400,
            &[
                "/filter/state",
                "/filter/colour",
                "/filter/platform",
                "/filter/range",
            ],
        ),
        (
            "POST",
            json!({"name": "x", "filter": {"range": "today"}}),
            422,
            &["/filter/tz"],
        ),
        (
            "POST",
            json!({"name": "x", "filter": {"range": "today", "tz": "Mars/Olympus"}}),
            422,
            &["/filter/tz"],
        ),
        (
            "POST",
            json!({"name": "x", "filter": {"q": "y".repeat(201)}}),
            422,
            &["/filter/q"],
        ),
        ("PATCH", json!({"name": null}), 422, &["/name"]),
        (
            "PATCH",
            json!({"kind": "shared", "a/b": 1}),
            400,
            &["/a~1b", "/kind"],
        ),
        ("PATCH", json!({"filter": {"from": long}}), 422, &["/filter/from"]),
        ("PATCH", json!([]), 422, &[""]),
        ("PUT", json!({"order": []}), 422, &["/pinned"]),
        (
            "PUT",
            json!({"order": ["pst_1", 7], "pinned": {}, "default": 1}),
            422,
            &["/order/0", "/order/1", "/pinned", "/default"],
        ),
        ("PUT", json!({"order": [], "pinned": ids}), 422, &["/pinned"]),
        (
            "PUT",
            json!({"order": [ids[0]], "pinned": [ids[1]], "default": ids[2]}),
            422,
            &["/order/0", "/pinned/0", "/default"],
        ),
    ];
    for (method, body, status, pointers) in cases {
        let path = match method {
            "POST" => room.path(),
            "PATCH" => route::preset(room.seed.northwind, &id),
            _ => route::preset_arrangement(room.seed.northwind),
        };
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let answer = room.app.json(method, &path, &room.member, &body).await;
        let errors = answer.body["errors"].as_array().unwrap();
        let mut named: Vec<&str> = errors
            .iter()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        let mut pointers = pointers.to_vec();
        named.sort_unstable();
        pointers.sort_unstable();
        assert_eq!((answer.code(), named), (status, pointers), "{body}");
        assert!(answer.body.to_string().len() < 3_000, "{}", answer.body);
    }
    assert_eq!(
        room.list(&room.member).await.each("name").len(),
        BUILT_IN.len() + 1
    );
    for id in ["pst_1", "usr_00000000000000000000000007", "%00", "arrangement"] {
        assert_eq!(room.update(&room.owner, id, json!({})).await.code(), 404, "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_kept_to_the_letter_and_compared_without_case() {
    let room = Room::open().await;
    let heaviest = "\u{1d160}".repeat(200);
    for name in [
        "<script>alert(1)</script>",
        "\u{202e}gnihsilbup שלום",
        "🧑‍🚀🏳️‍🌈 👩🏽‍💻",
        "{actor} '; DROP TABLE presets; --",
        &heaviest,
        &"İ".repeat(200),
    ] {
        let id = room.made(&room.owner, name, true).await;
        let read = room
            .app
            .get(&route::preset(room.seed.northwind, &id), &room.member)
            .await;
        assert_eq!(read.body["name"], name);
    }
    let events = room.shared_events().await;
    assert_eq!(
        events[0]["description"],
        "Olive shared the preset <script>alert(1)</script>"
    );
    assert_eq!(
        events[3]["description"],
        "Olive shared the preset {actor} '; DROP TABLE presets; --"
    );

    let id = room.made(&room.member, "Café", false).await;
    for name in ["CAFÉ", " cafe\u{301} "] {
        let taken = room
            .create(&room.member, json!({"name": name, "filter": {}}))
            .await;
        assert_eq!((taken.code(), taken.problem()), (409, "conflict"), "{name}");
        assert!(taken.body["detail"].as_str().unwrap().contains(name.trim()));
    }
    let other = room.made(&room.member, "Other", false).await;
    assert_eq!(
        room.update(&room.member, &other, json!({"name": "café"}))
            .await
            .code(),
        409
    );
    let renamed = room.update(&room.member, &id, json!({"name": "CAFÉ"})).await;
    assert_eq!((renamed.code(), &renamed.body["name"]), (200, &json!("CAFÉ")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_a_hundred_and_no_more_however_they_hurry() {
    let room = Room::open().await;
    for number in 0..97 {
        room.made(&room.admin, &format!("preset {number}"), false).await;
    }
    let hurried = (0..12).map(|number| {
        let body = json!({"name": format!("hurried {number}"), "filter": {}});
        let request = room.app.request(Method::POST, &room.path());
        tokio::spawn(send(request.bearer_auth(&room.admin).json(&body)))
    });
    let hurried: Vec<_> = hurried.collect();
    let mut codes = Vec::new();
    for answer in hurried {
        let answer = answer.await.unwrap();
        codes.push((answer.code(), answer.problem().to_owned()));
    }
    codes.sort();
    assert_eq!(
        codes.iter().filter(|(code, _)| *code == 201).count(),
        3,
        "{codes:?}"
    );
    assert_eq!(codes.last().unwrap(), &(409, "limit_reached".to_owned()));
    // What is shared counts for the workspace, and makes room.
    let list = room.list(&room.admin).await;
    let id = list.body["data"].as_array().unwrap().last().unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        room.update(&room.admin, &id, json!({"shared": true}))
            .await
            .code(),
        200
    );
    room.made(&room.admin, "one more", false).await;
    let back = room.update(&room.admin, &id, json!({"shared": false})).await;
    assert_eq!((back.code(), back.problem()), (409, "limit_reached"));
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_at_the_same_time_are_both_kept_and_a_name_is_taken_once() {
    let room = Room::open().await;
    let id = room.made(&room.admin, "Both", false).await;
    let path = route::preset(room.seed.northwind, &id);
    let change = |body: Value| {
        let request = room
            .app
            .request(Method::PATCH, &path)
            .bearer_auth(&room.admin)
            .json(&body);
        tokio::spawn(send(request))
    };
    let changes = [
        change(json!({"name": "Renamed"})),
        change(json!({"filter": {"platform": "x"}})),
        change(json!({"shared": true})),
        change(json!({"shared": true})),
    ];
    for change in changes {
        assert_eq!(change.await.unwrap().code(), 200);
    }
    let now = room.app.get(&path, &room.member).await;
    assert_eq!(
        json!([now.body["name"], now.body["filter"], now.body["kind"]]),
        json!(["Renamed", {"platform": ["x"]}, "shared"])
    );
    assert_eq!(room.shared_events().await.len(), 1);

    let same = (0..8).map(|_| {
        let request = room
            .app
            .request(Method::POST, &room.path())
            .bearer_auth(&room.member);
        tokio::spawn(send(request.json(&json!({"name": "Same", "filter": {}}))))
    });
    let same: Vec<_> = same.collect();
    let mut codes = Vec::new();
    for answer in same {
        codes.push(answer.await.unwrap().code());
    }
    codes.sort_unstable();
    assert_eq!(codes, [201, 409, 409, 409, 409, 409, 409, 409]);
}
