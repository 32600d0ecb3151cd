//! Exports that are stopped, that fail, and that are made again.

use daybook_api::entity::export::{Column, Entity};
use daybook_api::work::export_files::finish;
use daybook_shared::id::ExportId;
use daybook_shared::route;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_cancelled_and_made_again() {
    let desk = Desk::open().await;
    let id = desk.asked(json!({"format": "csv", "filter": {}})).await;
    let early = desk.fetch(&id).await;
    assert_eq!(
        (early.status, early.problem().as_str()),
        (409, "export_not_ready")
    );
    let retried = desk.retry(&id).await;
    assert_eq!((retried.code(), retried.problem()), (409, "wrong_state"));
    let cancelled = desk.cancel(&id).await;
    assert_eq!(
        json!([
            cancelled.body["state"],
            cancelled.body["cancelled_by"]["name"],
            cancelled.body["finished_at"]
        ]),
        json!(["cancelled", "Olive", "2026-11-21T09:30:00.000000Z"])
    );
    assert_eq!(desk.make().await, 0);
    let again = desk.cancel(&id).await;
    assert_eq!((again.code(), again.problem()), (409, "wrong_state"));
    assert_eq!(desk.fetch(&id).await.problem(), "export_not_ready");
    let told = desk.told().await;
    assert_eq!(
        json!([told[1]["type"], told[1]["error"]["code"], told[1]["description"]]),
        json!(["export.failed", "cancelled", "Olive cancelled an export of Olive"])
    );
    assert_eq!(desk.retry(&id).await.body["state"], "queued");
    assert_eq!(desk.make().await, 1);
    assert_eq!(desk.fetch(&id).await.status, 200);
    assert_eq!(
        desk.told_types().await,
        ["requested", "failed", "requested", "completed", "downloaded"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_out_of_order_is_tried_again_and_then_told() {
    let mut desk = Desk::open().await;
    let directory = desk.log.app.exports_directory();
    // What stands where the directory belongs.
    std::fs::write(&directory, "in the way").unwrap();
    let id = desk.asked(json!({"format": "csv", "filter": {}})).await;
    assert_eq!(desk.make().await, 1);
    let waiting = desk.get(&id).await;
    assert_eq!(waiting["state"], "queued");
    assert!(
        waiting["error"]["code"].as_str().unwrap().starts_with("storage_"),
        "{waiting}"
    );
    assert_eq!(desk.make().await, 0, "not at once");
    // In order again, it is made without anybody's doing.
    std::fs::remove_file(&directory).unwrap();
    desk.log.wait(2).await;
    assert_eq!(desk.make().await, 1);
    let made = desk.get(&id).await;
    assert_eq!(json!([made["state"], made["error"]]), json!(["succeeded", null]));

    std::fs::rename(&directory, directory.with_extension("away")).unwrap();
    std::fs::write(&directory, "in the way").unwrap();
    let id = desk.asked(json!({"format": "csv", "filter": {}})).await;
    let mut attempts = 0;
    while desk.get(&id).await["state"] == "queued" {
        attempts += desk.make().await;
        desk.log.wait(900).await;
    }
    assert_eq!(attempts, 7);
    let failed = desk.get(&id).await;
    assert_eq!(failed["state"], "failed");
    assert!(
        !failed["error"]["reason"]
            .as_str()
            .unwrap()
            .contains(directory.to_str().unwrap()),
        "{failed}"
    );
    let told = desk.told().await;
    assert_eq!(
        json!([told.last().unwrap()["type"], told.last().unwrap()["error"]]),
        json!(["export.failed", failed["error"]])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_log_was_not_told_it_is_told_later_and_once() {
    let mut desk = Desk::open().await;
    let id = desk.made(json!({"format": "csv", "filter": {}})).await;
    assert_eq!(desk.told_types().await, ["requested", "completed"]);
    desk.log.wait(15).await;
    // As after a server that was killed between the row and the log.
    desk.forget_what_was_told(&id).await;
    finish(&desk.log.app.state).await.unwrap();
    assert_eq!(desk.told_types().await, ["requested", "completed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_is_told_and_made_again() {
    let desk = Desk::open().await;
    let id = desk.made(json!({"format": "csv", "filter": {}})).await;
    let before = desk.fetch(&id).await.bytes;
    assert_eq!(desk.retry(&id).await.problem(), "wrong_state", "it is there");
    let directory = desk.log.app.exports_directory();
    std::fs::rename(&directory, directory.with_extension("away")).unwrap();
    let gone = desk.fetch(&id).await;
    assert_eq!((gone.status, gone.problem().as_str()), (410, "export_expired"));
    let ticket = desk.post(&route::export_ticket(desk.log.workspace, &id)).await;
    assert_eq!((ticket.code(), ticket.problem()), (410, "export_expired"));
    assert_eq!(desk.get(&id).await["state"], "succeeded", "it may come back");
    assert_eq!(desk.retry(&id).await.body["state"], "queued");
    assert_eq!(desk.make().await, 1);
    assert_eq!(desk.fetch(&id).await.bytes, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_time_has_come_is_made_again_also_before_it_is_removed() {
    let mut desk = Desk::open().await;
    let id = desk.made(json!({"format": "csv", "filter": {}})).await;
    desk.log.wait(7 * 24 * 60 * 60).await;
    assert_eq!(desk.fetch(&id).await.problem(), "export_expired");
    assert_eq!(desk.retry(&id).await.body["state"], "queued");
    assert_eq!(desk.make().await, 1);
    assert_eq!(desk.fetch(&id).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_cannot_be_read_keeps_no_other_waiting() {
    let mut desk = Desk::open().await;
    let body = json!({"format": "csv", "filter": {}});
    let strange = desk.asked(body.clone()).await;
    let plain = desk.asked(body).await;
    // As a later version may write it.
    let request = r#"{"format": "csv", "filter": {"mood": "x"}}"#;
    desk.set(&strange, Column::Request, Expr::value(request)).await;
    assert_eq!(desk.make().await, 1);
    assert_eq!(desk.get(&plain).await["state"], "succeeded");
    let path = format!("{}?limit=1", desk.path());
    let list = desk.log.app.get(&path, &desk.log.token);
    let list = list.await.body;
    assert_eq!(
        json!([list["data"][0]["id"], list["page"]["has_more"]]),
        json!([plain, false])
    );
    // It is left to others for a while, and then to nobody.
    for _ in 0..6 {
        desk.log.wait(60).await;
        assert_eq!(desk.make().await, 0);
    }
    let request = r#"{"format": "csv", "filter": {}}"#;
    desk.set(&strange, Column::Request, Expr::value(request)).await;
    let ended = desk.get(&strange).await;
    assert_eq!(
        json!([ended["state"], ended["error"]["code"]]),
        json!(["failed", "unreadable"])
    );
    assert_eq!(desk.retry(&strange).await.code(), 202);
    assert_eq!(desk.make().await, 1);
}

impl Desk {
    async fn forget_what_was_told(&self, id: &str) {
        self.set(id, Column::Told, Expr::value(0)).await;
    }

    /// Changes a row behind the server's back.
    async fn set(&self, id: &str, column: Column, value: Expr) {
        let id: ExportId = id.parse().unwrap();
        let work = self.log.app.state.database.write(move |transaction| {
            Box::pin(async move {
                Entity::update_many()
                    .col_expr(column, value)
                    .filter(Column::Id.eq(id.0))
                    .exec(transaction)
                    .await
            })
        });
        assert_eq!(work.await.unwrap().rows_affected, 1);
    }
}
