//! `daybook import`: JSON Lines of events, from a file or standard input.
//!
//! Batches are committed as they are read. Each event's idempotency key makes a second run harmless: what is there
//! is passed over, so an interrupted import is resumed by running it again.

use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::PathBuf;

use clap::Args;
use daybook_shared::event::AppendStatus;
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::{MAX_BATCH_EVENTS, MAX_EVENT_BYTES};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Failure;
use crate::append::{UnknownTypes, daybook};
use crate::error::ApiError;
use crate::http::json;
use crate::people;
use crate::state::AppState;
use crate::store::events;

/// Which events, and where to.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The workspace that gets them, by id or exact name.
    #[arg(long)]
    workspace: String,
    /// Register event types that nobody registered yet.
    #[arg(long)]
    register_types: bool,
    /// JSON Lines, one event a line; standard input where absent.
    file: Option<PathBuf>,
}

/// What an import did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Counts {
    created: usize,
    duplicate: usize,
}

/// Runs the import.
pub async fn run(args: ImportArgs, state: &AppState) -> Result<(), Failure> {
    let workspace = WorkspaceId(people::find_workspace(&state.database, &args.workspace).await?.id);
    let unknown = if args.register_types {
        UnknownTypes::Register
    } else {
        UnknownTypes::Refuse
    };
    let (input, bytes) = open(args.file.as_ref())?;
    let progress = progress_bar(bytes);
    let mut import = Import {
        state,
        workspace,
        unknown,
        counts: Counts::default(),
        batch: Vec::new(),
    };
    let mut lines = BufReader::new(progress.wrap_read(input));
    let mut number = 0;
    while let Some(line) = next_line(&mut lines, number + 1)? {
        number += 1;
        if !line.trim_ascii().is_empty() {
            import.add(number, &line).await?;
            progress.set_message(format!(
                "{} stored, {} there already",
                import.counts.created, import.counts.duplicate
            ));
        }
    }
    import.commit().await?;
    progress.finish_and_clear();
    events::ensure_slices(&state.database, state.clock.now().0).await?;
    println!(
        "{} events stored, {} were there already",
        import.counts.created, import.counts.duplicate
    );
    Ok(())
}

type Input = Box<dyn Read + Send>;

fn open(file: Option<&PathBuf>) -> Result<(Input, Option<u64>), Failure> {
    let Some(path) = file else {
        return Ok((Box::new(std::io::stdin()), None));
    };
    let file =
        std::fs::File::open(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    let bytes = file.metadata()?.len();
    Ok((Box::new(file), Some(bytes)))
}

fn progress_bar(bytes: Option<u64>) -> ProgressBar {
    let progress = ProgressBar::with_draw_target(bytes, ProgressDrawTarget::stderr());
    let template = match bytes {
        Some(_) => "{bar:30} {bytes}/{total_bytes}, {eta} left · {msg}",
        None => "{spinner} {bytes} read · {msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        progress.set_style(style);
    }
    if !std::io::stderr().is_terminal() {
        progress.set_draw_target(ProgressDrawTarget::hidden());
    }
    progress
}

/// A line without its end; one that is longer than an event may be is refused before it fills the memory.
fn next_line(input: &mut impl BufRead, number: usize) -> Result<Option<Vec<u8>>, Failure> {
    let mut line = Vec::new();
    let most = MAX_EVENT_BYTES as u64 + 2;
    if input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.trim_ascii_end().len() > MAX_EVENT_BYTES {
        return Err(Failure::new(format!(
            "line {number}: longer than {MAX_EVENT_BYTES} bytes, the most an event may have; lines before it are stored"
        )));
    }
    Ok(Some(line))
}

struct Line {
    number: usize,
    event: Value,
}

struct Import<'s> {
    state: &'s AppState,
    workspace: WorkspaceId,
    unknown: UnknownTypes,
    counts: Counts,
    batch: Vec<Line>,
}

impl Import<'_> {
    async fn add(&mut self, number: usize, line: &[u8]) -> Result<(), Failure> {
        let mut event: Value =
            json::read(line).map_err(|error| Failure::new(format!("line {number}: {}", error.detail)))?;
        if let Value::Object(fields) = &mut event {
            // Without a key of its own, the line itself is the key: the same file again adds nothing.
            fields
                .entry("idempotency_key")
                .or_insert_with(|| Value::String(key_of(number, line)));
        }
        self.batch.push(Line { number, event });
        if self.batch.len() == MAX_BATCH_EVENTS {
            self.commit().await
        } else {
            Ok(())
        }
    }

    async fn commit(&mut self) -> Result<(), Failure> {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() {
            return Ok(());
        }
        let numbers: Vec<usize> = batch.iter().map(|line| line.number).collect();
        let values = batch
            .into_iter()
            .enumerate()
            .map(|(index, line)| (format!("/{index}"), line.event))
            .collect();
        let named = |error: ApiError| named_by_line(error, &numbers, self.counts);
        let events = self.state.appender.parse(values).map_err(named)?;
        let appended = self
            .state
            .appender
            .append(self.workspace, events, &daybook(), self.unknown)
            .await
            .map_err(named)?;
        let created = appended
            .iter()
            .filter(|event| event.status == AppendStatus::Created)
            .count();
        self.counts.created += created;
        self.counts.duplicate += appended.len() - created;
        Ok(())
    }
}

fn key_of(number: usize, line: &[u8]) -> String {
    let digest = Sha256::digest(line.trim_ascii());
    let hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("import-{number}-{hex}")
}

/// The refusal of a batch, its pointers turned into line numbers.
fn named_by_line(error: ApiError, numbers: &[usize], counts: Counts) -> Failure {
    if error.errors.is_empty() {
        return error.into();
    }
    let mut text = format!(
        "{} events stored, {} were there already; then these were wrong, and their batch of {} was not stored:",
        counts.created,
        counts.duplicate,
        numbers.len()
    );
    for field in error.errors.iter().take(20) {
        let mut parts = field.pointer.trim_start_matches('/').splitn(2, '/');
        let index: usize = parts.next().and_then(|index| index.parse().ok()).unwrap_or(0);
        let line = numbers.get(index).copied().unwrap_or(0);
        text.push_str(&format!(
            "\n  line {line}, /{}: {}",
            parts.next().unwrap_or_default(),
            field.detail
        ));
    }
    let more = error.errors.len().saturating_sub(20);
    if more > 0 {
        text.push_str(&format!("\n  and {more} more"));
    }
    Failure::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_refused_by_number() {
        let text = [
            vec![b'x'; MAX_EVENT_BYTES],
            b"\n".to_vec(),
            vec![b'y'; MAX_EVENT_BYTES + 1],
            b"\n".to_vec(),
        ]
        .concat();
        let mut input = BufReader::new(text.as_slice());
        assert_eq!(
            next_line(&mut input, 1).unwrap().unwrap().len(),
            MAX_EVENT_BYTES + 1
        );
        assert!(
            next_line(&mut input, 2)
                .unwrap_err()
                .to_string()
                .starts_with("line 2:")
        );
    }
}
