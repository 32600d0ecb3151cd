//! Sending a part of the log again.

use daybook_shared::webhook::Redelivery;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::OneData;
use crate::api::ApiError;
use crate::components::refusal::refusal;
use crate::labels::grouped;

/// The form, closed at first.
#[component]
pub(super) fn Again(data: OneData) -> impl IntoView {
    let (from, to) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
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
        let what = Redelivery {
            from_sequence: number(from),
            to_sequence: number(to),
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
                    let (first, last) = (
                        found.from_sequence.unwrap_or_default(),
                        found.to_sequence.unwrap_or_default(),
                    );
                    said.set(Some(format!(
                        "Events {} to {} are gone through; what fits is sent.",
                        grouped(first),
                        grouped(last)
                    )));
                    data.look_again();
                }
                Err(found) => error.set(Some(found)),
            }
        });
    };
    view! {
        <details class="panel fold">
            <summary>"Send a part of the log again"</summary>
            <form class="rows" aria-label="Send again" on:submit=on_submit>
                <div class="set">
                    <div class="about"><label for="again-from">"From event number"</label><p>"The number that an event has in the log; “Raw JSON” shows it as sequence."</p></div>
                    <div class="ctl field"><input class="in" id="again-from" node_ref=from type="number" min="1" required=true inputmode="numeric" /></div>
                </div>
                <div class="set">
                    <div class="about"><label for="again-to">"To event number"</label><p>"Empty: to the end of the log."</p></div>
                    <div class="ctl field"><input class="in" id="again-to" node_ref=to type="number" min="1" inputmode="numeric" /></div>
                </div>
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
