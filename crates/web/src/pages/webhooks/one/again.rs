//! Sending a part of the log again.

use daybook_shared::webhook::Redelivery;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::OneData;
use crate::api::ApiError;
use crate::clock;
use crate::components::icon::Icon;
use crate::components::refusal::refusal;
use crate::labels::grouped;

const HOUR: i64 = 60 * 60;
/// What was recorded in the last so many seconds; none: from an event's number on.
const PARTS: [(&str, Option<i64>); 5] = [
    ("The last hour", Some(HOUR)),
    ("The last 24 hours", Some(24 * HOUR)),
    ("The last 7 days", Some(7 * 24 * HOUR)),
    ("The last 30 days", Some(30 * 24 * HOUR)),
    ("From an event’s number…", None),
];

/// The form, closed at first.
#[component]
pub(super) fn Again(data: OneData) -> impl IntoView {
    let (from, to) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let part = RwSignal::new(PARTS[0].1);
    let is_all = RwSignal::new(false);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let said = RwSignal::new(None::<String>);
    let number = |field: NodeRef<Input>| {
        field
            .get_untracked()
            .and_then(|field| field.value().trim().parse().ok())
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let span = part.get_untracked();
        let what = Redelivery {
            from: span.map(|seconds| clock::now().plus_seconds(-seconds)),
            from_sequence: span.is_none().then(|| number(from)).flatten(),
            to_sequence: span.is_none().then(|| number(to)).flatten(),
            include_delivered: is_all.get_untracked(),
            ..Redelivery::default()
        };
        busy.set(true);
        error.set(None);
        said.set(None);
        spawn_local(async move {
            let found = match data.here() {
                Ok((workspace, webhook)) => {
                    data.session.client.redeliver(&workspace, webhook.id, &what).await
                }
                Err(found) => Err(found),
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(found) => {
                    let places = found.from_sequence.zip(found.to_sequence);
                    said.set(Some(places.map_or_else(
                        || "It is looked for, and sent.".to_owned(),
                        |(first, last)| {
                            let (first, last) = (grouped(first), grouped(last));
                            format!("Events {first} to {last} are looked through; what fits is sent.")
                        },
                    )));
                    data.look_again();
                }
                Err(found) => error.set(Some(found)),
            }
        });
    };
    let on_part = move |event| {
        let chosen = event_target_value(&event).parse::<usize>().ok();
        if let Some((_, span)) = chosen.and_then(|place| PARTS.get(place)) {
            part.set(*span);
        }
    };
    let options = PARTS
        .iter()
        .enumerate()
        .map(|(place, (word, _))| view! { <option value=place.to_string()>{*word}</option> });
    view! {
        <details class="panel fold">
            <summary><Icon name="right" small=true />"Send a part of the log again"</summary>
            <form class="rows" aria-label="Send again" on:submit=on_submit>
                <div class="set">
                    <div class="about"><label for="again-part">"What"</label><p>"By when events were recorded: those that this webhook is for and has not got."</p></div>
                    <div class="ctl field"><select class="in" id="again-part" on:change=on_part>{options.collect_view()}</select></div>
                </div>
                <Show when=move || part.get().is_none()>
                    <div class="set">
                        <div class="about"><label for="again-from">"From event number"</label><p>"The details of an event say it as its sequence."</p></div>
                        <div class="ctl field"><input class="in" id="again-from" node_ref=from type="number" min="1" required=true inputmode="numeric" /></div>
                    </div>
                    <div class="set">
                        <div class="about"><label for="again-to">"To event number"</label><p>"Empty: to the end of the log."</p></div>
                        <div class="ctl field"><input class="in" id="again-to" node_ref=to type="number" min="1" inputmode="numeric" /></div>
                    </div>
                </Show>
                <div class="set">
                    <div class="about"><p role="status">{said}</p></div>
                    <div class="ctl field">
                        <label class="check">
                            <input type="checkbox" prop:checked=is_all on:change=move |event| is_all.set(event_target_checked(&event)) />
                            <span>"Also what was delivered"</span>
                        </label>
                        {move || error.get().map(refusal)}
                        <div class="line"><button class="btn primary" aria-busy=move || busy.get().then_some("true")>"Send again"</button></div>
                    </div>
                </div>
            </form>
        </details>
    }
}
