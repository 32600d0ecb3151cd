//! Clients that hang up in the middle of lists, searches and appends leave nothing behind.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::exactly_once::without_hole;
use super::form::Form;
use super::log::Log;
use super::report::{self, Figures};
use super::transactions::Transactions;
use super::violation::Violation;
use super::watch::{ask, patient, refused_only_with};
use crate::support::program::{Program, Serving, eventually};

const PROMISE: &str = "aborted requests";
/// At the same time.
const CLIENTS: usize = 20;
/// When a client hangs up, in microseconds after it asked.
const AFTER: std::ops::Range<u64> = 0..15_000;
/// How many requests at once must be answered afterwards: more than there are connections to the database.
const AFTERWARDS: usize = 40;
const SETTLED_WITHIN: Duration = Duration::from_secs(20);

struct Aborted<'p> {
    program: &'p Program,
    log: Log,
    /// A person's token, who may register types.
    session: String,
    server: Serving,
    transactions: Transactions,
}

impl<'p> Aborted<'p> {
    async fn start(program: &'p Program, faults: &str) -> Self {
        let log = program.new_log("Hung up");
        program.owner(&log.workspace, "Olive");
        let mut command = program.server();
        let heard = std::fs::File::create(program.directory().join("heard")).unwrap();
        command.env("FAILPOINTS", faults).stderr(Stdio::from(heard));
        let server = Serving::start(command);
        let session = server.sign_in("Olive").await;
        Self {
            program,
            log,
            session,
            server,
            transactions: Transactions::of(program).await,
        }
    }

    /// Sends requests and hangs up, each after a time that the dice say.
    async fn abort(&self, requests: usize) -> Result<(), Violation> {
        let mut dice = StdRng::seed_from_u64(requests as u64);
        let mut clients = JoinSet::new();
        for number in 0..requests {
            if clients.len() >= CLIENTS {
                clients.join_next().await;
            }
            if number % 50 == 0 {
                self.transactions.none_left_open().await?;
            }
            let address: SocketAddr = self.server.url.trim_start_matches("http://").parse().unwrap();
            let (request, after) = (self.request(number, &mut dice), dice.random_range(AFTER));
            clients.spawn(async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                // The server may have hung up first.
                let _ = stream.write_all(request.as_bytes()).await;
                tokio::time::sleep(Duration::from_micros(after)).await;
            });
        }
        clients.join_all().await;
        Ok(())
    }

    /// A request as its bytes; some come without their end.
    fn request(&self, number: usize, dice: &mut StdRng) -> String {
        let path = format!("/v1/workspaces/{}/events", self.log.workspace);
        let head = |method: &str, query: &str, token: &str| {
            format!("{method} {path}{query} HTTP/1.1\r\nHost: daybook\r\nAuthorization: Bearer {token}\r\n")
        };
        let post = |query: &str, token: &str, body: Value| {
            let body = body.to_string();
            let head = head("POST", query, token);
            format!(
                "{head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
        };
        match number % 4 {
            0 => head("GET", "?limit=100", &self.log.token) + "\r\n",
            1 => head("GET", "?q=published", &self.log.token) + "\r\n",
            2 => {
                let whole = post("", &self.log.token, json!({"type": "post.published"}));
                let end = if dice.random_bool(0.5) {
                    whole.len()
                } else {
                    whole.len() - 5
                };
                whole[..end].to_owned()
            }
            // What is written in two transactions.
            _ => post(
                "?register_types=true",
                &self.session,
                json!({"type": format!("custom.kind_{number}")}),
            ),
        }
    }

    /// Whether everything is as before.
    async fn check(&self) -> Result<Figures, Violation> {
        let answered = eventually("requests at once are answered", async || self.sweep().await);
        // What was begun for nobody may take its time.
        let figures = tokio::time::timeout(SETTLED_WITHIN, answered).await;
        let figures = figures.map_err(|_| Violation::Leaked("what requests need".to_owned()))?;
        self.transactions.none_left_open().await?;
        let log = self.log.read(&self.server).await;
        without_hole(&log)?;
        let heard = std::fs::read_to_string(self.program.directory().join("heard")).unwrap();
        if let Some(line) = heard.lines().find(|line| line.contains("25P02")) {
            return Err(Violation::Leaked(line.to_owned()));
        }
        Ok(figures.with("stored", log.len()))
    }

    /// Asks many times at once; none where one of them is not answered with what it asked for.
    async fn sweep(&self) -> Option<Figures> {
        let mut asked = JoinSet::new();
        for number in 0..AFTERWARDS {
            let (url, log) = (self.server.url.clone(), self.log.clone());
            let request = ["list", "append", "search", "list"][number % 4];
            asked.spawn(async move { ask(&patient(), &url, &log, request).await });
        }
        refused_only_with(&[], &asked.join_all().await).ok()
    }
}

async fn abort(program: &Program, requests: usize, faults: &str) -> Result<Figures, Violation> {
    let aborted = Aborted::start(program, faults).await;
    aborted.abort(requests).await?;
    let figures = aborted.check().await?;
    Ok(Figures::default().with("aborted", requests).and(figures))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_leaves_nothing_behind() {
    let program = Program::new().await;
    let figures = abort(&program, Form::wanted().choose(1_000, 10_000), "").await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn places_that_are_never_given_back_are_caught() {
    let program = Program::new().await;
    let fault = "http::lose_places";
    let violation = abort(&program, 100, &format!("{fault}=return"))
        .await
        .unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    assert!(matches!(violation, Violation::Leaked(_)), "{violation}");
}
