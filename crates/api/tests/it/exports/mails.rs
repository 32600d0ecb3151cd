//! What people are told by mail at the end of their exports.

use daybook_api::entity::mail;
use daybook_shared::access::Scope;
use sea_orm::EntityTrait;
use serde_json::json;

use super::Desk;

impl Desk {
    /// The mails that wait.
    async fn mails(&self) -> Vec<mail::Model> {
        let reader = self.log.app.state.database.reader();
        mail::Entity::find().all(reader).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_gets_one_that_leads_to_the_page_and_never_to_the_file() {
    let desk = Desk::open().await;
    let id = desk
        .made(json!({"format": "csv", "filter": {"type": "post.failed", "range": "7d"}}))
        .await;
    let mails = desk.mails().await;
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(
        (mail.to_name.as_str(), mail.to_address.as_str()),
        ("Olive", "olive@example.com")
    );
    let page = format!("{}/w/{}/exports", desk.log.app.url, desk.log.workspace);
    for text in [&mail.text, &mail.html] {
        assert!(
            text.contains(&page) && !text.contains(&id) && !text.contains("/download"),
            "{text}"
        );
        assert!(
            text.contains("Northwind Social") && text.contains("Type is Post failed, last 7 days"),
            "{text}"
        );
    }
    // In the zone of the workspace, for she has chosen none.
    assert!(
        mail.text.contains("28 November 2026") && mail.text.contains("Europe/Dublin"),
        "{}",
        mail.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_and_those_who_may_not_export_any_more_get_none() {
    let desk = Desk::open().await;
    let app = &desk.log.app;
    let key = app.key(desk.log.workspace, &[Scope::ExportsWrite]).await;
    let body = json!({"format": "csv", "filter": {}});
    assert_eq!(desk.ask_as(&key, body.clone()).await.code(), 202);
    assert_eq!(desk.make().await, 1);
    assert!(desk.mails().await.is_empty());
    let admin = app
        .person("Ada", desk.log.workspace, daybook_shared::access::Role::Admin)
        .await;
    assert_eq!(desk.ask_as(&app.token(&admin).await, body).await.code(), 202);
    app.remove(desk.log.workspace, &admin).await;
    assert_eq!(desk.make().await, 1);
    assert!(desk.mails().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_told_once_with_its_reason_and_trouble_on_the_way_is_not() {
    let mut desk = Desk::open().await;
    std::fs::write(desk.log.app.exports_directory(), "in the way").unwrap();
    let id = desk.asked(json!({"format": "csv", "filter": {}})).await;
    while desk.get(&id).await["state"] == "queued" {
        assert!(desk.mails().await.is_empty());
        desk.make().await;
        desk.log.wait(900).await;
    }
    let mails = desk.mails().await;
    assert_eq!(mails.len(), 1);
    let reason = desk.get(&id).await["error"]["reason"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(mails[0].text.contains(&reason), "{}", mails[0].text);
}
