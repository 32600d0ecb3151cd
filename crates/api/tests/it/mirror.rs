//! The example that mirrors a log, run as its users run it: stopped, cut off and killed, and exact at the end.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::support::program::{Outcome, PATIENCE, Program, end, finish, repository};

const EVENTS: usize = 12_000;

/// A log with events in it, the key that reads it, and where the mirror is kept.
struct Setting {
    program: Program,
    workspace: String,
    key: String,
}

impl Setting {
    async fn new() -> Self {
        let program = Program::new().await;
        let workspace = program.workspace("Mirrored");
        let key = program.key_to(&workspace, &["events:read", "exports:write"]);
        let setting = Self {
            program,
            workspace,
            key,
        };
        setting.append(0..EVENTS);
        setting
    }

    fn append(&self, numbers: std::ops::Range<usize>) {
        let mut import = self.program.command(["import", "--workspace", &self.workspace]);
        let mut child = import
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        for index in numbers {
            // Not in the order of their times, and with what bytes are made of.
            let minute = index * 7_919 % 60;
            writeln!(
                input,
                r#"{{"type":"post.published","occurred_at":"2026-09-01T10:{minute:02}:00Z","description":"Ünïcode 🧶 {index}\n\"quoted\""}}"#
            )
            .unwrap();
        }
        drop(input);
        assert!(end(child).status.success());
    }

    fn mirror(&self, server: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("python3");
        command
            .arg(repository().join("docs/examples/mirror.py"))
            .args([server, &self.workspace, "mirror.db"])
            .args(arguments)
            .env("DAYBOOK_KEY", &self.key)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .current_dir(self.program.directory());
        command
    }

    async fn file(&self) -> DatabaseConnection {
        open(&self.program.directory().join("mirror.db")).await
    }
}

async fn open(file: &Path) -> DatabaseConnection {
    Database::connect(format!("sqlite://{}", file.display()))
        .await
        .unwrap()
}

async fn count(mirror: &DatabaseConnection) -> i64 {
    let statement = Statement::from_string(mirror.get_database_backend(), "SELECT count(*) AS n FROM events");
    let Ok(row) = mirror.query_one_raw(statement).await else {
        return 0;
    };
    row.unwrap().try_get("", "n").unwrap()
}

fn succeeded(outcome: &Outcome) -> &str {
    assert!(outcome.status.success(), "{outcome:?}");
    &outcome.stdout
}

/// A way to the server on which each connection breaks after so many bytes of its answer.
async fn frail_way_to(server: &str, bytes: u64) -> String {
    let server = server.strip_prefix("http://").unwrap().to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut onward = TcpStream::connect(&server).await.unwrap();
            tokio::spawn(async move {
                let (mut from_client, mut to_client) = client.split();
                let (from_server, mut to_server) = onward.split();
                let mut answer = tokio::io::AsyncReadExt::take(from_server, bytes);
                let asks = tokio::io::copy(&mut from_client, &mut to_server);
                let answers = tokio::io::copy(&mut answer, &mut to_client);
                tokio::select! { _ = asks => {}, _ = answers => {} }
                let _ = to_client.shutdown().await;
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_that_was_killed_and_cut_off_is_the_log() {
    let setting = Setting::new().await;
    let server = setting.program.serve();

    let mut killed = setting
        .mirror(&server.url, &[])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + PATIENCE;
    while !setting.program.directory().join("mirror.db").exists() {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let file = setting.file().await;
    while count(&file).await == 0 {
        assert!(Instant::now() < deadline);
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let kept = count(&file).await;

    // The rest comes over connections that break: none carries a third of it.
    let frail = frail_way_to(&server.url, 1_000_000).await;
    let outcome = finish(&mut setting.mirror(&frail, &[]));
    let all = i64::try_from(EVENTS).unwrap() + 1;
    assert_eq!(
        succeeded(&outcome),
        format!("{} events taken\n", all - kept),
        "{kept} were there"
    );

    let outcome = finish(&mut setting.mirror(&server.url, &["--prove"]));
    let told: Vec<_> = succeeded(&outcome).lines().collect();
    assert_eq!(told[0], "0 events taken");
    let (log, mirror) = (told[1].strip_prefix("log:    "), told[2].strip_prefix("mirror: "));
    assert!(log.is_some_and(|log| log.starts_with(&format!("{all} events, sha256 "))));
    assert_eq!(log, mirror);

    // What came meanwhile is all that the next run takes.
    server.kill();
    setting.append(EVENTS..EVENTS + 10);
    let server = setting.program.serve();
    let outcome = finish(&mut setting.mirror(&server.url, &[]));
    let taken: i64 = succeeded(&outcome).split(' ').next().unwrap().parse().unwrap();
    assert!(
        (10..=11).contains(&taken),
        "{taken}, the end of the export with it"
    );
}

#[tokio::test]
async fn a_mirror_that_differs_is_told() {
    let setting = Setting::new().await;
    let server = setting.program.serve();
    succeeded(&finish(&mut setting.mirror(&server.url, &[])));
    let file = setting.file().await;
    for wrong in [
        "DELETE FROM events WHERE sequence = 4000",
        "UPDATE events SET event = CAST(replace(CAST(event AS TEXT), 'quoted', 'Quoted') AS BLOB) WHERE sequence = 3999",
    ] {
        file.execute_unprepared(wrong).await.unwrap();
        let outcome = finish(&mut setting.mirror(&server.url, &["--prove"]));
        assert!(!outcome.status.success(), "{wrong}");
        assert_eq!(outcome.stderr.trim_end(), "they differ");
        file.execute_unprepared("DELETE FROM events").await.unwrap();
        succeeded(&finish(&mut setting.mirror(&server.url, &[])));
    }
    succeeded(&finish(&mut setting.mirror(&server.url, &["--prove"])));
}

#[tokio::test]
async fn a_mirror_says_what_is_wrong() {
    let setting = Setting::new().await;
    let server = setting.program.serve();
    let outcome = finish(setting.mirror(&server.url, &[]).env("DAYBOOK_KEY", "dbk_wrong"));
    assert!(
        outcome.stderr.contains("401") && outcome.stderr.contains("\"code\""),
        "{outcome:?}"
    );
    let outcome = finish(setting.mirror(&server.url, &[]).env_remove("DAYBOOK_KEY"));
    assert!(
        outcome.stderr.contains("DAYBOOK_KEY must hold an API key"),
        "{outcome:?}"
    );
}
