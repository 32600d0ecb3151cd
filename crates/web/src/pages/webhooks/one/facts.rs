//! How the endpoint stands.

use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;

use super::OneData;
use crate::components::icon::Icon;
use crate::components::notice::Notice;
use crate::labels::grouped;
use crate::pages::webhooks::form::format_words;
use crate::pages::webhooks::row::{counts, look};
use crate::time;

/// The facts, and why nothing is sent where that is so.
#[component]
pub(super) fn Facts(data: OneData) -> impl IntoView {
    let at = move |moment: Timestamp| {
        let full = data.words.zone.with(|zone| zone.local(moment).full());
        view! { <time datetime=moment.to_string() title=full>{time::ago(moment, data.now.get())}</time> }
    };
    move || {
        let webhook = data.webhook()?;
        let (word, icon, tone) = look(&webhook);
        let events = data.words.parts(&webhook.filter).join(", ");
        let told = counts(webhook.deliveries);
        let deliveries = match told.is_empty() {
            true => "None in the last 24 hours".to_owned(),
            false => told.join(", "),
        };
        let disabled = webhook.disabled.clone().map(|disabled| {
            view! {
                <Notice icon="alert" tone="warn">
                    <b>"Nothing has been sent since " {at(disabled.at)} ". "</b>
                    {disabled.reason}
                    " What happens meanwhile stays in the log: switch it on, and then send what was missed."
                </Notice>
            }
        });
        let replay = webhook.replay_to.map(|to| {
            view! { <Notice icon="refresh">{format!("A part of the log is sent again, up to event {}.", grouped(to))}</Notice> }
        });
        let rotating = webhook.previous_secret_expires_at.map(|until| {
            let until = data.words.zone.with(|zone| zone.local(until).full());
            view! { <Notice icon="key">{format!("Messages are signed with two secrets until {until}.")}</Notice> }
        });
        Some(view! {
            {disabled} {replay} {rotating}
            <dl class="panel facts">
                <div><dt>"State"</dt><dd><span class="state" data-tone=tone><Icon name=icon />{word}</span></dd></div>
                <div><dt>"Events"</dt><dd><bdi>{events}</bdi></dd></div>
                <div><dt>"Format"</dt><dd>{format_words(webhook.format).0}</dd></div>
                <div><dt>"Last 24 hours"</dt><dd>{deliveries}</dd></div>
                <div><dt>"Looked at"</dt><dd>{format!("up to event {}", grouped(webhook.sequence))}</dd></div>
                <div><dt>"Made"</dt><dd>{at(webhook.created_at)} " by " <bdi>{webhook.created_by.name.clone()}</bdi></dd></div>
            </dl>
        })
    }
}
