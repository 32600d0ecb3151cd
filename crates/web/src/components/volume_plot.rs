//! The bars of the volume: grey is what happened, red from the base line what failed. A bar that is pressed, or some that are
//! brushed, become the period; the one under the pointer is told in words.

use daybook_shared::counts::Histogram;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use leptos::svg::Svg;

use super::reading::Reading;
use crate::volume::{self, Stretch, number};

/// The drawing's units: a bucket is so wide, its bar a little less, and the plot so high.
const WIDTH: usize = 20;
const GAP: usize = 3;
const HEIGHT: u64 = 440;
/// Heights below which a bar could not be seen.
const LEAST: u64 = 15;
const LEAST_FAILED: u64 = 25;

/// The plot with its axis; `on_choose` gets the first and the last bucket.
#[component]
pub fn VolumePlot(
    histogram: Memo<Option<Histogram>>,
    reading: Reading,
    on_choose: Callback<(usize, usize)>,
) -> impl IntoView {
    let svg = NodeRef::<Svg>::new();
    let brush = RwSignal::new(None::<(usize, usize)>);
    let pointed = RwSignal::new(None::<usize>);
    let count =
        Memo::new(move |_| histogram.with(|found| found.as_ref().map_or(0, |found| found.data.len())));
    let bucket_at = move |event: &PointerEvent| {
        let area = svg.get_untracked()?.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - area.left()) / area.width();
        let count = count.get_untracked();
        // A cast cuts off what lies outside.
        let place = (share * count as f64) as usize;
        (count > 0).then(|| Ord::min(place, count - 1))
    };
    let on_down = move |event: PointerEvent| {
        let place = bucket_at(&event).filter(|_| event.button() == 0);
        brush.set(place.map(|place| (place, place)));
        if let Some(svg) = svg.get_untracked().filter(|_| place.is_some()) {
            // Where the pointer cannot be held, the brush ends at the plot's edge.
            let _ = svg.set_pointer_capture(event.pointer_id());
        }
    };
    let on_move = move |event: PointerEvent| {
        let place = bucket_at(&event);
        pointed.set(place);
        if let (Some((start, _)), Some(place)) = (brush.get_untracked(), place) {
            brush.set(Some((start, place)));
        }
    };
    let on_leave = move |_: PointerEvent| pointed.set(None);
    let choose = move || {
        if let Some((start, end)) = brush.get_untracked() {
            brush.set(None);
            on_choose.run((Ord::min(start, end), Ord::max(start, end)));
        }
    };
    let on_up = move |_: PointerEvent| choose();
    // The same by keyboard: the bucket that is pointed at moves, and Shift keeps the one where it began.
    let on_keydown = move |event: KeyboardEvent| {
        let Some(last) = count.get_untracked().checked_sub(1) else {
            return;
        };
        let here = Ord::min(pointed.get_untracked().unwrap_or(last), last);
        let to = match event.key().as_str() {
            "ArrowLeft" => here.saturating_sub(1),
            "ArrowRight" => Ord::min(here + 1, last),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                event.prevent_default();
                brush.update(|brush| *brush = brush.or(Some((here, here))));
                return choose();
            }
            "Escape" if brush.with_untracked(Option::is_some) => {
                event.prevent_default();
                return brush.set(None);
            }
            _ => return,
        };
        event.prevent_default();
        let start = brush.get_untracked().map_or(here, |(start, _)| start);
        brush.set(event.shift_key().then_some((start, to)));
        pointed.set(Some(to));
    };
    let on_focus = move |_| pointed.set(count.get_untracked().checked_sub(1));
    let on_blur = move |_| {
        brush.set(None);
        pointed.set(None);
    };
    // What is brushed, or else the bucket under the pointer.
    let marked = Memo::new(move |_| {
        let chosen = brush.get().or_else(|| pointed.get().map(|place| (place, place)));
        chosen.map(|(start, end)| (Ord::min(start, end), Ord::max(start, end)))
    });
    let marked_x = move || marked.get().map(|(first, _)| (first * WIDTH).to_string());
    let marked_width = move || {
        marked
            .get()
            .map_or(0, |(first, last)| (last + 1 - first) * WIDTH)
            .to_string()
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
    let grid = move || {
        let inner = marks.get().into_iter().filter(|mark| mark.bucket > 0);
        let lines: Vec<String> = inner
            .map(|mark| format!("M{} -40V{HEIGHT}", mark.bucket * WIDTH))
            .collect();
        lines.concat()
    };
    let drawn = Memo::new(move |_| histogram.with(|found| found.as_ref().map(bars).unwrap_or_default()));
    let words = move || {
        let (first, last) = marked.get()?;
        histogram.with(|found| told(found.as_ref()?, first, last, reading))
    };
    let axis = move || match words() {
        Some(words) => view! { <text class="told" x="0" y="12">{words}</text> }.into_any(),
        None => marks
            .get()
            .into_iter()
            .map(|mark| {
                let x = percent(mark.bucket, count.get());
                view! { <text x=x y="12" class:now=mark.is_today>{mark.label}</text> }
            })
            .collect_view()
            .into_any(),
    };
    view! {
        <div class="volume-plot">
            <svg
                node_ref=svg
                role="img"
                viewBox=move || format!("0 0 {} {HEIGHT}", Ord::max(count.get(), 1) * WIDTH)
                preserveAspectRatio="none"
                aria-label=move || histogram.with(|found| sentence(found.as_ref(), reading))
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=on_up
                on:pointerleave=on_leave
                on:pointercancel=move |_| brush.set(None)
            >
                <path class="grid" d=grid />
                <rect class="marked" class:brush=move || brush.get().is_some() x=marked_x y="-40" width=marked_width height=HEIGHT + 40 />
                <path class="b" d=move || drawn.with(|(grey, _)| grey.clone()) />
                <path class="f" d=move || drawn.with(|(_, red)| red.clone()) />
                <path class="base" d=move || format!("M0 {HEIGHT}H{}", count.get() * WIDTH) />
            </svg>
            <svg class="axis" aria-hidden="true">{axis}</svg>
            <Show when=move || count.get() != 0>
                <div
                    class="by-keys"
                    role="slider"
                    tabindex="0"
                    aria-label="Bars of the volume"
                    aria-description="Arrow keys go from bar to bar, with Shift over several; Enter narrows the period to them."
                    aria-valuemin="1"
                    aria-valuemax=move || count.get()
                    aria-valuenow=move || pointed.get().map_or(count.get(), |place| place + 1)
                    aria-valuetext=words
                    on:keydown=on_keydown
                    on:focus=on_focus
                    on:blur=on_blur
                ></div>
            </Show>
        </div>
    }
}

/// The outlines of the grey and of the red bars.
fn bars(histogram: &Histogram) -> (String, String) {
    let most = histogram
        .data
        .iter()
        .map(|bucket| bucket.count)
        .max()
        .unwrap_or(0);
    let height = |events: u64, least: u64| match events {
        0 => 0,
        events => Ord::max(events * HEIGHT / Ord::max(most, 1), least),
    };
    let (mut grey, mut red) = (String::new(), String::new());
    for (place, bucket) in histogram.data.iter().enumerate() {
        let failed = height(volume::failed(&bucket.states), LEAST_FAILED);
        let all = Ord::max(height(bucket.count, LEAST), failed);
        let (x, width) = (place * WIDTH + GAP, WIDTH - 2 * GAP);
        let bar = |top: u64, base: u64| format!("M{x} {}h{width}V{}h-{width}z", HEIGHT - top, HEIGHT - base);
        if all > failed {
            grey.push_str(&bar(all, failed));
        }
        if failed > 0 {
            red.push_str(&bar(failed, 0));
        }
    }
    (grey, red)
}

/// Some neighbouring buckets in words: `Fri 20 Nov, 18:00 – 21:00: 120 events, 3 failed`.
fn told(histogram: &Histogram, first: usize, last: usize, reading: Reading) -> Option<String> {
    let buckets = histogram.data.get(first..=last)?;
    let zone = reading.zone.get();
    let when = Stretch::new(buckets.first()?.from, buckets.last()?.to, |time| zone.local(time)).words();
    let events: u64 = buckets.iter().map(|bucket| bucket.count).sum();
    let bad: u64 = buckets.iter().map(|bucket| volume::failed(&bucket.states)).sum();
    let is_before = |moment| histogram.counted_back_to.is_some_and(|since| moment <= since);
    if is_before(buckets.last()?.to) {
        return Some(format!("{when}: not counted"));
    }
    let least = if is_before(buckets.first()?.from) {
        "at least "
    } else {
        ""
    };
    let events = match events {
        0 => "nothing".to_owned(),
        1 => format!("{least}1 event"),
        _ => format!("{least}{} events", number(events)),
    };
    Some(match bad {
        0 => format!("{when}: {events}"),
        _ => format!("{when}: {events}, {} failed", number(bad)),
    })
}

/// The plot in a sentence, for those who do not see it.
fn sentence(histogram: Option<&Histogram>, reading: Reading) -> String {
    let Some(histogram) = histogram else {
        return "Events over time, not counted yet".to_owned();
    };
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
    let thousandths = part * 100_000 / Ord::max(whole, 1);
    format!("{}.{:03}%", thousandths / 1_000, thousandths % 1_000)
}
