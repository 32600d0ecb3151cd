//! The bars of the volume: grey is what happened, red from the base line what failed. A bar that is pressed, or some that are
//! brushed, become the period.

use daybook_shared::counts::Histogram;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::svg::Svg;

use super::reading::Reading;
use crate::volume::{self, Stretch, number};

/// Height of the plot in pixels, as the stylesheet has it too.
const HEIGHT: f64 = 44.0;
/// Heights below which a bar could not be seen.
const LEAST: f64 = 1.5;
const LEAST_FAILED: f64 = 2.5;

/// The plot with its axis; `on_choose` gets the first and the last bucket.
#[component]
pub fn VolumePlot(
    histogram: Memo<Option<Histogram>>,
    reading: Reading,
    on_choose: Callback<(usize, usize)>,
) -> impl IntoView {
    let svg = NodeRef::<Svg>::new();
    let brush = RwSignal::new(None::<(usize, usize)>);
    let count =
        Memo::new(move |_| histogram.with(|found| found.as_ref().map_or(0, |found| found.data.len())));
    let bucket_at = move |event: &PointerEvent| {
        let area = svg.get_untracked()?.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - area.left()) / area.width();
        let count = count.get_untracked();
        let place = (share * count as f64).clamp(0.0, count as f64);
        (count > 0).then(|| Ord::min(place as usize, count - 1))
    };
    let on_down = move |event: PointerEvent| {
        if event.button() == 0
            && let Some(place) = bucket_at(&event)
        {
            brush.set(Some((place, place)));
            if let Some(svg) = svg.get_untracked() {
                // Where the pointer cannot be held, the brush ends at the plot's edge.
                let _ = svg.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let on_move = move |event: PointerEvent| {
        if let (Some((start, _)), Some(place)) = (brush.get_untracked(), bucket_at(&event)) {
            brush.set(Some((start, place)));
        }
    };
    let on_up = move |_: PointerEvent| {
        if let Some((start, end)) = brush.get_untracked() {
            brush.set(None);
            on_choose.run((Ord::min(start, end), Ord::max(start, end)));
        }
    };
    let brushed = move || {
        let (start, end) = brush.get()?;
        let count = count.get();
        let (first, last) = (Ord::min(start, end), Ord::max(start, end));
        let width = percent(last + 1 - first, count);
        Some(view! { <rect class="brush" x=percent(first, count) y="-4" width=width height="48" /> })
    };
    let marks = Memo::new(move |_| {
        let zone = reading.zone.get();
        histogram.with(|found| {
            let data = found
                .as_ref()
                .map(|found| found.data.as_slice())
                .unwrap_or_default();
            let starts: Vec<_> = data.iter().map(|bucket| zone.local(bucket.from)).collect();
            volume::marks(&starts, reading.today.get())
        })
    });
    let lines = move || {
        let lines = marks.get().into_iter().filter(|mark| mark.bucket > 0);
        let at = move |bucket| percent(bucket, count.get());
        lines
            .map(|mark| view! { <line class="grid" x1=at(mark.bucket) x2=at(mark.bucket) y1="-4" y2="44" /> })
            .collect_view()
    };
    let labels = move || {
        let at = move |bucket| percent(bucket, count.get());
        let marks = marks.get().into_iter();
        marks
            .map(|mark| view! { <text x=at(mark.bucket) y="12" class:now=mark.is_today>{mark.label}</text> })
            .collect_view()
    };
    view! {
        <div class="volume-plot">
            <svg
                node_ref=svg
                role="img"
                aria-label=move || histogram.with(|found| found.as_ref().map(|found| sentence(found, reading)))
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=on_up
                on:pointercancel=move |_| brush.set(None)
            >
                {lines}
                {move || histogram.with(|found| found.as_ref().map(|found| bars(found, reading)))}
                <line class="base" x1="0" x2="100%" y1="44" y2="44" />
                {brushed}
            </svg>
            <svg class="axis" aria-hidden="true">{labels}</svg>
        </div>
    }
}

fn bars(histogram: &Histogram, reading: Reading) -> impl IntoView + use<> {
    let zone = reading.zone.get();
    let most = histogram
        .data
        .iter()
        .map(|bucket| bucket.count)
        .max()
        .unwrap_or(0);
    let count = histogram.data.len();
    let height = |events: u64, least: f64| match events {
        0 => 0.0,
        events => (HEIGHT * events as f64 / Ord::max(most, 1) as f64).max(least),
    };
    let bar = |class: &'static str, place: usize, base: f64, height: f64| {
        let x = format!("{:.3}%", (place as f64 + 0.15) * 100.0 / count as f64);
        let width = format!("{:.3}%", 70.0 / count as f64);
        let y = format!("{:.1}", base - height);
        (height > 0.0)
            .then(|| view! { <rect class=class x=x y=y width=width height=format!("{height:.1}") /> })
    };
    let drawn = histogram.data.iter().enumerate().map(|(place, bucket)| {
        let bad = volume::failed(&bucket.states);
        let red = height(bad, LEAST_FAILED);
        let grey = (height(bucket.count, LEAST) - red).max(0.0);
        let when = Stretch::new(bucket.from, bucket.to, |time| zone.local(time)).words();
        let title = match (bucket.count, bad) {
            (0, _) => format!("{when}: nothing"),
            (events, 0) => format!("{when}: {} events", number(events)),
            (events, bad) => format!("{when}: {} events, {} failed", number(events), number(bad)),
        };
        view! {
            <g class="bucket">
                {bar("b", place, HEIGHT - red, grey)}
                {bar("f", place, HEIGHT, red)}
                <rect class="hit" x=percent(place, count) y="-4" width=percent(1, count) height="48">
                    <title>{title}</title>
                </rect>
            </g>
        }
    });
    drawn.collect_view()
}

/// The plot in a sentence, for those who do not see it.
fn sentence(histogram: &Histogram, reading: Reading) -> String {
    let zone = reading.zone.get();
    let words = |from, to| Stretch::new(from, to, |time| zone.local(time)).words();
    let (Some(first), Some(last)) = (histogram.data.first(), histogram.data.last()) else {
        return "No events over time".to_owned();
    };
    let mut sentence = format!("Events over time, {}.", words(first.from, last.to));
    let worst = histogram
        .data
        .iter()
        .max_by_key(|bucket| volume::failed(&bucket.states));
    if let Some(worst) = worst.filter(|bucket| volume::failed(&bucket.states) > 0) {
        let failed = number(volume::failed(&worst.states));
        sentence.push_str(&format!(
            " The most failures, {failed}, fell on {}.",
            words(worst.from, worst.to)
        ));
    }
    sentence
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.3}%", part as f64 * 100.0 / Ord::max(whole, 1) as f64)
}
