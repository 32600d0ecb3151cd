//! `pgbench`: the same statement, prepared, with nothing between it and the server.

use std::path::Path;
use std::process::Command;

use crate::cluster::{Cluster, checked};
use crate::outcome::{Outcome, fail};

/// Transactions a second of a script.
pub fn run(cluster: &Cluster, database: &str, script: &Path, clients: usize, seconds: u64) -> Outcome<f64> {
    let mut command = Command::new(cluster.program("pgbench"));
    command
        .args([
            "-n",
            "-M",
            "prepared",
            "-h",
            "127.0.0.1",
            "-U",
            "postgres",
            "-j",
            "1",
        ])
        .args([
            "-p",
            &cluster.port().to_string(),
            "-c",
            &clients.to_string(),
            "-T",
            &seconds.to_string(),
            "-f",
        ])
        .arg(script)
        .arg(database);
    let text = checked(command.output()?, "pgbench")?;
    let rate = text.lines().find_map(|line| {
        line.strip_prefix("tps = ")?
            .split_whitespace()
            .next()?
            .parse()
            .ok()
    });
    rate.ok_or_else(|| fail(format!("pgbench said no rate: {text}")))
}
