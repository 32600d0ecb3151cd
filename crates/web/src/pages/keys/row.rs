//! One key of the list, and the way to end it.

use daybook_shared::api_key::ApiKey;
use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::data::KeysData;
use super::form::words;
use crate::api::ApiError;
use crate::components::error_panel;
use crate::components::icon::Icon;
use crate::{browser, time};

/// How a key stands: word, icon, tone, and until or since when.
fn look(key: &ApiKey, now: Timestamp) -> (&'static str, &'static str, Option<&'static str>) {
    match (key.revoked_at, key.works_at(now)) {
        (Some(_), _) => ("Revoked", "key-off", None),
        (None, false) => ("Ended", "clock", None),
        (None, true) => ("Works", "key", None),
    }
}

/// A row of the table, a card on a phone.
#[component]
pub(super) fn KeyRow(key: ApiKey, data: KeysData) -> impl IntoView {
    let zone = Memo::new(move |_| data.session.zone());
    let at = move |moment: Timestamp| {
        let full = zone.with(|zone| zone.local(moment).full());
        view! { <time datetime=moment.to_string() title=full>{move || time::ago(moment, data.now.get())}</time> }
    };
    let day = move |moment: Timestamp| {
        let local = zone.with(|zone| zone.local(moment));
        view! { <time datetime=moment.to_string() title=local.full()>{local.day()}</time> }
    };
    let (id, made_at) = (key.id, key.created_at);
    let maker = key.created_by.clone().map(|by| by.name);
    let name = format!("{id}-name");
    let scopes = key.scopes.iter().map(|scope| {
        let (title, _) = words(*scope);
        view! { <li class="chip plain" title=scope.as_str()><span class="c-text">{title}</span></li> }
    });
    let state = {
        let key = key.clone();
        move || {
            let (word, icon, tone) = look(&key, data.now.get());
            let more = match (key.revoked_at, &key.revoked_by, key.expires_at) {
                (Some(moment), by, _) => {
                    let by = by
                        .as_ref()
                        .map(|by| view! { " by " <bdi>{by.name.clone()}</bdi> });
                    view! { <span class="sub">{at(moment)} {by}</span> }.into_any()
                }
                (None, _, Some(moment)) if key.works_at(data.now.get()) => {
                    view! { <span class="sub">"until " {day(moment)}</span> }.into_any()
                }
                (None, _, Some(moment)) => view! { <span class="sub">{day(moment)}</span> }.into_any(),
                (None, _, None) => ().into_any(),
            };
            view! { <span class="state" data-tone=tone><Icon name=icon />{word}</span> {more} }
        }
    };
    let works = {
        let key = key.clone();
        Memo::new(move |_| key.works_at(data.now.get()))
    };
    let used = key.last_used_at;
    let by = move || match maker.clone() {
        Some(maker) => view! { " by " <bdi>{maker}</bdi> }.into_any(),
        None => " on the command line".into_any(),
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span id=name.clone() class="key-name"><bdi>{key.name.clone()}</bdi></span>
                <span class="sub"><code>{key.prefix.clone()} "…"</code> " · made " {move || at(made_at)} {by}</span>
            </th>
            <td role="cell" class="j-state">{state}</td>
            <td role="cell" class="j-may"><ul class="chips">{scopes.collect_view()}</ul></td>
            <td role="cell" class="j-who">{move || match used {
                Some(moment) => view! { <span class="only-narrow">"Used "</span> {at(moment)} }.into_any(),
                None => view! { <span class="muted">"Never" <span class="only-narrow">" used"</span></span> }.into_any(),
            }}</td>
            <td role="cell" class="j-act">
                <Show when=move || works.get()><Revoke key=key.clone() data describedby=name.clone() /></Show>
            </td>
        </tr>
    }
}

/// The button, which asks once more.
#[component]
fn Revoke(key: ApiKey, data: KeysData, describedby: String) -> impl IntoView {
    let id = key.id;
    let (asks, busy) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<ApiError>);
    let (first, second) = (format!("{id}-revoke"), format!("{id}-really"));
    let ask = {
        let second = second.clone();
        move |_| {
            let second = second.clone();
            asks.set(true);
            browser::after_paint(move || browser::focus(&second));
        }
    };
    let keep = {
        let first = first.clone();
        move |_| {
            let first = first.clone();
            asks.set(false);
            error.set(None);
            browser::after_paint(move || browser::focus(&first));
        }
    };
    let revoke = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let workspace = data.workspace.get_value();
            let found = data.session.client.revoke_api_key(&workspace, id).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(()) => data.list.retry(),
                Err(found) => error.set(Some(found)),
            }
        });
    };
    let asked = move || {
        let (second, keep) = (second.clone(), keep.clone());
        view! {
            <span class="sub">"Programs that use it are refused from then on."</span>
            <span class="line">
                <button type="button" class="btn danger" id=second aria-describedby=describedby.clone() aria-busy=move || busy.get().then_some("true") on:click=revoke>"Revoke it"</button>
                <button type="button" class="btn" on:click=keep>"Keep it"</button>
            </span>
            {move || error.get().map(|error| view! {
                <span class="sub bad" role="alert">{error.title()} ". " {error.detail()} " " <code>{error_panel::reference(&error)}</code></span>
            })}
        }
        .into_any()
    };
    let described = format!("{id}-name");
    move || {
        match asks.get() {
        true => asked(),
        false => view! {
            <button type="button" class="btn" id=first.clone() aria-describedby=described.clone() on:click=ask.clone()>"Revoke…"</button>
        }
        .into_any(),
    }
    }
}
