//! P9, beside the idle server: what a server needs that is busy, and one that sends the longest list there is as one answer.

use super::{Subject, list};
use crate::load::client::Client;
use crate::load::{TURN_SECONDS, wrk};
use crate::machine::MemoryWatch;
use crate::outcome::{Outcome, fail};
use crate::table::Row;

const CONNECTIONS: usize = 64;
/// The budget is that of an idle server: it stands there for comparison.
const MOST_MIB: f64 = 40.0;

/// Each on a server of its own.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let told = |work: String, most| {
        Row::at_most("P9", work, subject.engine, "MiB", (most, ""), MOST_MIB).only_told()
    };
    let busy = {
        let script = list::script(subject)?;
        let server = subject.serve()?;
        let watch = MemoryWatch::start(server.id());
        wrk::run(&script, &server.address, CONNECTIONS, TURN_SECONDS)?;
        watch.finish()
    };
    let server = subject.serve()?;
    let client = Client::of(&server, subject.dataset)?;
    let watch = MemoryWatch::start(server.id());
    let lines = client.lines()?;
    let streaming = watch.finish();
    if lines == 0 {
        return Err(fail("the list as lines has none"));
    }
    Ok(vec![
        told(
            format!("private memory while {CONNECTIONS} connections list"),
            busy,
        ),
        told(
            format!("private memory while {lines} events are sent as lines"),
            streaming,
        ),
    ])
}
