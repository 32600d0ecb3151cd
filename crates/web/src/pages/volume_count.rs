//! Counting for the volume: after the rows, and again when they are loaded again.

use daybook_shared::counts::Histogram;
use daybook_shared::filter::EventFilter;
use leptos::ev;
use leptos::prelude::*;

use super::log_data::{CountKey, LogData, within_zone};
use crate::api::Client;
use crate::components::reading::Reading;
use crate::facets::Tally;
use crate::load::{Load, load};
use crate::path;

/// Counts what the log shows, in hours and days of the viewer's zone, and tells the page how many events there are in all.
pub(super) fn count(client: Client, data: LogData, reading: Reading) -> Load<CountKey, Histogram> {
    let page = data.page;
    let key = Memo::new(move |before: Option<&Option<CountKey>>| {
        let is_answered = page.value.with(Option::is_some) || page.error.with(Option::is_some);
        if !is_answered || page.busy.get() {
            return before.cloned().flatten();
        }
        let workspace = reading.path.with(|path| path::workspace_of(path))?;
        let filter = reading.query.with(|query| query.filter.clone());
        Some((workspace, reading.zone.with(|zone| within_zone(filter, zone))))
    });
    let counted = load(
        key,
        move |(workspace, filter): (String, EventFilter), abort| async move {
            client.histogram(&workspace, &filter, Some(&abort)).await
        },
    );
    Effect::new(move |_| {
        let total = counted.value.with(|counted| {
            let (of, found) = counted.as_ref()?;
            Some((of.clone(), Tally::of(found)))
        });
        data.total.set(total);
    });
    Effect::new(move |begun: Option<()>| {
        data.recount.track();
        if begun.is_some() {
            counted.retry();
        }
    });
    // What failed for want of a network is counted again when it is back.
    let online = window_event_listener(ev::online, move |_| {
        if counted.error.with_untracked(Option::is_some) {
            counted.retry();
        }
    });
    on_cleanup(move || online.remove());
    counted
}
