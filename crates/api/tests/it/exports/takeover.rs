//! Workers that are gone: what they held is taken over, and what they left behind is removed.

use daybook_api::export::{files, job};
use daybook_api::store::exports::{self, Job, LEASE_SECONDS};
use daybook_shared::id::{ExportId, WorkspaceId};
use serde_json::json;
use uuid::Uuid;

use super::Desk;

impl Desk {
    /// Claims the next export as a worker that does nothing more.
    async fn claim(&self) -> Option<Job> {
        let (attempt, now) = (Uuid::new_v4(), self.log.app.clock.now());
        exports::claim(&self.log.app.state.database, attempt, now)
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_is_left_alone_as_long_as_it_is_heard_of() {
    let mut desk = Desk::open().await;
    let id = desk.asked(json!({"format": "csv", "filter": {}})).await;
    let gone = desk.claim().await.unwrap();
    assert!(desk.claim().await.is_none());
    desk.log.wait(LEASE_SECONDS - 1).await;
    assert!(desk.claim().await.is_none());
    let (row, now) = (gone.clone(), desk.log.app.clock.now());
    let database = &desk.log.app.state.database;
    let noted = database.write(move |transaction| {
        Box::pin(async move { exports::note_progress(transaction, &row, (2, Some(3)), now).await })
    });
    assert!(noted.await.unwrap());
    let running = desk.get(&id).await;
    assert_eq!(
        json!([running["state"], running["progress"]]),
        json!(["running", {"rows_done": 2, "rows_total": 3}])
    );
    desk.log.wait(LEASE_SECONDS - 1).await;
    assert!(desk.claim().await.is_none());
    desk.log.wait(1).await;
    assert_eq!(desk.make().await, 1);
    let made = desk.get(&id).await;
    assert_eq!(json!([made["state"], made["rows"]]), json!(["succeeded", 3]));

    // The one that was gone comes back with a file of its own: too late.
    let before = desk.fetch(&id).await.bytes;
    job::run(&desk.log.app.state, gone).await.unwrap();
    assert_eq!(desk.fetch(&id).await.bytes, before);
    assert_eq!(desk.stored().await.len(), 2, "{:?}", desk.stored().await);
    assert_eq!(
        desk.told_types().await,
        ["requested", "completed", "downloaded", "downloaded"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_those_who_make_it_is_given_up_in_the_end() {
    let mut desk = Desk::open().await;
    let id = desk.asked(json!({"format": "csv", "filter": {}})).await;
    for _ in 0..7 {
        assert!(desk.claim().await.is_some());
        desk.log.wait(LEASE_SECONDS).await;
    }
    assert_eq!(desk.make().await, 1);
    let ended = desk.get(&id).await;
    assert_eq!(
        json!([ended["state"], ended["error"]["code"]]),
        json!(["failed", "worker_lost"])
    );
    assert_eq!(desk.told_types().await, ["requested", "failed"]);
    // Somebody has done something about it.
    assert_eq!(desk.retry(&id).await.code(), 202);
    assert_eq!(desk.make().await, 1);
    assert_eq!(desk.get(&id).await["state"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_behind_is_removed_and_nothing_else() {
    let desk = Desk::open().await;
    let storage = &desk.log.app.state.storage;
    let kept = desk.made(json!({"format": "csv", "filter": {}})).await;
    let under_way = desk.asked(json!({"format": "csv", "filter": {}})).await;
    let row = desk.claim().await.unwrap();
    let place = files::prefix(row.workspace, row.id);
    let own = format!("{place}/{}.csv", row.attempt.unwrap());
    let foreign = format!("{place}/{}.csv", Uuid::new_v4());
    let nobodys = format!(
        "{}/file.csv",
        files::prefix(WorkspaceId(Uuid::new_v4()), ExportId(Uuid::new_v4()))
    );
    for key in [&own, &foreign, &nobodys] {
        storage.put(key, "left").await.unwrap();
    }
    // Begun and never finished, as by a process that was killed.
    let mut half = storage.begin(&format!("{place}/half.csv")).await.unwrap();
    half.write(&vec![0; 3 * 1024 * 1024]).await.unwrap();
    std::mem::forget(half);
    files::sweep(&desk.log.app.state).await.unwrap();
    let stored = desk.stored().await;
    assert_eq!(stored.len(), 4, "{stored:?}");
    // What no row knows may be another database's.
    assert!(stored.contains(&own) && stored.contains(&nobodys) && !stored.contains(&foreign));
    assert_eq!(desk.fetch(&kept).await.status, 200);
    assert_eq!(desk.cancel(&under_way).await.code(), 200);
    files::sweep(&desk.log.app.state).await.unwrap();
    assert_eq!(desk.stored().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_stopped_while_it_is_made_leaves_nothing() {
    let desk = Desk::open().await;
    let id = desk.asked(json!({"format": "csv", "filter": {}})).await;
    let row = desk.claim().await.unwrap();
    assert_eq!(desk.cancel(&id).await.code(), 200);
    job::run(&desk.log.app.state, row).await.unwrap();
    assert_eq!(desk.get(&id).await["state"], "cancelled");
    assert!(desk.stored().await.is_empty());
    assert_eq!(desk.told_types().await, ["requested", "failed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn workspaces_take_turns() {
    let desk = Desk::open().await;
    for _ in 0..3 {
        desk.asked(json!({"format": "csv", "filter": {}})).await;
    }
    let app = &desk.log.app;
    app.clock.advance_seconds(1);
    let elsewhere = app
        .workspace("Elsewhere", daybook_shared::plan::Plan::Enterprise)
        .await;
    let vera = app
        .person("Vera", elsewhere, daybook_shared::access::Role::Owner)
        .await;
    let path = daybook_shared::route::exports(elsewhere);
    let asked = app
        .post(
            &path,
            &app.token(&vera).await,
            &json!({"format": "csv", "filter": {}}),
        )
        .await;
    assert_eq!(asked.code(), 202);
    let first = desk.claim().await.unwrap();
    let second = desk.claim().await.unwrap();
    assert_eq!(
        (first.workspace, second.workspace),
        (desk.log.workspace, elsewhere)
    );
}
