//! `daybook import`: JSON Lines of events, from a file or standard input.
//!
//! Batches are committed as they are read. Each event's idempotency key makes a second run harmless: what is there
//! is passed over, so an interrupted import is resumed by running it again. A wrong line ends the import; all lines
//! before it are stored.

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
use crate::error::{ApiError, ApiResult};
use crate::http::json;
use crate::people;
use crate::state::AppState;
use crate::store::events;

/// Most wrong fields that are named; the rest is counted.
const MOST_NAMED: usize = 20;

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
    loop {
        number += 1;
        let line = match next_line(&mut lines) {
            Ok(Some(line)) => line,
            Ok(None) => break,
            Err(reason) => return Err(import.stopped_by(number, &reason).await),
        };
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
fn next_line(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut line = Vec::new();
    let most = MAX_EVENT_BYTES as u64 + 2;
    let read = input.by_ref().take(most).read_until(b'\n', &mut line);
    if read.map_err(|error| error.to_string())? == 0 {
        return Ok(None);
    }
    if line.trim_ascii_end().len() > MAX_EVENT_BYTES {
        return Err(format!(
            "longer than {MAX_EVENT_BYTES} bytes, the most an event may have"
        ));
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
        let mut event: Value = match json::read(line.trim_ascii()) {
            Ok(event) => event,
            Err(error) => return Err(self.stopped_by(number, &of_line(&error.detail)).await),
        };
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

    /// Commits what was read before a line that cannot be; answers the reason to stop.
    async fn stopped_by(&mut self, number: usize, reason: &str) -> Failure {
        match self.commit().await {
            Ok(()) => Failure::new(format!("line {number}: {reason}\n{}", self.stored_before(number))),
            Err(earlier) => earlier,
        }
    }

    /// Commits the batch. Where lines are wrong, commits those before the first of them and names them.
    async fn commit(&mut self) -> Result<(), Failure> {
        let mut batch = std::mem::take(&mut self.batch);
        let Err(error) = self.append(&batch).await else {
            return Ok(());
        };
        let Some(first) = error
            .errors
            .iter()
            .filter_map(|field| index_of(&field.pointer))
            .min()
        else {
            return Err(error.into());
        };
        let numbers: Vec<usize> = batch.iter().map(|line| line.number).collect();
        batch.truncate(first);
        self.append(&batch).await?;
        let named = named_by_line(&error, &numbers);
        let stored = self.stored_before(numbers.get(first).copied().unwrap_or_default());
        Err(Failure::new(format!("{named}{stored}")))
    }

    async fn append(&mut self, batch: &[Line]) -> ApiResult<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let values = batch
            .iter()
            .enumerate()
            .map(|(index, line)| (format!("/{index}"), line.event.clone()))
            .collect();
        let events = self.state.appender.parse(values)?;
        let appended = self
            .state
            .appender
            .append(self.workspace, events, &daybook(), self.unknown)
            .await?;
        let created = appended
            .iter()
            .filter(|event| event.status == AppendStatus::Created)
            .count();
        let is_grown = |created: usize| created >= events::QUICK_GROWTH_BATCHES * MAX_BATCH_EVENTS;
        if !is_grown(self.counts.created) && is_grown(self.counts.created + created) {
            events::refresh_statistics(&self.state.database).await?;
        }
        self.counts.created += created;
        self.counts.duplicate += appended.len() - created;
        Ok(())
    }

    fn stored_before(&self, number: usize) -> String {
        format!(
            "the lines before line {number} are stored: {} now, {} were there already",
            self.counts.created, self.counts.duplicate
        )
    }
}

/// What is wrong with a request's body, said of a line.
fn of_line(detail: &str) -> String {
    detail
        .replacen("the body", "the line", 1)
        .replacen(" at line 1 column ", " at column ", 1)
}

fn key_of(number: usize, line: &[u8]) -> String {
    let digest = Sha256::digest(line.trim_ascii());
    let hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("import-{number}-{hex}")
}

/// The place in its batch that a pointer begins with.
fn index_of(pointer: &str) -> Option<usize> {
    pointer.split('/').nth(1)?.parse().ok()
}

/// The refusal of a batch, its pointers turned into line numbers; one line for each error.
fn named_by_line(error: &ApiError, numbers: &[usize]) -> String {
    let mut text = String::new();
    for field in error.errors.iter().take(MOST_NAMED) {
        let line = index_of(&field.pointer).and_then(|index| numbers.get(index));
        let place = field.pointer.splitn(3, '/').nth(2);
        let place = place.map(|place| format!(", /{place}")).unwrap_or_default();
        let line = line.copied().unwrap_or_default();
        text.push_str(&format!("line {line}{place}: {}\n", field.detail));
    }
    let more = error.errors.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        text.push_str(&format!("and {more} more in the same batch\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_refused_before_they_fill_the_memory() {
        let text = [
            vec![b'x'; MAX_EVENT_BYTES],
            b"\n".to_vec(),
            vec![b'y'; MAX_EVENT_BYTES + 1],
            b"\n".to_vec(),
        ]
        .concat();
        let mut input = BufReader::new(text.as_slice());
        assert_eq!(next_line(&mut input).unwrap().unwrap().len(), MAX_EVENT_BYTES + 1);
        assert!(next_line(&mut input).unwrap_err().starts_with("longer than"));
    }
}
