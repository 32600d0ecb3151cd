//! The budgets of Daybook, measured side by side with the limit or with what a user would take instead.
//! docs/performance.md says how to run it and what its rows mean.

mod cluster;
mod data;
mod figures;
mod load;
mod machine;
mod measures;
mod memory;
mod outcome;
mod place;
mod program;
mod table;

use std::process::ExitCode;

use clap::Parser;
use daybook_api::clock::Clock;

use cluster::Cluster;
use figures::shown;
use measures::{MEASURES, Subject};
use outcome::Outcome;
use place::{Engine, Place};
use table::Row;

/// Measures the budgets and prints one table.
#[derive(Debug, Parser)]
struct Options {
    /// Events in the databases; three of five belong to one workspace.
    #[arg(long, default_value_t = 200_000, value_parser = rows)]
    rows: usize,
    /// The engines, separated by spaces.
    #[arg(long, value_enum, value_delimiter = ' ', default_values_t = [Engine::Sqlite, Engine::Postgres])]
    engines: Vec<Engine>,
    /// Only these lines, such as `P1,P4`.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Only make the databases.
    #[arg(long)]
    prepare: bool,
    /// What cargo passes.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Fewer would leave nothing to page through.
const FEWEST_ROWS: usize = 10_000;

fn rows(text: &str) -> Result<usize, String> {
    match text.replace(['_', ','], "").parse() {
        Ok(rows) if rows >= FEWEST_ROWS => Ok(rows),
        _ => Err(format!("use a number from {FEWEST_ROWS} on")),
    }
}

fn main() -> ExitCode {
    daybook_api::tls::provide();
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
    let machine = machine::description();
    let syncs = machine::syncs_per_second(place.path())?;
    let mut rows = Vec::new();
    for engine in &options.engines {
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::start(&place)?),
        };
        let dataset = data::dataset(&place, *engine, options.rows, cluster.as_ref())?;
        let _held = memory::hold(&match &cluster {
            Some(cluster) => cluster.data().join("base"),
            None => dataset.path(),
        })?;
        if let Some(cluster) = &cluster {
            cluster.warm(&dataset.url)?;
        }
        let subject = Subject {
            place: &place,
            engine: *engine,
            dataset: &dataset,
            cluster: cluster.as_ref(),
        };
        if !options.prepare {
            measure(options, &subject, &mut rows);
        }
    }
    if options.prepare {
        return Ok(());
    }
    let text = format!(
        "{} · {machine} · {} rows · {} fsync/s\n\n{}",
        Clock::system().now(),
        shown(options.rows as f64),
        shown(syncs),
        table::markdown(&rows)
    );
    std::fs::write(place.path().join("table.md"), &text)?;
    println!("\n{text}");
    let missed = rows.iter().filter(|row| row.is_met() == Some(false)).count();
    println!("{missed} of {} rows miss their budget", rows.len());
    Ok(())
}

/// Measures line after line; one that cannot be measured says why and does not end the run.
fn measure(options: &Options, subject: &Subject<'_>, rows: &mut Vec<Row>) {
    for (number, measure) in MEASURES {
        if !options.only.is_empty() && !options.only.iter().any(|only| only.eq_ignore_ascii_case(number)) {
            continue;
        }
        println!("{number} on {}", subject.engine);
        match measure(subject) {
            Ok(measured) => {
                print!("{}", table::markdown(&measured));
                rows.extend(measured);
            }
            Err(error) => {
                println!("{number} failed: {error}");
                rows.push(Row::missing(
                    number,
                    "could not be measured",
                    subject.engine,
                    error.to_string(),
                ));
            }
        }
    }
}
