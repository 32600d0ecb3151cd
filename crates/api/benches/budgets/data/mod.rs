//! The databases that everything is measured on: made once for a number of rows, a schema and a generator.

mod combinations;
mod dice;
mod event;
mod kinds;
pub mod postgres;
pub mod sqlite;
mod stream;
mod words;

use std::path::PathBuf;
use std::str::FromStr;

use daybook_shared::id::WorkspaceId;
use daybook_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::cluster::Cluster;
use crate::outcome::{Outcome, fail};
use crate::place::{Engine, Place};
use crate::program::Daybook;

pub use combinations::Combinations;
pub use dice::Dice;
pub use event::{Moment, TARGETS, event};
pub use kinds::names as type_names;
use stream::SMALL_WORKSPACES;
pub use stream::{Arrival, END, SPAN, arrival};
pub use words::{AUDIENCES, FORMATS, OLD_WORD, PEOPLE, SEASONS, SUBJECTS, TONES};

/// Raised by whoever changes what is generated.
const GENERATOR: u32 = 2;

/// A filled database, and how to get in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Dataset {
    /// The events that were generated.
    pub rows: usize,
    /// Its address.
    pub url: String,
    /// The large workspace, as the API names it.
    pub workspace: String,
    /// A key that may read it, append to it and export it.
    pub key: String,
    /// Events of the large workspace.
    pub large_rows: i64,
    made_by: String,
}

impl Dataset {
    /// The large workspace, as the database names it.
    pub fn workspace_uuid(&self) -> Outcome<Uuid> {
        let id = WorkspaceId::from_str(&self.workspace).map_err(|_| fail("no id of a workspace"))?;
        Ok(id.0)
    }

    /// The SQLite file.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(self.url.trim_start_matches("sqlite://"))
    }
}

/// The database of an engine; made where it is missing or was made by another generator or for another schema.
pub fn dataset(place: &Place, engine: Engine, rows: usize, cluster: Option<&Cluster>) -> Outcome<Dataset> {
    let directory = place.of_rows(rows)?;
    let record = directory.join(format!("{engine}.json"));
    let made_by = made_by()?;
    let known = std::fs::read(&record).ok();
    let known = known.and_then(|bytes| serde_json::from_slice::<Dataset>(&bytes).ok());
    let name = format!("bench_{rows}");
    if let Some(mut known) = known.filter(|known| known.made_by == made_by) {
        if let Some(cluster) = cluster {
            known.url = cluster.url(&name);
        }
        if cluster.is_some() || known.path().exists() {
            return Ok(known);
        }
    }
    let _ = std::fs::remove_file(&record);
    let started = std::time::Instant::now();
    println!("making {rows} events on {engine}");
    let url = match cluster {
        Some(cluster) => {
            cluster.recreate(&name)?;
            cluster.url(&name)
        }
        None => {
            let path = directory.join("daybook.db");
            for suffix in ["", "-wal", "-shm", ".lock"] {
                let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
            }
            format!("sqlite://{}", path.display())
        }
    };
    let mut made = fill(engine, rows, &url)?;
    made.made_by = made_by;
    std::fs::write(&record, serde_json::to_vec_pretty(&made)?)?;
    println!("made in {} s", started.elapsed().as_secs());
    Ok(made)
}

fn fill(engine: Engine, rows: usize, url: &str) -> Outcome<Dataset> {
    let daybook = Daybook::new(url);
    daybook.run(&["migrate"])?;
    let mut names = vec!["Large".to_owned()];
    names.extend((1..=SMALL_WORKSPACES).map(|number| format!("Small {number}")));
    let mut ids = Vec::new();
    for name in &names {
        let id = daybook.run(&["workspace", "create", "--name", name, "--plan", "enterprise"])?;
        ids.push(WorkspaceId::from_str(&id).map_err(|_| fail(format!("`{id}` is no id of a workspace")))?);
    }
    let uuids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    match engine {
        Engine::Sqlite => {
            let lines = first_events();
            let mut wanted = lines.as_str();
            for id in &ids {
                daybook.run_with_input(&["import", "--workspace", &id.to_string()], wanted)?;
                wanted = lines.lines().next().unwrap_or_default();
            }
            sqlite::fill(
                PathBuf::from(url.trim_start_matches("sqlite://")).as_path(),
                rows,
                &uuids,
            )?;
        }
        Engine::Postgres => {
            let runtime = tokio::runtime::Runtime::new()?;
            postgres::fill(&runtime, url, rows, &uuids)?;
            // An import ends by making the search indexes that are missing.
            daybook.run_with_input(&["import", "--workspace", &ids[0].to_string()], "")?;
            postgres::settle(&runtime, url)?;
        }
    }
    let large = ids[0].to_string();
    let scopes = ["events:read", "events:write", "exports:write"];
    let mut create = vec!["key", "create", "--workspace", &large, "--name", "bench"];
    create.extend(scopes.iter().flat_map(|scope| ["--scope", scope]));
    Ok(Dataset {
        rows,
        url: url.to_owned(),
        key: daybook.run(&create)?,
        workspace: large,
        large_rows: i64::try_from(rows)? * 6 / 10,
        made_by: String::new(),
    })
}

/// An event in every month: by them the server makes its search tables, and by one of them it numbers a workspace.
fn first_events() -> String {
    const DAYS: i64 = 24 * 60 * 60 * 1_000_000;
    let mut lines = String::new();
    let mut at = END - SPAN;
    while at < END + 20 * DAYS {
        lines.push_str(&format!(
            "{{\"type\":\"workspace.updated\",\"occurred_at\":\"{}\"}}\n",
            Timestamp(at.min(END))
        ));
        at += 20 * DAYS;
    }
    lines
}

/// What decides whether a database can be used again: this generator, and the newest step of the schema.
fn made_by() -> Outcome<String> {
    let steps = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/migrations"))?;
    let names = steps.map(|step| Ok(step?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect::<Outcome<_>>()?;
    names.sort();
    names.retain(|name| name != "mod.rs");
    Ok(format!(
        "generator {GENERATOR}, schema {}",
        names.pop().unwrap_or_default()
    ))
}
