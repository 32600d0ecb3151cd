//! Background work in processes of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use sea_orm::{ConnectionTrait, Statement};

use crate::support::program::{Program, end, eventually, fails};

/// A worker that has started.
fn start(program: &Program) -> Child {
    let mut command = program.command(["work"]);
    command.env("DAYBOOK_LOG", "warn").stdin(Stdio::null());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert_eq!(line, "Daybook works in the background\n");
    child
}

/// Asks a worker to stop; it must, and have nothing to complain of.
fn stop(child: Child) {
    let id = child.id().to_string();
    let killed = std::process::Command::new("kill").args(["-TERM", &id]).status();
    assert!(killed.unwrap().success());
    let outcome = end(child);
    assert!(
        outcome.status.success() && outcome.stderr.is_empty(),
        "{outcome:?}"
    );
}

/// How many slices of time have a search index.
async fn slices(program: &Program) -> i64 {
    let database = program.look().await;
    let sql = "SELECT count(*) AS slices FROM search_slices";
    let select = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(select).await.unwrap().unwrap();
    database.close().await.unwrap();
    row.try_get("", "slices").unwrap()
}

#[tokio::test]
async fn on_sqlite_it_says_who_does_the_work() {
    let program = Program::new().await;
    if program.is_sqlite() {
        let (code, message) = fails(&mut program.command(["work"]));
        assert!(code != 0 && message.contains("is for PostgreSQL"), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
}

#[tokio::test]
async fn workers_share_the_work_and_stop_when_told_to() {
    let program = Program::new().await;
    if program.is_sqlite() {
        return;
    }
    // The making of the key is an event of this month, which nobody has indexed yet.
    program.key(&program.workspace("Worked on"));
    assert_eq!(slices(&program).await, 0);
    let workers = [start(&program), start(&program)];
    eventually("this month and the next have their indexes", async || {
        (slices(&program).await == 2).then_some(())
    })
    .await;
    workers.into_iter().for_each(stop);
}

#[tokio::test]
async fn a_server_leaves_the_work_to_others_where_it_is_told_to() {
    let (idle, busy) = (Program::new().await, Program::new().await);
    if idle.is_sqlite() {
        return;
    }
    for program in [&idle, &busy] {
        program.key(&program.workspace("Worked on"));
    }
    let server = idle.serve_with(&[("DAYBOOK_NO_WORK", "true")]);
    let other = busy.serve_with(&[("DAYBOOK_NO_WORK", "false")]);
    eventually("the busy server indexes", async || {
        (slices(&busy).await == 2).then_some(())
    })
    .await;
    assert_eq!(slices(&idle).await, 0);
    drop((server, other));
    let (_, message) = fails(
        idle.command(["serve", "--listen", "127.0.0.1:0"])
            .env("DAYBOOK_NO_WORK", "perhaps"),
    );
    assert!(message.contains("--no-work"), "{message}");
}
