//! `daybook export`: a workspace's events as a file or on standard output.

use std::fs::File;
use std::io::{self, IsTerminal, StdoutLock, Write};
use std::path::PathBuf;

use chrono_tz::Tz;
use clap::Args;
use daybook_shared::event::{EventError, NewEvent};
use daybook_shared::export::{ExportColumn, ExportFormat};
use daybook_shared::filter::EventFilter;
use daybook_shared::id::{ExportId, WorkspaceId};
use daybook_shared::page::{Order, Sort};
use daybook_shared::problem::FieldError;
use daybook_shared::timestamp::Timestamp;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::Failure;
use super::signals::Signals;
use crate::append::daybook;
use crate::error::{ApiError, ApiResult};
use crate::export::{FileOptions, Formatter, Pace, Reading, Wanted, WholeFile, journal, select};
use crate::people;
use crate::state::AppState;
use crate::store::events::query::ListQuery;
use crate::store::visibility::Visibility;

/// Which events, in which form, and where to.
///
/// On SQLite no server may run on the same file meanwhile.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Whose events, by id or exact name.
    #[arg(long)]
    workspace: String,
    /// `csv`: one column for each field. `jsonl`: the stored bytes, one event a line. `xlsx`: a workbook for Excel.
    #[arg(long, value_parser = parse_format)]
    format: ExportFormat,
    /// Which events, as in the address of the log: `state=failed&range=7d`; all of them, where absent.
    #[arg(long)]
    filter: Option<String>,
    /// By which key they are ordered: `occurred` or `sequence`.
    #[arg(long, default_value = "occurred", value_parser = parse_sort)]
    sort: Sort,
    /// `desc`, the newest first, or `asc`.
    #[arg(long, default_value = "desc", value_parser = parse_order)]
    order: Order,
    /// CSV and Excel: the columns, separated by commas; all of them, where absent.
    #[arg(long, value_delimiter = ',', value_parser = parse_column)]
    columns: Vec<ExportColumn>,
    /// CSV and Excel: the zone whose local times are written, such as `Europe/Dublin`; UTC, where absent.
    #[arg(long, value_parser = parse_time_zone)]
    time_zone: Option<Tz>,
    /// CSV: begin with a byte-order mark, by which Excel knows that it is UTF-8.
    #[arg(long)]
    bom: bool,
    /// The file, which is there whole or not at all; standard output, where absent.
    #[arg(long)]
    output: Option<PathBuf>,
}

/// Runs the export.
pub async fn run(args: ExportArgs, state: &AppState) -> Result<(), Failure> {
    let workspace = WorkspaceId(people::find_workspace(&state.database, &args.workspace).await?.id);
    let filter = filter(args.filter.as_deref().unwrap_or_default())?;
    let now = state.clock.now();
    let formatter = Formatter::new(args.options(now)?)?;
    let wanted = Wanted {
        workspace: workspace.0,
        visibility: Visibility::All,
        filter,
        sort: args.sort,
        order: args.order,
    };
    let query = select(&state.database, wanted, now).await?;
    let is_file = args.output.is_some();
    let output = Output::open(args.output)?;
    let journal = Journal {
        state,
        workspace,
        id: ExportId(state.clock.new_uuid()),
        format: args.format,
        filter: query.filter.clone(),
    };
    // Before the first row leaves: no copy is made that the log does not know of.
    journal.requested().await?;
    match copy(state, query, formatter, output).await {
        Ok(rows) => {
            journal.completed(rows).await?;
            if is_file {
                println!("{rows} events written");
            }
            Ok(())
        }
        Err(broken) => {
            // The database may be why: the reason of the export is the one to tell.
            if let Err(error) = journal.failed(&broken).await {
                tracing::error!(%error, "the log could not be told that the export failed");
            }
            Err(broken.into())
        }
    }
}

impl ExportArgs {
    fn options(&self, now: Timestamp) -> Result<FileOptions, Failure> {
        let of_columns = [
            ("--columns", !self.columns.is_empty()),
            ("--time-zone", self.time_zone.is_some()),
        ];
        let given = of_columns.iter().find(|(_, is_given)| *is_given);
        if let (false, Some((flag, _))) = (self.format.has_columns(), given) {
            return Err(Failure::new(format!(
                "{flag}: is for CSV and Excel; JSON Lines are the stored bytes, so leave it out or use `--format csv`"
            )));
        }
        if self.bom && self.format != ExportFormat::Csv {
            return Err(Failure::new(
                "--bom: is for CSV; leave it out or use `--format csv`",
            ));
        }
        let mut options = FileOptions::of(self.format, now);
        options.byte_order_mark = self.bom;
        options.time_zone = self.time_zone.unwrap_or(options.time_zone);
        if !self.columns.is_empty() {
            options.columns.clone_from(&self.columns);
        }
        Ok(options)
    }
}

/// The filter of an address's query; a wrong one names every mistake, one a line.
fn filter(query: &str) -> Result<EventFilter, Failure> {
    let pairs = form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
    EventFilter::from_pairs(pairs).map_err(|errors| {
        let line = |error: &FieldError| format!("--filter: `{}`: {}", error.pointer, error.detail);
        Failure::new(errors.iter().map(line).collect::<Vec<_>>().join("\n"))
    })
}

/// Why an export is not whole.
enum Broken {
    Reading(ApiError),
    Writing(io::Error),
    Interrupted,
}

impl Broken {
    fn code(&self) -> &'static str {
        match self {
            Self::Reading(_) => "reading_failed",
            Self::Writing(_) => "writing_failed",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Reading(error) => error.into(),
            Broken::Writing(error) => {
                Self::new(format!("the export is not whole: it cannot be written: {error}"))
            }
            Broken::Interrupted => Self::new("the export was interrupted; there is no file"),
        }
    }
}

impl From<ApiError> for Broken {
    fn from(error: ApiError) -> Self {
        Self::Reading(error)
    }
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Writing(error)
    }
}

/// Where the bytes go.
enum Output {
    Stdout(StdoutLock<'static>),
    File(Box<WholeFile>),
}

impl Output {
    fn open(path: Option<PathBuf>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self::Stdout(io::stdout().lock()));
        };
        let file = WholeFile::create(&path).map_err(|error| {
            Failure::new(format!("--output: `{}` cannot be made: {error}", path.display()))
        })?;
        Ok(Self::File(Box::new(file)))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.write_all(bytes),
            Self::File(file) => file.write_all(bytes),
        }
    }

    fn copy(&mut self, from: &mut File) -> io::Result<u64> {
        match self {
            Self::Stdout(stdout) => io::copy(from, stdout),
            Self::File(file) => io::copy(from, file),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut stdout) => stdout.flush(),
            Self::File(file) => file.publish(),
        }
    }
}

/// Copies the rows; answers how many there were.
async fn copy(
    state: &AppState,
    query: ListQuery,
    mut formatter: Formatter,
    mut output: Output,
) -> Result<u64, Broken> {
    let progress = progress_bar(&query);
    let mut signals = match &output {
        // They end the process as ever, also while nobody reads what is written.
        Output::Stdout(_) => Signals::leave(),
        // The half-written file is taken away first.
        Output::File(_) => Signals::take()?,
    };
    let mut reading = Reading::start(state.database.clone(), query, Pace::FILE);
    let mut bytes = Vec::new();
    let mut count = 0;
    formatter.begin(&mut bytes)?;
    loop {
        output.write(&bytes)?;
        bytes.clear();
        let rows = tokio::select! {
            rows = reading.next() => rows?,
            () = signals.wait() => return Err(Broken::Interrupted),
        };
        let Some(rows) = rows else { break };
        formatter.rows(&rows, &mut bytes)?;
        count += rows.len() as u64;
        progress.set_position(count);
    }
    let finishing = tokio::task::spawn_blocking(move || formatter.finish());
    let rest = tokio::select! {
        rest = finishing => rest.map_err(ApiError::internal)??,
        () = signals.wait() => return Err(Broken::Interrupted),
    };
    if let Some(mut rest) = rest {
        output.copy(&mut rest)?;
    }
    output.finish()?;
    progress.finish_and_clear();
    Ok(count)
}

fn progress_bar(query: &ListQuery) -> ProgressBar {
    // Without a filter every place in the log up to its head is a row.
    let total = query
        .filter
        .is_empty()
        .then(|| query.up_to.and_then(|head| u64::try_from(head).ok()))
        .flatten();
    let progress = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{bar:30} {human_pos} of {human_len} events, {eta} left",
        None => "{spinner} {human_pos} events, {per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        progress.set_style(style);
    }
    if !io::stderr().is_terminal() {
        progress.set_draw_target(ProgressDrawTarget::hidden());
    }
    progress
}

/// What the log is told of the export: that it was asked for, and how it ended, joined by the export's id.
struct Journal<'s> {
    state: &'s AppState,
    workspace: WorkspaceId,
    id: ExportId,
    format: ExportFormat,
    filter: EventFilter,
}

impl Journal<'_> {
    async fn requested(&self) -> ApiResult<()> {
        let sentence = "Daybook began an export for an operator, on the command line";
        self.record(NewEvent::new("export.requested"), sentence.to_owned(), None)
            .await
    }

    async fn completed(&self, rows: u64) -> ApiResult<()> {
        let sentence = "Daybook completed an export for an operator, on the command line";
        self.record(NewEvent::new("export.completed"), sentence.to_owned(), Some(rows))
            .await
    }

    async fn failed(&self, broken: &Broken) -> ApiResult<()> {
        let sentence = "An export for an operator failed, on the command line";
        let event = NewEvent {
            error: Some(EventError {
                code: broken.code().to_owned(),
                reason: None,
            }),
            ..NewEvent::new("export.failed")
        };
        self.record(event, sentence.to_owned(), None).await
    }

    async fn record(&self, event: NewEvent, description: String, rows: Option<u64>) -> ApiResult<()> {
        let mut metadata = journal::what(self.format, &self.filter);
        if let Some(rows) = rows {
            metadata.insert("rows".to_owned(), json!(rows));
        }
        let event = NewEvent {
            actor: Some(daybook()),
            correlation_id: Some(self.id.to_string()),
            description: Some(description),
            metadata: Some(metadata),
            ..event
        };
        self.state.appender.record(self.workspace, event).await?;
        Ok(())
    }
}

fn parse_format(name: &str) -> Result<ExportFormat, String> {
    ExportFormat::find(name).ok_or_else(|| "use `csv`, `jsonl` or `xlsx`".to_owned())
}

fn parse_sort(name: &str) -> Result<Sort, String> {
    [Sort::Occurred, Sort::Sequence]
        .into_iter()
        .find(|sort| sort.as_str() == name)
        .ok_or_else(|| "use `occurred` or `sequence`".to_owned())
}

fn parse_order(name: &str) -> Result<Order, String> {
    [Order::Desc, Order::Asc]
        .into_iter()
        .find(|order| order.as_str() == name)
        .ok_or_else(|| "use `desc` or `asc`".to_owned())
}

fn parse_column(name: &str) -> Result<ExportColumn, String> {
    ExportColumn::find(name).ok_or_else(|| {
        let names: Vec<&str> = ExportColumn::ALL.iter().map(|column| column.name()).collect();
        format!("use some of {}", names.join(", "))
    })
}

fn parse_time_zone(name: &str) -> Result<Tz, String> {
    name.parse()
        .map_err(|_| "use an IANA name such as `Europe/Dublin` or `UTC`".to_owned())
}
