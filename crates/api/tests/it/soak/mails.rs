//! The mail is not the export: a mail server that is down delays mails, and nothing else.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::form::Form;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::mail_server::{MailServer, free_port};
use crate::support::program::{PATIENCE, Program, Serving};

const PROMISE: &str = "mail is not the export";
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// After the mail has come, another one would have come until then.
const AND_THEN: Duration = Duration::from_secs(6);
/// Until when an export of nothing is there.
const MADE_WITHIN: Duration = Duration::from_secs(10);

struct Reader<'s> {
    server: &'s Serving,
    workspace: &'s str,
    token: String,
}

impl Reader<'_> {
    fn url(&self, path: &str) -> String {
        format!(
            "{}/v1/workspaces/{}/exports{path}",
            self.server.url, self.workspace
        )
    }

    async fn ask(&self) -> String {
        let body = json!({"format": "csv", "filter": {}});
        let request = self
            .server
            .http
            .post(self.url(""))
            .bearer_auth(&self.token)
            .json(&body);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// The file can be fetched, and soon.
    async fn fetch(&self, id: &str) -> Result<(), Violation> {
        let deadline = Instant::now() + MADE_WITHIN;
        loop {
            let request = self.server.http.get(self.url(&format!("/{id}/download")));
            let answer = request.bearer_auth(&self.token).send().await.unwrap();
            if answer.status() == 200 {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(Violation::Hung(vec![format!("the file of {id}")]));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// An export is asked for while there is no mail server; later there is one. With `killed`, the server is killed in between.
async fn without_mail_server(
    down: Duration,
    killed: bool,
    fault: Option<&str>,
) -> Result<Figures, Violation> {
    let program = Program::new().await;
    let workspace = program.workspace("Exported");
    program.owner(&workspace, "olive");
    let port = free_port();
    let url = format!("smtp://127.0.0.1:{port}");
    let serve = || {
        let faults = fault.map(|fault| format!("{fault}=return")).unwrap_or_default();
        let mut command = program.server_with_faults(&faults);
        // What it says of the mail server is expected.
        command.env("DAYBOOK_SMTP_URL", &url).env("DAYBOOK_LOG", "off");
        Serving::start(command)
    };
    let mut server = serve();
    let began = Instant::now();
    let reader = Reader {
        server: &server,
        workspace: &workspace,
        token: server.sign_in("olive").await,
    };
    let id = reader.ask().await;
    reader.fetch(&id).await?;
    tokio::time::sleep(down.saturating_sub(began.elapsed())).await;
    // By now the first token may have had its time.
    let reader = Reader {
        token: server.sign_in("olive").await,
        ..reader
    };
    reader.fetch(&id).await?;
    if killed {
        server.kill();
        server = serve();
    }
    let mail_server = MailServer::on(port, &[]);
    // The next try may be some minutes away.
    let deadline = Instant::now() + PATIENCE.max(3 * down);
    while mail_server.taken().is_empty() {
        if Instant::now() > deadline {
            return Err(Violation::Lost(vec!["the mail".to_owned()]));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    if killed {
        // Perhaps between its sending and the note of it.
        server.kill();
        server = serve();
    }
    tokio::time::sleep(AND_THEN).await;
    drop(server);
    let taken = mail_server.taken().len();
    let most = if killed { 2 } else { 1 };
    if taken > most {
        return Err(Violation::Doubled(vec![format!("{taken} mails")]));
    }
    Ok(Figures::default()
        .with("seconds without a mail server", down.as_secs() as usize)
        .with("kills", if killed { 2 } else { 0 })
        .with("mails", taken))
}

async fn kept(killed: bool) {
    let seconds = Form::wanted().choose(3, 600);
    let program = Program::new().await;
    let figures = without_mail_server(Duration::from_secs(seconds), killed, None).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

async fn caught(fault: &str) -> Violation {
    let program = Program::new().await;
    let outcome = without_mail_server(Duration::from_secs(1), false, Some(fault)).await;
    let violation = outcome.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    violation
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_down_delays_the_mail_alone() {
    kept(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_outlives_those_who_send_it() {
    kept(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_waits_for_its_mail_is_caught() {
    let violation = caught("export::mail_in_the_way").await;
    assert!(matches!(violation, Violation::Hung(_)), "{violation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_sent_again_is_caught() {
    let violation = caught("mail::send_again").await;
    assert!(matches!(violation, Violation::Doubled(_)), "{violation}");
}
