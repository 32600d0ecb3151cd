//! P5: the large workspace as CSV, against what the engine's own tool writes of the same rows.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::Subject;
use crate::cluster::checked;
use crate::figures::{median, shown};
use crate::load::TURNS;
use crate::machine::{MemoryWatch, private_memory};
use crate::outcome::{Outcome, fail};
use crate::place::Engine;
use crate::table::Row;

pub(super) const LEAST: f64 = 0.5;
pub(super) const MOST_MIB: f64 = 32.0;

/// Both in turns: the same fields, which the engine takes out of the stored body; and the bare columns.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let help = subject.daybook().command().args(["export", "--help"]).output()?;
    if !help.status.success() {
        return Ok(vec![Row::missing(
            "P5",
            "CSV export",
            subject.engine,
            "this daybook has no `export` command",
        )]);
    }
    let events = count(subject)?;
    let idle = {
        let server = subject.serve()?;
        std::thread::sleep(std::time::Duration::from_secs(1));
        private_memory(server.id())?
    };
    let (mut ours, mut memory, mut fields, mut columns) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let (rate, most) = ours_once(subject, events)?;
        ours.push(rate);
        memory.push(most);
        fields.push(limit_once(subject, events, &fields_of(subject.engine))?);
        columns.push(limit_once(subject, events, COLUMNS)?);
    }
    let ours = median(ours);
    let tool = tool(subject.engine);
    let work = |of: &str| format!("CSV export of {} events, {of}", shown(events));
    let rate = |of, limit| {
        Row::rate(
            "P5",
            work(of),
            subject.engine,
            "rows/s",
            ours,
            (tool, median(limit)),
            LEAST,
        )
    };
    let over_idle = memory.iter().copied().fold(0.0, f64::max) - idle;
    Ok(vec![
        rate("the same fields", fields),
        rate("against bare columns and body", columns),
        Row::at_most(
            "P5",
            "private memory over idle while exporting",
            subject.engine,
            "MiB",
            (over_idle, ""),
            MOST_MIB,
        ),
    ])
}

/// What writes the limit.
pub(super) const fn tool(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite3 -csv",
        Engine::Postgres => "psql \\copy",
    }
}

/// Exports once without a clock and counts the records, so that a fast but short file is no success.
fn count(subject: &Subject<'_>) -> Outcome<f64> {
    let mut child = export(subject).stdout(Stdio::piped()).spawn()?;
    let mut output = child.stdout.take().ok_or_else(|| fail("no output"))?;
    let (mut buffer, mut is_quoted, mut records) = (vec![0; 1 << 16], false, 0i64);
    loop {
        let length = output.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        for byte in &buffer[..length] {
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\n' if !is_quoted => records += 1,
                _ => {}
            }
        }
    }
    if !child.wait()?.success() {
        return Err(fail("daybook export failed"));
    }
    let events = records - 1;
    let least = subject.dataset.large_rows * 98 / 100;
    if events < least {
        return Err(fail(format!(
            "daybook export wrote {events} events; the workspace has more than {least}"
        )));
    }
    Ok(events as f64)
}

fn export(subject: &Subject<'_>) -> Command {
    let mut command = subject.daybook().command();
    command.args([
        "export",
        "--workspace",
        &subject.dataset.workspace,
        "--format",
        "csv",
    ]);
    command
}

/// Rows a second, and the most private memory in MiB.
fn ours_once(subject: &Subject<'_>, events: f64) -> Outcome<(f64, f64)> {
    let started = Instant::now();
    let mut child = export(subject).stdout(Stdio::null()).spawn()?;
    let watch = MemoryWatch::start(child.id());
    let status = child.wait()?;
    let rate = events / started.elapsed().as_secs_f64();
    let most = watch.finish();
    if status.success() {
        Ok((rate, most))
    } else {
        Err(fail("daybook export failed"))
    }
}

/// Rows a second that the engine's own tool writes.
pub(super) fn limit_once(subject: &Subject<'_>, events: f64, columns: &str) -> Outcome<f64> {
    let workspace = subject.dataset.workspace_uuid()?;
    let mut command = match (subject.engine, subject.cluster) {
        (Engine::Postgres, Some(cluster)) => {
            let rows = format!(
                // OFFSET 0 keeps the body from being parsed once for each field.
                "SELECT {columns} FROM (SELECT *, {PARSED} AS parsed FROM events WHERE workspace_id = '{workspace}' \
                 ORDER BY occurred_at DESC, sequence DESC OFFSET 0) AS events",
                PARSED = if columns == COLUMNS { "NULL" } else { "body::jsonb" }
            );
            let mut command = Command::new(cluster.program("psql"));
            command.args([
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                &subject.dataset.url,
                "-c",
            ]);
            command.arg(format!(
                "\\copy ({rows}) TO '/dev/null' WITH (FORMAT csv, HEADER)"
            ));
            command
        }
        _ => {
            let rows = format!(
                "SELECT {columns} FROM events WHERE workspace_id = x'{}' ORDER BY occurred_at DESC, sequence DESC",
                workspace.simple()
            );
            let mut command = Command::new("sqlite3");
            command
                .args(["-readonly", "-csv", "-header"])
                .arg(subject.dataset.path())
                .arg(rows);
            command
        }
    };
    let started = Instant::now();
    let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    let rate = events / started.elapsed().as_secs_f64();
    checked(output, "the engine's own export")?;
    Ok(rate)
}

const COLUMNS: &str = "sequence, id, occurred_at, recorded_at, type, category, platform, state, actor_kind, actor_id, correlation_id, idempotency_key, body";

/// The columns of Daybook's file: from the table's columns where there is one, else from the body.
pub(super) fn fields_of(engine: Engine) -> String {
    const FROM_BODY: &[&[&str]] = &[
        &["id"],
        &["actor", "name"],
        &["actor", "agent"],
        &["actor", "on_behalf_of", "id"],
        &["actor", "on_behalf_of", "name"],
        &["targets", "0", "type"],
        &["targets", "0", "id"],
        &["targets", "0", "name"],
        &["targets", "0", "url"],
        &["description"],
        &["error", "code"],
        &["error", "reason"],
        &["context", "ip"],
        &["context", "user_agent"],
        &["context", "request_id"],
        &["changes"],
        &["metadata"],
    ];
    let time = |name: &str| match engine {
        Engine::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%fZ', {name} / 1000000.0, 'unixepoch')"),
        Engine::Postgres => {
            let moment = format!("to_timestamp({name} / 1000000.0) AT TIME ZONE 'UTC'");
            format!("to_char({moment}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
        }
    };
    let mut fields: Vec<String> = [
        "sequence",
        "type",
        "category",
        "platform",
        "state",
        "actor_kind",
        "actor_id",
        "correlation_id",
        "idempotency_key",
    ]
    .map(str::to_owned)
    .to_vec();
    fields.extend(["occurred_at", "recorded_at"].map(time));
    fields.extend(FROM_BODY.iter().map(|path| match engine {
        Engine::Sqlite => {
            let steps: Vec<String> = path
                .iter()
                .map(|step| {
                    if *step == "0" {
                        "[0]".to_owned()
                    } else {
                        format!(".{step}")
                    }
                })
                .collect();
            format!("body ->> '${}'", steps.concat())
        }
        Engine::Postgres => format!("parsed #>> '{{{}}}'", path.join(",")),
    }));
    fields.join(", ")
}
