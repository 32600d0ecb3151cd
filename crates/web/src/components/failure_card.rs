//! Why it went wrong, and what to do next.

use std::sync::Arc;

use daybook_shared::event::Event;
use daybook_shared::{platform, remedy};
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use super::icon::Icon;
use crate::directory::Directory;
use crate::labels;

/// The card, for an event with an error or an outcome that needs somebody.
#[component]
pub fn FailureCard(
    event: Event,
    directory: Arc<Directory>,
    /// The level of its headings, where it is another than theirs.
    level: Option<&'static str>,
) -> impl IntoView {
    let tone = labels::trouble(&event.state).unwrap_or("danger");
    let (word, icon, _) = labels::state_look(&event.state);
    let known = event.error.as_ref().and_then(|error| remedy::find(&error.code));
    let title = known.map_or_else(
        || format!("{}: {}", directory.type_label(&event.kind), word.to_lowercase()),
        |known| known.cause.to_owned(),
    );
    let steps: Vec<String> = match known {
        Some(known) => known.steps.iter().map(|step| (*step).to_owned()).collect(),
        None => directory.type_help(&event.kind).into_iter().collect(),
    };
    let speaker = event
        .platform
        .as_deref()
        .map(|name| platform::find(name).map_or(name, |known| known.label).to_owned());
    let speaker = speaker.unwrap_or_else(|| event.actor.name.clone());
    let said = event.error.map(|error| {
        view! {
            {error.reason.map(|reason| view! { <blockquote dir="auto">"“" {reason} "”"</blockquote> })}
            <p class="src">"Said by " <bdi>{speaker}</bdi> " · " <code>{error.code}</code></p>
        }
    });
    view! {
        <section class="blame" data-tone=tone aria-label="What went wrong">
            <div class="blame-why">
                <h3 {..custom_attribute("aria-level", level)}><Icon name=icon />{title}</h3>
                {said}
            </div>
            {(!steps.is_empty()).then(|| view! {
                <div class="blame-next">
                    <h3 {..custom_attribute("aria-level", level)}>"What to do next"</h3>
                    <ol>{steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view()}</ol>
                </div>
            })}
        </section>
    }
}
