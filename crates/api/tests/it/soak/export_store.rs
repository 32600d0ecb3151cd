//! A store that is gone, or answers nothing, delays files and nothing else.

use std::time::{Duration, Instant};

use super::exported::{SLOWLY, expected, fill, finished};
use super::form::Form;
use super::log::Log;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::{Program, Serving, eventually};
use crate::support::s3::S3Server;

const PROMISE: &str = "the store is not the log";
const ROWS: usize = 12_000;
/// What a file takes that nothing disturbs.
const MADE_WITHIN: Duration = Duration::from_secs(30);
/// What a page of the log may take, whatever the store does.
const READ_WITHIN: Duration = Duration::from_secs(2);
/// What a download may take to say that there is none now.
const REFUSED_WITHIN: Duration = Duration::from_secs(40);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It takes connections, and that is all.
    Silent,
    /// It ends, and comes back as an empty one.
    Gone,
}

/// A file is being made when the store fails, and is whole when the store is back.
async fn without_store(trouble: Trouble, down: Duration, fault: Option<&str>) -> Result<Figures, Violation> {
    let program = Program::new().await;
    let log = fill(&program, ROWS);
    let expected = expected(&program, &log, ROWS);
    let mut store = S3Server::start().await;
    let faults = fault.map(|fault| format!(";{fault}=return")).unwrap_or_default();
    let mut command = program.server_with_faults(&format!("{SLOWLY}{faults}"));
    // What it says of the store is expected.
    command.envs(store.settings()).env("DAYBOOK_LOG", "off");
    let server = Serving::start(command);

    let before = log.ask_for_export(&server).await;
    finished(&log, &server, &before, &expected, MADE_WITHIN).await?;
    let during = log.ask_for_export(&server).await;
    eventually("some of the file is made", async || {
        let export = log.export(&server, &during).await;
        (export["progress"]["rows_done"] != 0).then_some(())
    })
    .await;
    match trouble {
        Trouble::Silent => store.hang(),
        Trouble::Gone => store.stop(),
    }
    let began = Instant::now();
    is_refused(&log, &server, &before).await?;
    let mut pages = 0;
    while began.elapsed() < down {
        is_read(&log, &server).await?;
        pages += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    match trouble {
        Trouble::Silent => store.go_on(),
        Trouble::Gone => store.start_again().await,
    }
    // The pauses between tries grow with the time that they take.
    finished(
        &log,
        &server,
        &during,
        &expected,
        MADE_WITHIN + 3 * began.elapsed(),
    )
    .await?;
    let mut files = 4;
    match trouble {
        Trouble::Silent => finished(&log, &server, &before, &expected, MADE_WITHIN).await?,
        Trouble::Gone => files = 2,
    }
    eventually("there are files and manifests, and nothing else", async || {
        let found = store.storage().list("").await.unwrap();
        (found.len() == files && found.iter().all(|found| found.is_whole)).then_some(())
    })
    .await;
    Ok(Figures::default()
        .with("seconds without a store", down.as_secs() as usize)
        .with("pages read meanwhile", pages)
        .with("rows", expected.rows)
        .with("uploads left over", 0))
}

/// Who asks for a file is told in time that it cannot be had now.
async fn is_refused(log: &Log, server: &Serving, id: &str) -> Result<(), Violation> {
    let url = format!(
        "{}/v1/workspaces/{}/exports/{id}/download",
        server.url, log.workspace
    );
    let request = server.http.get(url).bearer_auth(&log.token).send();
    match tokio::time::timeout(REFUSED_WITHIN, request).await {
        Ok(answer) => match answer.unwrap().status().as_u16() {
            503 => Ok(()),
            other => Err(Violation::Failed(vec![(other, 1)])),
        },
        Err(_) => Err(Violation::Hung(vec![format!("the file of {id}")])),
    }
}

/// The log answers, as if nothing were.
async fn is_read(log: &Log, server: &Serving) -> Result<(), Violation> {
    let request = server.http.get(log.url(&server.url)).bearer_auth(&log.token);
    match tokio::time::timeout(READ_WITHIN, request.send()).await {
        Ok(answer) => match answer.unwrap().status().as_u16() {
            200 => Ok(()),
            other => Err(Violation::Failed(vec![(other, 1)])),
        },
        Err(_) => Err(Violation::Hung(vec!["a page of the log".to_owned()])),
    }
}

async fn kept(trouble: Trouble) {
    let down = Duration::from_secs(Form::wanted().choose(3, 120));
    let program = Program::new().await;
    let figures = without_store(trouble, down, None).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_gone_delays_the_file_alone() {
    kept(Trouble::Gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_answers_nothing_delays_the_file_alone() {
    kept(Trouble::Silent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_given_up_is_caught() {
    const GIVE_UP: &str = "export::give_up";
    let program = Program::new().await;
    let outcome = without_store(Trouble::Gone, Duration::from_secs(3), Some(GIVE_UP)).await;
    let violation = outcome.unwrap_err();
    report::caught(PROMISE, &program, GIVE_UP, &violation);
    assert!(matches!(violation, Violation::Lost(_)), "{violation}");
}
