//! Presets: built in, own and shared; how each person arranges them.

mod limits;
mod sharing;

use daybook_shared::id::UserId;
use daybook_shared::preset::BUILT_IN;
use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::{Answer, START, TestApp};
use crate::support::seed::Seed;

/// A server, its people, and a token for each of those that these tests are about.
struct Room {
    app: TestApp,
    seed: Seed,
    owner: String,
    admin: String,
    member: String,
}

impl Room {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let seed = app.seed().await;
        Self {
            owner: app.token(&seed.owner).await,
            admin: app.token(&seed.admin).await,
            member: app.token(&seed.member).await,
            app,
            seed,
        }
    }

    fn path(&self) -> String {
        route::presets(self.seed.northwind)
    }

    async fn list(&self, token: &str) -> Answer {
        let list = self.app.get(&self.path(), token).await;
        assert_eq!(list.code(), 200, "{}", list.body);
        list
    }

    async fn create(&self, token: &str, body: Value) -> Answer {
        self.app.post(&self.path(), token, &body).await
    }

    /// The id of a preset that must be saved, a second after the one before.
    async fn made(&self, token: &str, name: &str, shared: bool) -> String {
        self.app.clock.advance_seconds(1);
        let body = json!({"name": name, "filter": {"state": "failed"}, "shared": shared});
        let answer = self.create(token, body).await;
        assert_eq!(answer.code(), 201, "{}", answer.body);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    async fn update(&self, token: &str, id: &str, body: Value) -> Answer {
        let path = route::preset(self.seed.northwind, id);
        self.app.json(Method::PATCH, &path, token, &body).await
    }

    async fn delete(&self, token: &str, id: &str) -> Answer {
        let path = route::preset(self.seed.northwind, id);
        self.app.json(Method::DELETE, &path, token, &Value::Null).await
    }

    async fn arrange(&self, token: &str, body: Value) -> Answer {
        let path = route::preset_arrangement(self.seed.northwind);
        self.app.json(Method::PUT, &path, token, &body).await
    }

    /// What the log says of presets that were shared.
    async fn shared_events(&self) -> Vec<Value> {
        let path = format!(
            "{}?type=preset.shared&order=asc",
            route::events(self.seed.northwind)
        );
        let list = self.app.get(&path, &self.owner).await;
        list.body["data"].as_array().unwrap().clone()
    }
}

fn named(list: &Answer) -> Vec<String> {
    let names = list.each("name");
    names
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

fn those_with(list: &Answer, flag: &str) -> Vec<String> {
    let rows = list.body["data"].as_array().unwrap();
    let with = rows.iter().filter(|row| row[flag] == true);
    with.map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_saved_nothing_has_the_built_in_ones() {
    let room = Room::open().await;
    let list = room.list(&room.member).await;
    let rows: Vec<Value> = list.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["name"], row["filter"], row["pinned"]]))
        .collect();
    let expected = json!([
        ["Publishing failures", {"category": ["posts", "tiktok"], "state": ["failed"]}, true],
        ["Instagram activity", {"platform": ["instagram"]}, false],
        ["AI actions today", {"actor_kind": ["agent"], "range": "today", "tz": "Europe/Dublin"}, false],
        ["TikTok pipeline", {"type": ["tiktok.video_uploaded", "tiktok.video_published", "tiktok.error"]}, true],
        ["Account health", {"type": ["account.connected", "account.refreshed", "account.disconnected"]}, true],
    ]);
    assert_eq!(json!(rows), expected);
    let first = json!({"id": BUILT_IN[0].id, "name": "Publishing failures", "kind": "built_in", "pinned": true,
        "default": false, "editable": false, "filter": {"category": ["posts", "tiktok"], "state": ["failed"]}});
    assert_eq!(list.body["data"][0], first);
    let one = room
        .app
        .get(&route::preset(room.seed.northwind, BUILT_IN[0].id), &room.member)
        .await;
    assert_eq!((one.code(), one.body), (200, first));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filters_of_a_list_are_those_that_events_are_listed_by() {
    let room = Room::open().await;
    for preset in BUILT_IN {
        let query = preset.filter("Europe/Dublin").to_query();
        let path = format!("{}?{query}", route::events(room.seed.northwind));
        assert_eq!(room.app.get(&path, &room.member).await.code(), 200, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_preset_is_saved_read_changed_and_deleted() {
    let room = Room::open().await;
    let filter = json!({"type": "post.*", "platform_not": ["x"], "q": "Launch  day", "range": "7d", "tz": "Europe/Dublin"});
    let saved = room
        .create(
            &room.member,
            json!({"name": "  This week, hands on ", "filter": filter}),
        )
        .await;
    let id = saved.body["id"].as_str().unwrap().to_owned();
    let expected = json!({"id": id, "name": "This week, hands on", "kind": "own", "pinned": false, "default": false,
        "editable": true, "created_at": START, "updated_at": START,
        "owner": {"id": UserId(room.seed.member.id), "name": "Mia"},
        "filter": {"type": ["post.*"], "platform_not": ["x"], "q": "Launch  day", "range": "7d", "tz": "Europe/Dublin"}});
    assert_eq!((saved.code(), &saved.body), (201, &expected));
    assert_eq!(saved.header("location"), route::preset(room.seed.northwind, &id));
    let read = room.app.get(saved.header("location"), &room.member).await;
    assert_eq!((read.code(), &read.body), (200, &expected));

    room.app.clock.advance_seconds(60);
    let renamed = room.update(&room.member, &id, json!({"name": "Hands on"})).await;
    let mut expected = expected;
    expected["name"] = json!("Hands on");
    expected["updated_at"] = json!("2026-11-21T09:31:00.000000Z");
    assert_eq!((renamed.code(), &renamed.body), (200, &expected));
    room.app.clock.advance_seconds(60);
    let same = room.update(&room.member, &id, json!({})).await;
    assert_eq!(same.body, expected, "nothing changed, nor when it did");
    let refiltered = room.update(&room.member, &id, json!({"filter": {}})).await;
    assert_eq!(
        (&refiltered.body["filter"], &refiltered.body["name"]),
        (&json!({}), &json!("Hands on"))
    );

    assert_eq!(room.delete(&room.member, &id).await.code(), 204);
    assert_eq!(room.delete(&room.member, &id).await.code(), 404);
    assert_eq!(named(&room.list(&room.member).await).len(), BUILT_IN.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn built_in_presets_stay_as_they_are() {
    let room = Room::open().await;
    let id = BUILT_IN[1].id.to_string();
    for answer in [
        room.update(&room.owner, &id, json!({"name": "Mine"})).await,
        room.delete(&room.owner, &id).await,
    ] {
        assert_eq!((answer.code(), answer.problem()), (403, "forbidden"));
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(
            detail.starts_with("`Instagram activity` is built in") && detail.contains("save its filter"),
            "{detail}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_person_arranges_for_themselves_and_all_at_once() {
    let room = Room::open().await;
    let own = room.made(&room.member, "Mine", false).await;
    let shared = room.made(&room.owner, "Ours", true).await;
    let [failures, instagram, agents, ..] = BUILT_IN else {
        unreachable!()
    };
    let arranged = room
        .arrange(
            &room.member,
            json!({"order": [own, shared, agents.id], "pinned": [agents.id, own, instagram.id], "default": shared}),
        )
        .await;
    assert_eq!(arranged.code(), 200, "{}", arranged.body);
    let list = room.list(&room.member).await;
    assert_eq!(list.body, arranged.body);
    let order = [
        "Mine",
        "Ours",
        "AI actions today",
        "Publishing failures",
        "Instagram activity",
        "TikTok pipeline",
        "Account health",
    ];
    assert_eq!(named(&list), order);
    assert_eq!(
        those_with(&list, "pinned"),
        ["Mine", "AI actions today", "Instagram activity"]
    );
    assert_eq!(those_with(&list, "default"), ["Ours"]);
    let other = room.list(&room.owner).await;
    assert_eq!(
        those_with(&other, "pinned"),
        ["Publishing failures", "TikTok pipeline", "Account health"]
    );
    assert_eq!(those_with(&other, "default"), [""; 0]);

    // Refused as a whole: nothing of it is kept.
    let refused = room
        .arrange(
            &room.member,
            json!({"order": [failures.id, failures.id], "pinned": [], "default": null}),
        )
        .await;
    assert_eq!(
        (refused.code(), &refused.body["errors"][0]["pointer"]),
        (422, &json!("/order/1"))
    );
    assert_eq!(room.list(&room.member).await.body, list.body);

    // What is deleted leaves the arrangement; what is new comes last.
    assert_eq!(room.delete(&room.admin, &shared).await.code(), 204);
    assert_eq!(room.delete(&room.member, &own).await.code(), 204);
    room.made(&room.owner, "New", true).await;
    let list = room.list(&room.member).await;
    assert_eq!(
        named(&list),
        [
            "AI actions today",
            "Publishing failures",
            "Instagram activity",
            "TikTok pipeline",
            "Account health",
            "New"
        ]
    );
    assert_eq!(
        those_with(&list, "pinned"),
        ["AI actions today", "Instagram activity"]
    );
    assert_eq!(those_with(&list, "default"), [""; 0]);
    let none = room
        .arrange(&room.member, json!({"order": [], "pinned": []}))
        .await;
    assert_eq!(
        those_with(&none, "pinned"),
        [""; 0],
        "who wants none at hand has none"
    );
}
