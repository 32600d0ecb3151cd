//! What people change of themselves.

use daybook_shared::access::{Role, Scope};
use daybook_shared::id::UserId;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Answer, TestApp};

async fn update(app: &TestApp, token: &str, body: Value) -> Answer {
    app.json(Method::PATCH, route::ME, token, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_kept_each_by_itself_and_seen_at_once() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    let mut expected = app.get(route::ME, &token).await.body["user"].clone();
    let steps = [
        json!({}),
        json!({"time_zone": "Asia/Tokyo", "hour_cycle": "h23"}),
        json!({"theme": "dark", "density": "comfortable", "times": "utc", "shortcuts": false}),
        json!({"name": " Mia Wong ", "hour_cycle": "auto", "shortcuts": true}),
    ];
    for step in steps {
        let answer = update(&app, &token, step.clone()).await;
        let fields = step.as_object().unwrap().clone();
        expected.as_object_mut().unwrap().extend(fields);
        if expected["name"] == " Mia Wong " {
            expected["name"] = json!("Mia Wong");
        }
        assert_eq!((answer.code(), &answer.body), (200, &expected), "{step}");
        assert_eq!(app.get(route::ME, &token).await.body["user"], expected, "{step}");
    }
    let back = update(&app, &token, json!({"time_zone": null})).await;
    assert_eq!(back.body.get("time_zone"), None);
    let presets = app.get(&route::presets(seed.northwind), &token).await;
    assert_eq!(
        presets.body["data"][2]["filter"]["tz"], "Europe/Dublin",
        "the workspace's zone, where the person has none"
    );
    update(&app, &token, json!({"time_zone": "Asia/Tokyo"})).await;
    let presets = app.get(&route::presets(seed.northwind), &token).await;
    assert_eq!(presets.body["data"][2]["filter"]["tz"], "Asia/Tokyo");
    let other = app.get(route::ME, &app.token(&seed.owner).await).await;
    assert_eq!(other.body["user"]["theme"], "system");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_name_is_an_event_of_each_workspace_and_past_events_keep_theirs() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let id = UserId(seed.owner.id);
    let stay = daybook_api::people::Stay {
        joined_at: app.clock.now(),
        removed_at: None,
    };
    let join = daybook_api::people::add_member(&app.state.database, seed.contoso, id, Role::Owner, stay);
    join.await.unwrap();
    let token = app.token(&seed.owner).await;
    let events = route::events(seed.northwind);
    let before = app
        .post(&events, &token, &json!({"type": "post.published"}))
        .await;
    for _ in 0..2 {
        assert_eq!(
            update(&app, &token, json!({"name": "Olive Stone"})).await.code(),
            200
        );
    }
    update(&app, &token, json!({"theme": "dark"})).await;
    for workspace in [seed.northwind, seed.contoso] {
        let path = format!("{}?type=profile.updated", route::events(workspace));
        let rows = app.get(&path, &token).await.body["data"].clone();
        assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
        assert_eq!(
            json!([
                rows[0]["actor"],
                rows[0]["description"],
                rows[0]["changes"],
                rows[0]["context"]["ip"]
            ]),
            json!([
                {"id": id, "kind": "member", "name": "Olive Stone"},
                "Olive Stone updated their profile",
                [{"field": "name", "before": "Olive", "after": "Olive Stone"}],
                "127.0.0.1"
            ])
        );
    }
    let past = app
        .get(
            &route::event(seed.northwind, before.body["id"].as_str().unwrap()),
            &token,
        )
        .await;
    assert_eq!(past.body["actor"]["name"], "Olive");
    let next = app
        .post(&events, &token, &json!({"type": "post.published"}))
        .await;
    assert_eq!(next.body["actor"]["name"], "Olive Stone");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_is_named_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let seed = app.seed().await;
    let token = app.token(&seed.member).await;
    let before = app.get(route::ME, &token).await.body;
    let cases = [
        (
            json!({"time_zone": "Mars/Olympus", "theme": "dark"}),
            422,
            &["/time_zone"][..],
        ),
        (json!({"time_zone": 1}), 422, &["/time_zone"]),
        (json!({"name": "  "}), 422, &["/name"]),
        (json!({"name": null}), 422, &["/name"]),
        (json!({"name": "x".repeat(10_000)}), 422, &["/name"]),
        (json!({"name": "a\0b"}), 422, &["/name"]),
        (
            json!({"hour_cycle": "h24", "theme": "sepia", "density": "", "times": null, "shortcuts": "yes"}),
            422,
            &["/hour_cycle", "/theme", "/density", "/times", "/shortcuts"],
        ),
        (
            json!({"email": "x@example.com", "theme": "dark"}),
            400,
            &["/email"],
        ),
        (json!("dark"), 422, &[""]),
    ];
    for (body, status, pointers) in cases {
        let answer = update(&app, &token, body.clone()).await;
        let errors = answer.body["errors"].as_array().unwrap();
        let named: Vec<&str> = errors
            .iter()
            .map(|error| error["pointer"].as_str().unwrap())
            .collect();
        assert_eq!((answer.code(), &*named), (status, pointers), "{body}");
        assert!(answer.body.to_string().len() < 2_000, "{}", answer.body);
    }
    assert_eq!(app.get(route::ME, &token).await.body, before);
    let key = app.key(seed.northwind, Scope::ALL).await;
    let refused = update(&app, &key, json!({"theme": "dark"})).await;
    assert_eq!((refused.code(), refused.problem()), (403, "forbidden"));
    for name in ["\u{202e}aiM", "<b>Mia</b>", "👩🏽‍💻", &"é".repeat(200)] {
        assert_eq!(
            update(&app, &token, json!({"name": name})).await.body["name"],
            name
        );
    }
}
