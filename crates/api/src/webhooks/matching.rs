//! Which events an endpoint is sent.

use daybook_shared::filter::{Matcher, Moments};
use daybook_shared::timestamp::Timestamp;

use crate::append::normalised;
use crate::period;
use crate::store::events::follow::{Row, targets_in};
use crate::store::webhooks::Endpoint;

/// A filter at a moment: a span that ends now moves on with the clock.
pub(super) struct Meant {
    matcher: Matcher,
    period: Moments,
}

impl Meant {
    /// What an endpoint's filter means now.
    pub fn by(endpoint: &Endpoint, now: Timestamp) -> Self {
        let filter = endpoint.filter.clone();
        let words = filter.words().iter().map(|word| normalised(word)).collect();
        // It could be resolved when it was saved.
        let range = period::resolve(&filter.period, now).unwrap_or_default();
        Self {
            matcher: Matcher::new(filter, words),
            period: (range.from, range.to),
        }
    }

    /// Whether it means an event. Endpoints belong to people who see everything, so that nothing is hidden from them.
    pub fn is(&self, row: &Row) -> bool {
        let targets = std::cell::OnceCell::new();
        let targets = || targets.get_or_init(|| targets_in(row.body.as_bytes())).as_slice();
        self.matcher.matches(&row.fields(), self.period, targets)
    }
}
