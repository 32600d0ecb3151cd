//! P2: pages at the deep end of the list against pages at its beginning.

use super::Subject;
use crate::figures::{Times, shown};
use crate::load::client::Client;
use crate::outcome::{Outcome, fail};
use crate::table::{Budget, Row};

/// Requests of each kind.
const REQUESTS: usize = 200;
/// Cursors of each end that the requests go round: one page alone, asked for again and again, would lie in the processor's cache.
const PAGES: usize = 20;

/// Walks the whole list, as a reader would, then asks in turns for pages of both ends.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let server = subject.serve()?;
    let client = Client::of(&server, subject.dataset)?;
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
    let first: Vec<String> = cursors.iter().take(PAGES).cloned().collect();
    let deep: Vec<String> = cursors.into_iter().rev().take(PAGES).collect();
    if deep.is_empty() {
        return Err(fail(format!("{rows} rows are too few for a deep end")));
    }
    let (mut first_times, mut deep_times) = (Times::default(), Times::default());
    for number in 0..REQUESTS {
        for (times, cursors) in [(&mut first_times, &first), (&mut deep_times, &deep)] {
            let cursor = cursors[number % cursors.len()].clone();
            let parameters = [("limit", "100".to_owned()), ("cursor", cursor)];
            times.push(client.list(&parameters)?.time);
        }
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
        against: format!("page at the beginning: {} ms", shown(first)),
        ratio: ours / first,
        budget: Budget::AtMost(1.1),
    }])
}
