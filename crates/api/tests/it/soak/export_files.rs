//! An export is whole or absent: kill -9 of the server while files are made, again and again.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

use super::exported::{Expected, SLOWLY, expected, fill, finished, sha256};
use super::form::Form;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::program::Program;

const PROMISE: &str = "export whole or absent";
/// How often those are killed who make the same file.
const KILLS_OF_AN_EXPORT: usize = 3;
/// How long nothing may happen: a lease ends, and the file is made.
const GOES_ON_WITHIN: Duration = Duration::from_secs(20);
/// How long a server that has started may take to remove what others left.
const SWEPT_WITHIN: Duration = Duration::from_secs(5);

struct Kills {
    rows: usize,
    kills: usize,
}

/// All files under a directory, by their names, which are unique.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let Ok(entries) = std::fs::read_dir(directory) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.insert(path.file_name().unwrap().to_string_lossy().into_owned(), bytes);
        }
    }
    found
}

/// What can be seen is whole. What is being written is not seen under the name of a file.
fn whole_or_absent(directory: &Path, expected: &Expected) -> Result<(), Violation> {
    for (name, bytes) in files(directory) {
        if name.ends_with(".jsonl") && sha256(&bytes) != expected.sha256 {
            return Err(Violation::Partial(format!("{name}, {} bytes", bytes.len())));
        }
    }
    Ok(())
}

/// Kills servers that make files; lets the last one finish them all.
async fn kill_servers(program: &Program, kills: Kills, fault: Option<&str>) -> Result<Figures, Violation> {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let log = fill(program, kills.rows);
    let expected = expected(program, &log, kills.rows);
    let directory = program.exports_directory();
    let faults = fault.map(|fault| format!(";{fault}=return")).unwrap_or_default();
    let serve = || match fault {
        Some(fault) => program.serve_with_faults(&format!("{fault}=return")),
        None => program.serve(),
    };
    let mut asked: Vec<String> = Vec::new();
    let mut unfinished = 0;
    for round in 1..=kills.kills {
        let server = program.serve_with_faults(&format!("{SLOWLY}{faults}"));
        let before = match asked.last() {
            Some(id) => log.export(&server, id).await["state"].clone(),
            None => Value::Null,
        };
        if before != "queued" && before != "running" {
            asked.push(log.ask_for_export(&server).await);
        }
        let id = asked.last().unwrap();
        // It is begun, and some of it is written; on PostgreSQL only when the lease of the one before has ended.
        let deadline = Instant::now() + GOES_ON_WITHIN;
        loop {
            let export = log.export(&server, id).await;
            let is_begun = export["state"] == "running" && export["progress"]["rows_done"] != 0;
            if is_begun || export["state"] == "succeeded" {
                break;
            }
            if Instant::now() > deadline {
                return Err(Violation::Hung(vec![format!("{id}, {}", export["state"])]));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..500))).await;
        unfinished += usize::from(log.export(&server, id).await["state"] == "running");
        server.kill();
        whole_or_absent(&directory, &expected)?;
        // What ends those who make it again and again would be given up.
        if round % KILLS_OF_AN_EXPORT == 0 {
            let server = serve();
            finished(&log, &server, id, &expected, GOES_ON_WITHIN).await?;
            server.kill();
        }
    }
    assert!(unfinished > 0, "no kill came while a file was made");
    let server = serve();
    asked.push(log.ask_for_export(&server).await);
    for id in &asked {
        finished(&log, &server, id, &expected, GOES_ON_WITHIN).await?;
    }
    drop(server);
    // What a kill may have left in the very last moment is removed by the next start.
    let server = serve();
    nothing_is_left(&directory, 2 * asked.len()).await?;
    server.kill();
    Ok(Figures::default()
        .with("kills", kills.kills)
        .with("while a file was made", unfinished)
        .with("exports", asked.len())
        .with("rows each", expected.rows)
        .with("partial files", 0)
        .with("files left over", 0))
}

/// Waits until there are files and manifests, and nothing else.
async fn nothing_is_left(directory: &Path, wanted: usize) -> Result<(), Violation> {
    let deadline = Instant::now() + SWEPT_WITHIN;
    loop {
        let found = files(directory).len();
        assert!(found >= wanted, "a file that an export names is gone");
        if found == wanted {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(Violation::Leaked(format!(
                "{} files that no export names",
                found - wanted
            )));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn caught(fault: &str) -> Violation {
    let program = Program::new().await;
    let kills = Kills {
        rows: 12_000,
        kills: 1,
    };
    let violation = kill_servers(&program, kills, Some(fault)).await.unwrap_err();
    report::caught(PROMISE, &program, fault, &violation);
    violation
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_whole_or_absent_whatever_is_killed() {
    let program = Program::new().await;
    let kills = Form::wanted().choose(2, 20);
    let figures = kill_servers(&program, Kills { rows: 20_000, kills }, None).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_seen_before_it_is_whole_is_caught() {
    let violation = caught("export::write_in_place").await;
    assert!(matches!(violation, Violation::Partial(_)), "{violation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_ends_early_is_caught() {
    let violation = caught("export::stop_early").await;
    let is_it = matches!(violation, Violation::Partial(_) | Violation::Changed(_));
    assert!(is_it, "{violation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_nobody_removes_are_caught() {
    let violation = caught("export::leave_everything").await;
    assert!(matches!(violation, Violation::Leaked(_)), "{violation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_nobody_takes_over_is_caught() {
    let violation = caught("export::never_take_over").await;
    assert!(matches!(violation, Violation::Hung(_)), "{violation}");
}
