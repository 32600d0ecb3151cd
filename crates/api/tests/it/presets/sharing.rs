//! What others see and may do of a preset, and what the log says of it.

use daybook_shared::access::Scope;
use daybook_shared::id::PresetId;
use daybook_shared::route;
use serde_json::json;
use uuid::Uuid;

use super::{Room, named};
use crate::support::app::Answer;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_touches_or_names_what_is_somebody_elses_own() {
    let room = Room::open().await;
    let id = room.made(&room.member, "Mia's", false).await;
    for other in [
        &room.owner,
        &room.admin,
        &room.app.token(&room.seed.auditor).await,
    ] {
        assert!(!named(&room.list(other).await).contains(&"Mia's".to_owned()));
        let path = route::preset(room.seed.northwind, &id);
        assert_eq!(room.app.get(&path, other).await.code(), 404);
        for body in [json!({"name": "Ours"}), json!({"shared": true}), json!({})] {
            assert_eq!(room.update(other, &id, body).await.code(), 404);
        }
        assert_eq!(room.delete(other, &id).await.code(), 404);
        for body in [
            json!({"order": [id], "pinned": []}),
            json!({"order": [], "pinned": [id]}),
            json!({"order": [], "pinned": [], "default": id}),
        ] {
            let nobodys = json!(PresetId(Uuid::from_u128(7)));
            let refused = room.arrange(other, body.clone()).await;
            let text = body.to_string().replace(&id, nobodys.as_str().unwrap());
            let unknown = room.arrange(other, serde_json::from_str(&text).unwrap()).await;
            assert_eq!((refused.code(), unknown.code()), (422, 422));
            let detail = |answer: Answer| answer.body["errors"][0]["detail"].as_str().unwrap().to_owned();
            assert_eq!(
                detail(refused).replace(&id, ""),
                detail(unknown).replace(nobodys.as_str().unwrap(), ""),
                "what is somebody else's answers as what does not exist"
            );
        }
    }
    let stranger = room.app.token(&room.seed.stranger).await;
    let elsewhere = route::preset(room.seed.contoso, &id);
    assert_eq!(room.app.get(&elsewhere, &stranger).await.code(), 404);
    // Two people may have the same name, and a shared preset may be called like somebody's own.
    room.made(&room.admin, "Mia's", false).await;
    room.made(&room.owner, "Mia's", true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_and_admins_share_and_the_log_says_so_once() {
    let room = Room::open().await;
    let own = room.made(&room.member, "Mine", false).await;
    for answer in [
        room.update(&room.member, &own, json!({"shared": true})).await,
        room.create(
            &room.member,
            json!({"name": "Ours", "filter": {}, "shared": true}),
        )
        .await,
    ] {
        assert_eq!((answer.code(), answer.problem()), (403, "forbidden"));
        let detail =
            "this needs `presets.manage_shared`: the role `owner` or `admin`, or an API key with `admin`";
        assert_eq!(answer.body["detail"], detail);
    }
    assert!(room.shared_events().await.is_empty());

    let id = room.made(&room.admin, "Ours", false).await;
    for _ in 0..2 {
        let shared = room.update(&room.admin, &id, json!({"shared": true})).await;
        assert_eq!((shared.code(), &shared.body["kind"]), (200, &json!("shared")));
    }
    let seen = room.list(&room.member).await;
    let last = seen.body["data"].as_array().unwrap().last().unwrap();
    assert_eq!(
        json!([last["name"], last["owner"]["name"], last["editable"]]),
        json!(["Ours", "Adam", false])
    );
    assert_eq!(
        room.update(&room.member, &id, json!({"name": "X"})).await.code(),
        403
    );
    assert_eq!(room.delete(&room.member, &id).await.code(), 403);
    let events = room.shared_events().await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(
        json!([events[0]["description"], events[0]["targets"]]),
        json!(["Adam shared the preset Ours", [{"type": "preset", "id": id, "name": "Ours"}]])
    );

    let taken = room.update(&room.owner, &id, json!({"shared": false})).await;
    assert_eq!(taken.code(), 403, "only Adam takes it back");
    let renamed = room
        .update(&room.owner, &id, json!({"name": "All of ours"}))
        .await;
    assert_eq!(
        (renamed.code(), &renamed.body["owner"]["name"]),
        (200, &json!("Adam"))
    );
    let back = room.update(&room.admin, &id, json!({"shared": false})).await;
    assert_eq!((back.code(), &back.body["kind"]), (200, &json!("own")));
    assert!(!named(&room.list(&room.owner).await).contains(&"All of ours".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_shared_stays_when_they_leave_under_their_name() {
    let room = Room::open().await;
    let id = room.made(&room.admin, "Ours", true).await;
    let own = room.made(&room.admin, "Mine", false).await;
    room.app.remove(room.seed.northwind, &room.seed.admin).await;
    let list = room.list(&room.member).await;
    let last = list.body["data"].as_array().unwrap().last().unwrap();
    assert_eq!(json!([last["id"], last["owner"]["name"]]), json!([id, "Adam"]));
    assert_eq!(
        room.update(&room.admin, &own, json!({"name": "x"})).await.code(),
        404
    );
    assert_eq!(room.delete(&room.owner, &id).await.code(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_sees_what_is_shared_and_an_admin_key_shares() {
    let room = Room::open().await;
    room.made(&room.member, "Mia's", false).await;
    let (admin, id) = room
        .app
        .key_until(room.seed.northwind, &[Scope::Admin], None)
        .await;
    let refused = room.create(&admin, json!({"name": "Own", "filter": {}})).await;
    assert_eq!((refused.code(), refused.problem()), (403, "forbidden"));
    let made = room
        .create(
            &admin,
            json!({"name": "By program", "filter": {"actor_kind": "agent"}, "shared": true}),
        )
        .await;
    assert_eq!(made.body["owner"], json!({"id": id, "name": "Importer"}));
    let back = room
        .update(
            &admin,
            made.body["id"].as_str().unwrap(),
            json!({"shared": false}),
        )
        .await;
    assert_eq!(back.code(), 403, "it would be nobody's");
    let reader = room.app.key(room.seed.northwind, &[Scope::EventsRead]).await;
    let names = named(&room.list(&reader).await);
    assert_eq!(names[5..], ["By program"]);
    assert_eq!(room.shared_events().await[0]["actor"]["kind"], "api_key");
}
