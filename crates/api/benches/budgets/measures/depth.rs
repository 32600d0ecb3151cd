//! P2: the deep end of the list against its first page.

use super::Subject;
use crate::figures::{Times, shown};
use crate::load::client::Client;
use crate::outcome::{Outcome, fail};
use crate::table::{Budget, Row};

/// Requests of each kind.
const REQUESTS: usize = 200;
/// Cursors near the end that the deep requests go round.
const DEEP_PAGES: usize = 20;

/// Walks the whole list, as a reader would, then asks in turns for its first page and for pages near its end.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let server = subject.serve()?;
    let client = Client::new(&server, subject.dataset)?;
    let mut cursors = Vec::new();
    let mut rows = 0i64;
    let mut page = client.list(&[("limit", "500".to_owned())])?;
    loop {
        rows += i64::try_from(page.rows())?;
        let Some(next) = page.next().map(str::to_owned) else {
            break;
        };
        page = client.list(&[("limit", "500".to_owned()), ("cursor", next.clone())])?;
        cursors.push(next);
    }
    // The last page is not full.
    cursors.pop();
    let deep: Vec<String> = cursors.into_iter().rev().take(DEEP_PAGES).collect();
    if deep.is_empty() {
        return Err(fail(format!("{rows} rows are too few for a deep end")));
    }
    let (mut first_times, mut deep_times) = (Times::default(), Times::default());
    for number in 0..REQUESTS {
        first_times.push(client.list(&[("limit", "100".to_owned())])?.time);
        let cursor = deep[number % deep.len()].clone();
        deep_times.push(
            client
                .list(&[("limit", "100".to_owned()), ("cursor", cursor)])?
                .time,
        );
    }
    let (ours, first) = (deep_times.percentile(50), first_times.percentile(50));
    Ok(vec![Row {
        number: "P2",
        work: format!(
            "page at the deep end, after a walk over {} rows",
            shown(rows as f64)
        ),
        engine: subject.engine,
        ours: format!("{} ms", shown(ours)),
        against: format!("first page: {} ms", shown(first)),
        ratio: ours / first,
        budget: Budget::AtMost(1.1),
    }])
}
