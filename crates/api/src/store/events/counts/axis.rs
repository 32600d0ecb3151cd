//! The buckets of a histogram.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use daybook_shared::counts::{Bucket, Histogram};
use daybook_shared::limits::MAX_FUTURE_SECONDS;
use daybook_shared::timestamp::Timestamp;

use super::spans::{FAR, LENGTHS};
use crate::buckets::{self, Step};

/// The bounds of the buckets in a zone.
pub(super) struct Axis {
    step: Step,
    zone: Tz,
    shown: Vec<i64>,
    /// The same; the last reaches as far as the period does, for what a clock ahead of ours has sent.
    pub counted: Vec<i64>,
}

impl Axis {
    /// The buckets of a period, to the end of the one that now lies in, where the period does not end before.
    pub fn of(from: Option<i64>, to: Option<i64>, zone: Tz, now: Timestamp) -> Self {
        let length = Ord::min(to.unwrap_or(now.0), now.0).saturating_sub(from.unwrap_or(now.0));
        Self::by(Step::for_length(length), from, to, zone, now)
    }

    /// The same period by quarters of an hour, where its buckets are shorter.
    pub fn coarser(&self, from: Option<i64>, to: Option<i64>, now: Timestamp) -> Option<Self> {
        let quarter = LENGTHS[0];
        let is_finer = matches!(self.step, Step::Within(length) if length < quarter);
        is_finer.then(|| Self::by(Step::Within(quarter), from, to, self.zone, now))
    }

    fn by(step: Step, from: Option<i64>, to: Option<i64>, zone: Tz, now: Timestamp) -> Self {
        let from = from.unwrap_or_else(|| Ord::min(to.unwrap_or(now.0), now.0));
        let latest = now.plus_seconds(MAX_FUTURE_SECONDS).0;
        let present = buckets::end(Ord::max(now.0, Ord::min(from, latest)), step, zone);
        let end = Ord::min(to.unwrap_or(present), present);
        let shown = if from < end {
            buckets::edges(from, end, step, zone)
        } else {
            Vec::new()
        };
        let mut counted = shown.clone();
        if let Some(last) = counted.last_mut() {
            *last = Ord::max(*last, to.unwrap_or(FAR));
        }
        Self {
            step,
            zone,
            shown,
            counted,
        }
    }

    /// The histogram in which nothing is counted yet.
    pub fn empty(&self) -> Histogram {
        let buckets = self.shown.windows(2);
        Histogram {
            time_zone: self.zone.name().to_owned(),
            step: self.step.as_str().to_owned(),
            total: 0,
            counted_back_to: None,
            data: buckets
                .map(|edge| Bucket {
                    from: Timestamp(edge[0]),
                    to: Timestamp(edge[1]),
                    count: 0,
                    states: BTreeMap::new(),
                })
                .collect(),
        }
    }
}
