//! Power loss, as far as it can be seen without one: what the kernel was told to force to the disk before a reply went out.
//! A kill cannot show it, because the kernel keeps what a killed process wrote.

use super::clients::send;
use super::form::Form;
use super::is_sqlite;
use super::log::Log;
use super::report::{self, Figures};
use super::trace::{Call, Trace};
use super::unsafe_commits;
use super::violation::Violation;
use crate::support::cluster::{Cluster, children};
use crate::support::program::{Program, Serving};

const PROMISE: &str = "power loss";

/// Whether, for every request, the write-ahead log was written and then synced before the reply went out.
fn synced_before_each_reply(calls: &[Call]) -> Result<Figures, Violation> {
    let (mut is_written, mut is_synced) = (false, false);
    let (mut replies, mut syncs) = (0, 0);
    for call in calls {
        match call {
            Call::Request => (is_written, is_synced) = (false, false),
            Call::Write => (is_written, is_synced) = (true, false),
            Call::WriteAside => is_written = true,
            Call::Sync => {
                is_synced = is_written;
                syncs += 1;
            }
            Call::Reply => {
                replies += 1;
                if !is_written {
                    return Err(Violation::NotOnDisk(replies, "the log was written"));
                }
                if !is_synced {
                    return Err(Violation::NotOnDisk(replies, "the log was synced"));
                }
            }
        }
    }
    Ok(Figures::default()
        .with("replies", replies)
        .with("syncs", syncs)
        .with("replies without a sync", 0))
}

/// Appends one event after the other and looks at what the server and its database ask of the kernel.
async fn append_and_look(
    server: &Serving,
    cluster: Option<&Cluster>,
    log: &Log,
    requests: usize,
) -> Result<Figures, Violation> {
    let mut processes = vec![server.id()];
    let mut wal_writer = None;
    if let Some(cluster) = cluster {
        processes.push(cluster.postmaster());
        for (process, title) in children(cluster.postmaster()) {
            if title.contains("walwriter") {
                wal_writer = Some(process);
            } else if title.contains("127.0.0.1") {
                processes.push(process);
            }
        }
    }
    let trace = Trace::start(&processes, wal_writer);
    let url = log.url(&server.url);
    for number in 0..requests {
        let outcome = send(&server.http, &url, &log.token, &[format!("p-{number}")]).await;
        assert!(outcome.is_acked(), "{outcome:?}");
    }
    let figures = synced_before_each_reply(&trace.stop())?;
    assert_eq!(figures.get("replies"), requests, "the trace is not complete");
    Ok(figures)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reply_comes_after_a_sync() {
    let cluster = (!is_sqlite()).then(Cluster::start);
    let program = match &cluster {
        Some(cluster) => Program::on(&cluster.url).await,
        None => Program::new().await,
    };
    let log = program.new_log("Synced");
    let server = program.serve();
    let requests = Form::wanted().choose(30, 500);
    let figures = append_and_look(&server, cluster.as_ref(), &log, requests).await;
    let figures = figures.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_that_do_not_wait_for_a_sync_are_caught() {
    let cluster = (!is_sqlite()).then(Cluster::start);
    let (program, fault) = match &cluster {
        Some(cluster) => (Program::on(&cluster.url).await, unsafe_commits::ACCEPTED),
        None => (Program::new().await, "db::synchronous_normal=return"),
    };
    let log = program.new_log("Synced");
    if cluster.is_some() {
        unsafe_commits::switch_on(&program).await;
    }
    let server = program.serve_with_faults(fault);
    let violation = append_and_look(&server, cluster.as_ref(), &log, 10)
        .await
        .unwrap_err();
    let mutant = if is_sqlite() {
        "synchronous=NORMAL"
    } else {
        "synchronous_commit=off"
    };
    report::caught(PROMISE, &program, mutant, &violation);
    assert!(matches!(violation, Violation::NotOnDisk(..)), "{violation}");
}
