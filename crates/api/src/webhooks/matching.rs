//! Which events an endpoint is sent.

use daybook_shared::filter::Matcher;
use daybook_shared::period::Period;
use daybook_shared::timestamp::Timestamp;

use crate::append::normalised;
use crate::period;
use crate::store::events::follow::{Row, targets_in};
use crate::store::webhooks::Endpoint;

/// What an endpoint's filter means.
pub(super) struct Meant {
    matcher: Matcher,
    period: Period,
}

impl Meant {
    /// The filter of an endpoint.
    pub fn by(endpoint: &Endpoint) -> Self {
        let filter = endpoint.filter.clone();
        let words = filter.words().iter().map(|word| normalised(word)).collect();
        Self {
            period: filter.period.clone(),
            matcher: Matcher::new(filter, words),
        }
    }

    /// Whether it means an event. Endpoints belong to people who see everything, so that nothing is hidden from them.
    ///
    /// A span such as a day ends when an event was recorded, so that what is sent does not depend on when it is looked at.
    pub fn is(&self, row: &Row) -> bool {
        // A zone that is not known any more means nothing, rather than everything.
        let Ok(range) = period::resolve(&self.period, recorded_at(row)) else {
            return false;
        };
        let targets = std::cell::OnceCell::new();
        let targets = || targets.get_or_init(|| targets_in(row.body.as_bytes())).as_slice();
        self.matcher
            .matches(&row.fields(), (range.from, range.to), targets)
    }
}

/// When an event was recorded, to the millisecond: its id says so.
fn recorded_at(row: &Row) -> Timestamp {
    let (seconds, nanos) = row.id.get_timestamp().map_or((0, 0), |at| at.to_unix());
    Timestamp(i64::try_from(seconds).unwrap_or(0) * 1_000_000 + i64::from(nanos / 1_000))
}
