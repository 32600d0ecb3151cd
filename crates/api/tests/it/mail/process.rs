//! The program itself: its settings, its loop, its log.

use std::fs::File;

use daybook_api::clock::Clock;
use daybook_api::entity::mail;
use daybook_api::mail::Letter;
use daybook_api::store::mails;
use daybook_shared::id::{MailId, WorkspaceId};
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};

use super::letter;
use crate::support::mail_server::{MailServer, free_port};
use crate::support::program::{Program, Serving, eventually, repository};

async fn write(database: &DatabaseConnection, workspace: &str, letter: Letter) -> MailId {
    let clock = Clock::system();
    let (workspace, id): (WorkspaceId, _) = (workspace.parse().unwrap(), MailId(clock.new_uuid()));
    let written = mails::insert(database, workspace, id, letter, clock.now());
    written.await.unwrap();
    id
}

async fn none_waits(database: &DatabaseConnection) {
    eventually("no mail waits", async || {
        let waiting = mail::Entity::find().count(database).await.unwrap();
        (waiting == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_server_starts_without_its_mail_server_and_sends_when_that_is_there() {
    let program = Program::new().await;
    let workspace = program.workspace("Northwind");
    let (port, directory) = (free_port(), tempfile::tempdir().unwrap());
    let log = directory.path().join("log");
    let mut command = program.server();
    command
        .env("DAYBOOK_SMTP_URL", format!("smtp://127.0.0.1:{port}"))
        .env("DAYBOOK_MAIL_FROM", "The log <log@example.com>")
        .env("DAYBOOK_LOG", "info")
        .stderr(File::create(&log).unwrap());
    let server = Serving::start(command);
    let mail_server = MailServer::on(port, &[]);
    let database = program.look().await;
    let refused = write(&database, &workspace, letter("gone")).await;
    write(&database, &workspace, letter("sarah")).await;
    none_waits(&database).await;
    let taken = mail_server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].header("From"), "\"The log\" <log@example.com>");
    server.terminate();
    server.ended_within(std::time::Duration::from_secs(5)).await;
    let log = std::fs::read_to_string(log).unwrap();
    let line = log.lines().find(|line| line.contains("given up")).unwrap();
    assert!(
        line.contains(&refused.to_string()) && line.contains("550 5.1.1"),
        "{line}"
    );
    for private in ["example.com", "Sarah", "is ready", "nobody of this name"] {
        assert!(!log.contains(private), "{private}: {log}");
    }
}

#[tokio::test]
async fn a_server_that_the_machine_trusts_gets_mails_by_tls() {
    let program = Program::new().await;
    let workspace = program.workspace("Northwind");
    let mail_server = MailServer::on(0, &["--tls", "--credentials", "daybook", "secret"]);
    let url = mail_server.url().replace("//", "//daybook:secret@");
    let certificate = repository().join("crates/api/tests/it/support/smtp_server.pem");
    let server = program.serve_with(&[
        ("DAYBOOK_SMTP_URL", &format!("{url}?tls=required")),
        ("SSL_CERT_FILE", certificate.to_str().unwrap()),
    ]);
    let database = program.look().await;
    write(&database, &workspace, letter("sarah")).await;
    none_waits(&database).await;
    assert_eq!(mail_server.taken().len(), 1);
    drop(server);
}

#[tokio::test]
async fn without_settings_mails_lie_beside_the_database_or_under_data() {
    let program = Program::new().await;
    let workspace = program.workspace("Northwind");
    let server = program.serve();
    let database = program.look().await;
    let id = write(&database, &workspace, letter("sarah")).await;
    none_waits(&database).await;
    drop(server);
    let directory = if program.is_sqlite() { "mail" } else { "data/mail" };
    let file = program.directory().join(directory).join(format!("{id}.eml"));
    assert!(file.exists(), "{}", file.display());
}
