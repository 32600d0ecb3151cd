//! The budgets of Daybook, measured side by side with the limit or with what a user would take instead.
//! docs/performance.md says how to run it and what its rows mean.

mod cluster;
mod data;
mod outcome;
mod place;
mod program;

use std::process::ExitCode;

use clap::Parser;

use cluster::Cluster;
use outcome::Outcome;
use place::{Engine, Place};

/// Measures the budgets and prints one table.
#[derive(Debug, Parser)]
struct Options {
    /// Events in the databases; three of five belong to one workspace.
    #[arg(long, default_value_t = 200_000)]
    rows: usize,
    /// The engines, separated by spaces or commas.
    #[arg(long, value_enum, value_delimiter = ' ', default_values_t = [Engine::Sqlite, Engine::Postgres])]
    engines: Vec<Engine>,
    /// Only make the databases.
    #[arg(long)]
    prepare: bool,
    /// What cargo passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Outcome<()> {
    let place = Place::new()?;
    for engine in &options.engines {
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::start(&place)?),
        };
        let dataset = data::dataset(&place, *engine, options.rows, cluster.as_ref())?;
        println!("{}", serde_json::to_string_pretty(&dataset)?);
    }
    Ok(())
}
