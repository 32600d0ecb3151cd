//! The volume of the log over its period: how much happened, how much of it failed, and a way to narrow the period.

use daybook_shared::counts::Histogram;
use daybook_shared::filter::EventFilter;
use daybook_shared::period::Period;
use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;

use super::log::Step;
use super::log_volume::{self, Given};
use super::volume_count::count;
use crate::browser;
use crate::components::icon::Icon;
use crate::components::reading::Reading;
use crate::components::volume_plot::VolumePlot;
use crate::path;
use crate::volume::{self, Stretch};

/// The strip.
#[component]
pub(super) fn VolumeStrip(given: Given) -> impl IntoView {
    let Given {
        client,
        data,
        reading,
        go,
        ..
    } = given;
    if given.was_asked_for.try_update_value(std::mem::take) == Some(true) {
        request_animation_frame(|| browser::focus("hide-volume"));
    }
    let load = count(client, data, reading);
    // Counts of another workspace say nothing of this one.
    let histogram = Memo::new(move |_| {
        let here = reading.path.get();
        let found = load
            .value
            .get()
            .filter(|((workspace, _), _)| path::log(workspace) == here);
        // Nor do counts of another filter, where those of this one did not come.
        found
            .filter(|_| load.error.with(Option::is_none))
            .map(|(_, histogram)| histogram)
    });
    let on_retry = Callback::new(move |()| load.retry());
    let choose = move |period: Period| {
        let query = reading.query.get_untracked();
        let filter = EventFilter {
            period,
            ..query.filter.clone()
        };
        go.run(Step::to(query.with_filter(filter)));
    };
    let on_choose = Callback::new(move |(first, last): (usize, usize)| {
        let chosen = histogram.with_untracked(|histogram| {
            let data = &histogram.as_ref()?.data;
            Some((data.get(first)?.from, data.get(last)?.to))
        });
        if let Some((from, to)) = chosen {
            let zone = reading.zone.get_untracked();
            let stretch = Stretch::new(from, to, |time| zone.local(time));
            choose(volume::period_of(from, to, &stretch, zone.name()));
        }
    });
    let beside = move |later: bool| {
        let span = histogram.with(|histogram| histogram.as_ref().and_then(span))?;
        let now = reading.now.get();
        let period = reading.query.with(|query| query.filter.period.clone());
        let today = reading.today.get();
        (!period.is_all_time()).then(|| volume::beside(&period, span, later, now, today))?
    };
    let turn = move |later: bool, label: &'static str, icon: &'static str| {
        view! {
            <button
                type="button"
                class="btn small"
                aria-label=label
                disabled=move || beside(later).is_none()
                on:click=move |_| if let Some(period) = untrack(|| beside(later)) { choose(period) }
            >
                <Icon name=icon small=true />
            </button>
        }
    };
    view! {
        <section class="volume" aria-label="Volume" aria-busy=move || load.busy.get().to_string()>
            <div class="volume-sum">
                <Show when=move || load.error.with(Option::is_none)>
                    <h2>{move || histogram.with(|found| found.as_ref().map_or_else(|| "Counting…".to_owned(), volume::total))}</h2>
                </Show>
                {move || summary(histogram, load.error.with(Option::is_some), on_retry, reading)}
            </div>
            <VolumePlot histogram reading on_choose />
            <div class="actions">
                <span class="btn-group">
                    {turn(false, "The period before", "left")} {turn(true, "The period after", "right")}
                </span>
                <button type="button" class="btn quiet small" id="hide-volume" on:click=move |_| log_volume::show(given, false)>"Hide"</button>
            </div>
        </section>
    }
}

/// What stands under the number of events.
fn summary(
    histogram: Memo<Option<Histogram>>,
    is_broken: bool,
    on_retry: Callback<()>,
    reading: Reading,
) -> AnyView {
    if is_broken {
        return view! {
            <p>"No counts right now"</p>
            <button type="button" class="btn quiet small" on:click=move |_| on_retry.run(())>"Try again"</button>
        }
        .into_any();
    }
    let Some(found) = histogram.get().filter(|found| found.total > 0) else {
        return ().into_any();
    };
    let since = found.counted_back_to.map(|since| {
        let since = reading.zone.with(|zone| zone.local(since).short());
        view! { <p>{format!("since {since}")}</p> }
    });
    view! {
        <p>{volume::has_failed(&found).then(|| view! { <span class="swatch" aria-hidden="true"></span> })} {volume::failed_share(&found)}</p>
        {since}
    }
    .into_any()
}

/// From when to when the buckets reach.
fn span(histogram: &Histogram) -> Option<(Timestamp, Timestamp)> {
    Some((histogram.data.first()?.from, histogram.data.last()?.to))
}
