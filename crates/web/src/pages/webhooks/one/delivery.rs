//! One delivery: how far it is, and in detail what was sent and what came back.

use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{Delivery, DeliveryState, Redelivery};
use leptos::prelude::*;

use super::OneData;
use super::attempt::Attempts;
use crate::api::ApiError;
use crate::components::icon::Icon;
use crate::components::refusal::refusal;
use crate::load::load;
use crate::pages::webhooks::ask::{Ask, LocalAsking};
use crate::{path, time};

/// How a delivery stands: word, icon, tone.
fn look(state: DeliveryState) -> (&'static str, &'static str, Option<&'static str>) {
    match state {
        DeliveryState::Pending => ("Waiting", "hourglass", Some("warn")),
        DeliveryState::Delivered => ("Delivered", "check", Some("success")),
        DeliveryState::Failed => ("Given up", "alert", Some("danger")),
    }
}

/// A row, with its tries below where somebody looks at them.
#[component]
pub(super) fn DeliveryRow(delivery: Delivery, data: OneData) -> impl IntoView {
    let (word, icon, tone) = look(delivery.state);
    let id = delivery.id;
    let is_open = Memo::new(move |_| data.open.get() == Some(id));
    let at = move |moment: Timestamp| {
        let full = data.words.zone.with_untracked(|zone| zone.local(moment).full());
        view! { <time datetime=moment.to_string() title=full>{move || time::ago(moment, data.now.get())}</time> }
    };
    let next = delivery.next_attempt_at.map(|next| {
        let local = data.words.zone.with_untracked(|zone| zone.local(next).second());
        let word = if delivery.attempt_count == 0 {
            "at "
        } else {
            "again at "
        };
        view! { <span class="sub">{word} {local}</span> }
    });
    let event = delivery.event_id.map(|event| {
        let address = path::event(data.workspace.get_value(), event);
        view! { <a href=address>{delivery.kind.clone()}</a> }
    });
    let ping = delivery.event_id.is_none().then(|| delivery.kind.clone());
    let answer = match (delivery.last_status, delivery.last_error.clone()) {
        (Some(status), _) => status.to_string(),
        (None, Some(error)) => error,
        (None, None) => "None yet".to_owned(),
    };
    let tries = match delivery.attempt_count {
        1 => "1 try".to_owned(),
        count => format!("{count} tries"),
    };
    let row = delivery.clone();
    let toggle = move |_| data.open.set((!is_open.get_untracked()).then_some(id));
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <span class="key-name">{event}{ping}</span>
                <span class="sub">{at(delivery.created_at)} " · " <code>{delivery.id.to_string()}</code></span>
            </th>
            <td role="cell" class="j-state"><span class="state" data-tone=tone><Icon name=icon />{word}</span>{next}</td>
            <td role="cell" class="j-may">{answer}</td>
            <td role="cell" class="j-who">
                <button type="button" class="btn small" aria-expanded=move || is_open.get().to_string() aria-label=format!("{tries}: {} {id}", delivery.kind) on:click=toggle>
                    {tries.clone()}
                </button>
            </td>
        </tr>
        <Show when=move || is_open.get()>
            <tr role="row" class="detail"><td role="cell" colspan="4"><Detail delivery=row.clone() data /></td></tr>
        </Show>
    }
}

#[component]
fn Detail(delivery: Delivery, data: OneData) -> impl IntoView {
    let id = delivery.id;
    let place = Memo::new(move |_| data.webhook().map(|webhook| webhook.id));
    let detail = load(place, move |webhook, abort| async move {
        let workspace = data.workspace.get_value();
        let client = data.session.client;
        client.delivery(&workspace, webhook, id, Some(&abort)).await
    });
    let error = RwSignal::new(None::<ApiError>);
    let again = Callback::new(move |()| {
        LocalAsking::of(async move {
            let (workspace, webhook) = data.here()?;
            let what = Redelivery {
                delivery_id: Some(id),
                ..Redelivery::default()
            };
            data.session
                .client
                .redeliver(&workspace, webhook.id, &what)
                .await?;
            let tries = detail
                .value
                .with_untracked(|found| found.as_ref().map_or(0, |(_, detail)| detail.attempts.len()));
            data.follow(id, tries);
            Ok(())
        })
    });
    let found = move || {
        detail
            .value
            .get()
            .map(|(_, detail)| view! { <Attempts detail zone=data.words.zone /> })
    };
    view! {
        <div class="attempts">
            {found}
            {move || detail.error.get().map(refusal)}
            {move || error.get().map(refusal)}
            // A ping is made anew instead.
            {delivery.event_id.is_some().then(|| view! {
            <div class="actions"><Ask id=format!("again-{id}") word="Send it again" ask=again error /></div>
            })}
        </div>
    }
}
