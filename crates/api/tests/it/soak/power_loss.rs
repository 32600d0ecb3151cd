//! Power loss, as far as it can be seen without one: what the kernel was told to force to the disk before a reply went out.
//! A kill cannot show it, because the kernel keeps what a killed process wrote.

use std::collections::HashMap;
use std::process::Command;

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

/// Whether, for every request, a process wrote the write-ahead log and what it had written was synced before the reply went out.
/// Who synced does not matter, nor what is written after that sync: it belongs to the next transaction.
fn synced_before_each_reply(calls: &[Call]) -> Result<Figures, Violation> {
    let mut is_synced: HashMap<u32, bool> = HashMap::new();
    let (mut replies, mut syncs) = (0, 0);
    for call in calls {
        match call {
            Call::Request => is_synced.clear(),
            Call::Write(process) => {
                is_synced.entry(*process).or_insert(false);
            }
            Call::Sync => {
                is_synced.values_mut().for_each(|synced| *synced = true);
                syncs += 1;
            }
            Call::Reply => {
                replies += 1;
                if is_synced.is_empty() {
                    return Err(Violation::NotOnDisk(replies, "the log was written"));
                }
                if !is_synced.values().any(|synced| *synced) {
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

#[test]
fn a_sync_counts_for_what_was_written_before_it() {
    let reply_after = |calls: &[Call]| {
        let calls = [&[Call::Request], calls, &[Call::Reply]].concat();
        synced_before_each_reply(&calls).is_ok()
    };
    assert!(reply_after(&[Call::Write(1), Call::Sync]));
    let next_transaction = [Call::Write(1), Call::Sync, Call::Write(1)];
    assert!(reply_after(&next_transaction));
    assert!(!reply_after(&[]));
    assert!(!reply_after(&[Call::Write(1)]));
    assert!(!reply_after(&[Call::Sync, Call::Write(1)]));
}

/// Looks at every process of a database: whoever needs a page on the disk writes the log up to it. Nobody is connected yet, so
/// that each connection's process is born in strace's sight.
fn look(cluster: &Cluster) -> Trace {
    let postmaster = cluster.postmaster();
    let its = children(postmaster).into_iter().map(|(process, _)| process);
    Trace::start(&its.chain([postmaster]).collect::<Vec<u32>>())
}

/// Appends one event after the other to a server that is started for it and looks at what it and its database ask of the kernel.
async fn append_and_look(
    log: &Log,
    server: Command,
    cluster: Option<&Cluster>,
    requests: usize,
) -> Result<Figures, Violation> {
    let database = cluster.map(look);
    let server = Serving::start(server);
    let trace = Trace::start(&[server.id()]);
    let url = log.url(&server.url);
    for number in 0..requests {
        let outcome = send(&server.http, &url, &log.token, &[format!("p-{number}")]).await;
        assert!(outcome.is_acked(), "{outcome:?}");
    }
    let calls = Trace::stop(database.into_iter().chain([trace]));
    let figures = synced_before_each_reply(&calls)?;
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
    let requests = Form::wanted().choose(30, 500);
    let figures = append_and_look(&log, program.server(), cluster.as_ref(), requests).await;
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
    let server = program.server_with_faults(fault);
    let violation = append_and_look(&log, server, cluster.as_ref(), 10)
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
