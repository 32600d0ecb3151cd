//! The events that are appended: for both sides the same, made before the clock starts.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::str::FromStr;

use daybook_api::clock::Clock;
use daybook_shared::id::WorkspaceId;
use daybook_shared::timestamp::Timestamp;
use uuid::Uuid;

use super::{BATCH, Subject};
use crate::data::{Arrival, Dice, Moment, arrival, event};
use crate::outcome::{Outcome, fail};

/// The events in each of their forms.
pub struct Sent {
    /// A file of bodies of batches, one a line.
    pub batches: PathBuf,
    /// A file of bodies of single events, one a line.
    pub singles: PathBuf,
    /// What the server would store of them.
    pub arrivals: Vec<Arrival>,
}

/// Events of the last two minutes.
pub fn make(subject: &Subject<'_>, count: usize) -> Outcome<Sent> {
    const TWO_MINUTES: i64 = 120_000_000;
    let mut dice = Dice::new(6);
    let now = Clock::system().now().0;
    let (batches, singles) = (subject.file("batches.jsonl")?, subject.file("singles.jsonl")?);
    let (mut batch_file, mut single_file) = (
        BufWriter::new(File::create(&batches)?),
        BufWriter::new(File::create(&singles)?),
    );
    let mut arrivals = Vec::with_capacity(count);
    for number in 0..count {
        let moment = Moment {
            at: now - dice.between(0, TWO_MINUTES),
            is_old: false,
        };
        let event = event(&mut dice, &moment);
        let body = serde_json::to_vec(&event)?;
        single_file.write_all(&body)?;
        single_file.write_all(b"\n")?;
        let (before, after): (&[u8], &[u8]) = match number % BATCH {
            0 => (b"[", b""),
            last if last == BATCH - 1 => (b",", b"]\n"),
            _ => (b",", b""),
        };
        batch_file.write_all(before)?;
        batch_file.write_all(&body)?;
        batch_file.write_all(after)?;
        arrivals.push(arrival(&mut dice, event, 0, now)?);
    }
    batch_file.flush()?;
    single_file.flush()?;
    Ok(Sent {
        batches,
        singles,
        arrivals,
    })
}

/// Lines to import, of now and of four weeks ago: every month that the events lie in.
pub fn first_lines() -> String {
    let now = Clock::system().now();
    let of = |time: Timestamp| format!("{{\"type\":\"workspace.updated\",\"occurred_at\":\"{time}\"}}\n");
    of(now) + &of(now.plus_seconds(-4 * 7 * 24 * 60 * 60))
}

/// The id of a workspace, as the database has it.
pub fn uuid(workspace: &str) -> Outcome<Uuid> {
    let id = WorkspaceId::from_str(workspace)
        .map_err(|_| fail(format!("`{workspace}` is no id of a workspace")))?;
    Ok(id.0)
}
