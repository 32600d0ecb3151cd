//! Everything else that is known about an event.

use daybook_shared::event::Event;
use daybook_shared::filter::Dimension;
use leptos::prelude::*;

use super::actor_badge::ActorValue;
use super::changes::text;
use super::copy_button::CopyButton;
use super::reading::Reading;
use super::value_button::ValueButton;
use crate::{labels, time};

/// The list of details.
#[component]
pub fn Details(event: Event, reading: Reading) -> impl IntoView {
    let local = reading.zone.with_untracked(|zone| zone.local(event.recorded_at));
    let recorded = format!(
        "{}, {}",
        local.full(),
        time::recorded(event.occurred_at, event.recorded_at).to_lowercase()
    );
    let context = event.context.clone().unwrap_or_default();
    let metadata = event.metadata.clone().unwrap_or_default();
    let agent = event
        .actor
        .agent
        .clone()
        .filter(|agent| *agent != event.actor.name);
    let copied = |name: &'static str, what: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <dt>{name}</dt>
                <dd>
                    <span class="copyable">
                        <code>{value.clone()}</code>
                        <CopyButton text=value what=what />
                    </span>
                </dd>
            }
        })
    };
    let plain = |name: &'static str, value: Option<String>| {
        value.map(|value| view! { <dt>{name}</dt><dd><bdi>{value}</bdi></dd> })
    };
    let pressed = |dimension: Dimension, value: &str, label: String| {
        view! {
            <dt>{dimension.label()}</dt>
            <dd>
                <ValueButton
                    field=dimension.key()
                    value=value
                    label=label.clone()
                    content=view! { <bdi>{label}</bdi> }.into_any()
                />
            </dd>
        }
    };
    view! {
        <dl class="kv">
            <dt>"Actor"</dt>
            <dd><ActorValue actor=event.actor.clone() platform=event.platform.clone() reading /></dd>
            {pressed(Dimension::ActorKind, event.actor.kind.as_str(), labels::actor_kind_label(event.actor.kind).to_owned())}
            {plain("Specialist", agent)}
            {copied("Actor id", "the actor id", event.actor.id.clone())}
            {pressed(Dimension::Category, &event.category, reading.directory.with_untracked(|names| names.category_label(&event.category)))}
            {plain("Recorded", Some(recorded))}
            {plain("Sequence", Some(labels::grouped(event.sequence)))}
            {copied("Event", "the event id", Some(event.id.to_string()))}
            {copied("Correlation", "the correlation id", event.correlation_id.clone())}
            {copied("Idempotency", "the idempotency key", event.idempotency_key.clone())}
            {copied("Request", "the request id", context.request_id)}
            {copied("IP address", "the IP address", context.ip)}
            {plain("User agent", context.user_agent)}
            {metadata.iter().map(|(key, value)| view! {
                <dt class="mono">{key.clone()}</dt>
                <dd><code>{text(value)}</code></dd>
            }).collect_view()}
        </dl>
    }
}
