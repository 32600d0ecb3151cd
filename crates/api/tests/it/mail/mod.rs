//! Mails that wait and go out: to a mail server of others, and into files.

mod files;
mod process;
mod retries;
mod shared_work;

use daybook_api::entity::mail;
use daybook_api::mail::{Dispatch, Letter};
use daybook_api::state::AppState;
use daybook_api::store::mails;
use daybook_api::work::mails::send_due;
use daybook_shared::id::{MailId, WorkspaceId};
use daybook_shared::plan::Plan;
use sea_orm::{DbErr, EntityTrait, QueryOrder};

use crate::support::app::{MAIL_FROM, TestApp};
use crate::support::mail_server::MailServer;

/// A log whose mails go to a server, and a workspace.
struct Outbox {
    app: TestApp,
    state: AppState,
    workspace: WorkspaceId,
}

impl Outbox {
    /// Mails go where the URL says.
    async fn to(smtp_url: &str) -> Self {
        let app = TestApp::start().await;
        let directory = tempfile::tempdir().unwrap();
        let by_smtp = Dispatch::new(MAIL_FROM, Some(smtp_url), directory.path().to_owned()).unwrap();
        let state = AppState {
            mail: by_smtp,
            ..app.state.clone()
        };
        let workspace = app.workspace("Northwind Social", Plan::Enterprise).await;
        Self {
            app,
            state,
            workspace,
        }
    }

    /// Writes a letter to a person; answers the mail's id.
    async fn write(&self, letter: Letter) -> MailId {
        let (clock, workspace) = (&self.state.clock, self.workspace);
        let (id, now) = (MailId(clock.new_uuid()), clock.now());
        let written = self.state.database.write::<_, DbErr, _>(move |transaction| {
            Box::pin(async move { mails::insert(transaction, workspace, id, letter, now).await })
        });
        written.await.unwrap();
        id
    }

    /// A round of the background work; answers how many mails went out.
    async fn send(&self) -> usize {
        send_due(&self.state).await.unwrap()
    }

    /// What waits, the oldest first.
    async fn waiting(&self) -> Vec<mail::Model> {
        let rows = mail::Entity::find().order_by_asc(mail::Column::Id);
        rows.all(self.state.database.reader()).await.unwrap()
    }
}

/// A letter with nothing special about it.
fn letter(to: &str) -> Letter {
    Letter {
        to_name: "Sarah Chen".to_owned(),
        to_address: format!("{to}@example.com"),
        subject: "Your export is ready".to_owned(),
        text: "Hello Sarah,\n\nit is ready.\n".to_owned(),
        html: "<p>Hello Sarah,</p>\n<p>it is <b>ready</b>.</p>\n".to_owned(),
    }
}

#[tokio::test]
async fn a_letter_arrives_once_as_it_was_written() {
    let server = MailServer::start();
    let outbox = Outbox::to(&server.url()).await;
    let long = "It is long. ".repeat(200);
    let id = outbox
        .write(Letter {
            to_name: "Çelik, \"Zoë\" 🦊 שרה\r\nBcc: all@example.com".to_owned(),
            subject: "Exports: „fertig“ ✓\r\nBcc: all@example.com\r\n\r\nHello".to_owned(),
            text: format!("Grüße 🦊\n.\n..\nFrom here\n{long}\n"),
            html: format!("<p>Grüße 🦊</p>\n.\n<p>{long}</p>\n"),
            ..letter("sarah")
        })
        .await;
    outbox.app.clock.advance_seconds(90);
    assert_eq!(outbox.send().await, 1);
    assert_eq!(outbox.send().await, 0);
    let taken = server.taken();
    let [message] = taken.as_slice() else {
        panic!("it took {taken:?}");
    };
    assert_eq!(
        (message.from.as_str(), message.to.as_slice()),
        ("daybook@example.com", &["sarah@example.com".to_owned()][..])
    );
    assert_eq!(message.kind, "multipart/alternative");
    assert_eq!(
        message.part("text/plain"),
        format!("Grüße 🦊\n.\n..\nFrom here\n{long}\n")
    );
    assert_eq!(
        message.part("text/html"),
        format!("<p>Grüße 🦊</p>\n.\n<p>{long}</p>\n")
    );
    assert_eq!(message.header("Message-ID"), format!("<{id}@example.com>"));
    let shown: Vec<String> = message
        .headers
        .iter()
        .filter(|(name, _)| !["Message-ID", "Content-Type"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    From: Daybook <daybook@example.com>
    To: Çelik, "Zoë" 🦊 שרה Bcc: all@example.com <sarah@example.com>
    Subject: Exports: „fertig“ ✓ Bcc: all@example.com Hello
    Date: Sat, 21 Nov 2026 09:30:00 +0000
    Auto-Submitted: auto-generated
    MIME-Version: 1.0
    "#);
    assert!(outbox.waiting().await.is_empty());
}

#[tokio::test]
async fn whoever_must_sign_in_at_the_server_does() {
    let server = MailServer::on(0, &["--credentials", "daybook", "p@ss/word"]);
    let url = |password: &str| server.url().replace("//", &format!("//daybook:{password}@"));
    let wrong = Outbox::to(&url("hunter2")).await;
    wrong.write(letter("sarah")).await;
    assert_eq!(wrong.send().await, 0);
    assert_eq!(wrong.waiting().await[0].failures, 1);
    let right = Outbox::to(&url("p%40ss%2fword")).await;
    right.write(letter("sarah")).await;
    assert_eq!(right.send().await, 1);
    assert_eq!(server.taken().len(), 1);
}
