//! What was delivered, or not.

use std::time::Duration;

use daybook_shared::webhook::{Delivery, DeliveryList, DeliveryState};
use leptos::prelude::*;

use super::OneData;
use super::delivery::DeliveryRow;
use crate::components::error_panel::ErrorPanel;
use crate::components::pager::Pager;
use crate::load::load;
use crate::session::Phase;

/// Between two looks at the newest.
const LOOK_EVERY: Duration = Duration::from_secs(4);

/// Which deliveries are listed.
const FILTERS: [(Option<DeliveryState>, &str); 4] = [
    (None, "All"),
    (Some(DeliveryState::Failed), "Given up"),
    (Some(DeliveryState::Pending), "Waiting"),
    (Some(DeliveryState::Delivered), "Delivered"),
];

/// The list, which begins anew with another choice.
#[component]
pub(super) fn Deliveries(data: OneData) -> impl IntoView {
    let state = RwSignal::new(None::<DeliveryState>);
    let cursor = RwSignal::new(None::<String>);
    let is_in = move || data.session.phase.get() == Phase::SignedIn;
    let place = Memo::new(move |_| is_in().then(|| (data.id.get(), state.get(), cursor.get())));
    let list = load(
        place,
        move |(id, state, cursor): (String, Option<DeliveryState>, Option<String>), abort| async move {
            let workspace = data.workspace.get_value();
            let client = data.session.client;
            client
                .deliveries(&workspace, &id, state, cursor.as_deref(), Some(&abort))
                .await
        },
    );
    Effect::new(move |before: Option<()>| {
        data.stirred.track();
        if before.is_some() {
            list.retry();
        }
    });
    // The newest are watched while somebody sees them.
    if let Ok(handle) = set_interval_with_handle(
        move || {
            let is_watched = cursor.with_untracked(Option::is_none) && !document().hidden();
            if is_watched && !list.busy.get_untracked() {
                data.look_again();
            }
        },
        LOOK_EVERY,
    ) {
        on_cleanup(move || handle.clear());
    }
    let read = move |read: fn(&DeliveryList) -> Option<String>| {
        Signal::derive(move || list.value.with(|list| read(&list.as_ref()?.1)))
    };
    let newer = read(|list| list.page.prev_cursor.clone());
    let older = read(|list| list.page.onward().map(str::to_owned));
    let has_others = Memo::new(move |_| newer.with(Option::is_some) || older.with(Option::is_some));
    let rows = Memo::new(move |_| {
        list.value
            .with(|list| list.as_ref().map(|(_, list)| list.data.clone()))
    });
    let is_turning = move || list.busy.get().then_some("true");
    let choice = move |(known, word): (Option<DeliveryState>, &'static str)| {
        let choose = move |_| {
            cursor.set(None);
            state.set(known);
        };
        view! {
            <button type="button" class="btn small" aria-pressed=move || (state.get() == known).to_string() on:click=choose>{word}</button>
        }
    };
    let body = move || {
        if let Some(error) = list.error.get().filter(|_| rows.with(Option::is_none)) {
            let on_retry = Callback::new(move |()| list.retry());
            return view! { <div class="panel"><ErrorPanel error on_retry /></div> }.into_any();
        }
        match rows.get() {
            None => ().into_any(),
            Some(found) if found.is_empty() => view! {
                <div class="panel empty"><h3>"No deliveries"</h3><p>"What is sent is listed here for 30 days. A ping tries it out."</p></div>
            }
            .into_any(),
            Some(_) => view! { <Table rows data is_turning=Signal::derive(is_turning) /> }.into_any(),
        }
    };
    view! {
        <div class="sec-h">
            <h2 id="deliveries">"Deliveries"</h2>
            <div class="line" role="group" aria-label="Which deliveries">{FILTERS.map(choice).into_iter().collect_view()}</div>
        </div>
        {body}
        <div class="list-foot">
            <Show when=move || has_others.get()>
                <Pager newer older on_turn=Callback::new(move |next| cursor.set(Some(next))) />
            </Show>
        </div>
    }
}

#[component]
fn Table(
    rows: Memo<Option<Vec<Delivery>>>,
    data: OneData,
    is_turning: Signal<Option<&'static str>>,
) -> impl IntoView {
    view! {
        <div class="wrap-tbl">
            <table class="tbl jobs flow api-keys" role="table" aria-labelledby="deliveries" aria-busy=is_turning>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">"Event"</th>
                        <th scope="col" role="columnheader" class="j-state">"State"</th>
                        <th scope="col" role="columnheader" class="j-may">"Last answer"</th>
                        <th scope="col" role="columnheader" class="j-who">"Tries"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For
                        each=move || rows.get().unwrap_or_default()
                        key=|row| (row.id, row.state, row.attempt_count, row.next_attempt_at)
                        children=move |delivery| view! { <DeliveryRow delivery data /> }
                    />
                </tbody>
            </table>
        </div>
    }
}
