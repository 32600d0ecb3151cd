//! P9: a server that nobody asks anything.

use std::time::Duration;

use super::Subject;
use crate::figures::{median, milliseconds};
use crate::machine::private_memory;
use crate::outcome::Outcome;
use crate::table::Row;

const STARTS: usize = 5;
/// After this the server has done what it does after a start.
const SETTLED_AFTER: Duration = Duration::from_secs(2);
const MOST_MIB: f64 = 40.0;
const MOST_MILLISECONDS: f64 = 300.0;

/// Starts it several times.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let (mut memory, mut ready) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let server = subject.serve()?;
        ready.push(milliseconds(server.ready_after));
        std::thread::sleep(SETTLED_AFTER);
        memory.push(private_memory(server.id())?);
    }
    let row = |work: &str, unit, figures, most| {
        Row::at_most("P9", work, subject.engine, unit, (median(figures), ""), most)
    };
    Ok(vec![
        row("private memory of an idle server", "MiB", memory, MOST_MIB),
        row("from start to ready", "ms", ready, MOST_MILLISECONDS),
    ])
}
