//! All endpoints of the workspace, in every state that the list can be in.

use daybook_shared::problem::ErrorCode;
use daybook_shared::webhook::Webhook;
use leptos::prelude::*;

use super::data::WebhooksData;
use super::row::WebhookRow;
use crate::components::art::Art;
use crate::components::error_panel::ErrorPanel;
use crate::components::pager::Pager;

/// The list, or why there is none.
#[component]
pub(super) fn WebhookList(data: WebhooksData) -> impl IntoView {
    let list = data.list;
    let webhooks = Memo::new(move |_| {
        list.value
            .with(|list| list.as_ref().map(|(_, list)| list.data.clone()))
    });
    let body = move || {
        if let Some(error) = list.error.get() {
            let is_lost = error.is(ErrorCode::CursorInvalid) || error.is(ErrorCode::CursorMismatch);
            let on_retry = Callback::new(move |()| match is_lost {
                true => data.turn.run(None),
                false => list.retry(),
            });
            return view! { <div class="panel"><ErrorPanel error on_retry /></div> }.into_any();
        }
        match webhooks.get() {
            None => ().into_any(),
            Some(webhooks) if webhooks.is_empty() => none_yet().into_any(),
            Some(_) => view! { <Table webhooks data /> }.into_any(),
        }
    };
    let page = move |read: fn(&daybook_shared::page::PageInfo) -> Option<String>| {
        Signal::derive(move || list.value.with(|list| read(&list.as_ref()?.1.page)))
    };
    let newer = page(|page| page.prev_cursor.clone());
    let older = page(|page| page.onward().map(str::to_owned));
    let has_others = Memo::new(move |_| newer.with(Option::is_some) || older.with(Option::is_some));
    view! {
        <div class="sec-h"><h2 id="all-webhooks">"All webhooks"</h2><p>"Deliveries are counted over the last 24 hours."</p></div>
        {body}
        <div class="list-foot">
            <Show when=move || has_others.get()>
                <Pager newer older on_turn=Callback::new(move |cursor| data.turn.run(Some(cursor))) />
            </Show>
        </div>
    }
}

#[component]
fn Table(webhooks: Memo<Option<Vec<Webhook>>>, data: WebhooksData) -> impl IntoView {
    let is_turning = move || data.list.busy.get().then_some("true");
    view! {
        <div class="wrap-tbl">
            <table class="tbl jobs flow api-keys" role="table" aria-labelledby="all-webhooks" aria-busy=is_turning>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">"Address"</th>
                        <th scope="col" role="columnheader" class="j-state">"State"</th>
                        <th scope="col" role="columnheader" class="j-may">"Events"</th>
                        <th scope="col" role="columnheader" class="j-who">"Deliveries"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For
                        each=move || webhooks.get().unwrap_or_default()
                        key=|webhook| webhook.id
                        children=move |webhook| view! { <WebhookRow webhook data /> }
                    />
                </tbody>
            </table>
        </div>
    }
}

/// Nobody has made one.
fn none_yet() -> impl IntoView {
    view! {
        <div class="panel empty">
            {Art::Blank.draw()}
            <h2>"No webhook yet"</h2>
            <p>"Make one above, for the first program that should hear of events as they happen."</p>
        </div>
    }
}
