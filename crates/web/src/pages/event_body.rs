//! Everything that an event says, beside the list and on a page of its own.

use daybook_shared::event::Event;
use daybook_shared::route;
use daybook_shared::story::Story;
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::log_data::EventKey;
use crate::components::art::Art;
use crate::components::changes::Changes;
use crate::components::details::Details;
use crate::components::event_head::EventHead;
use crate::components::failure_card::FailureCard;
use crate::components::raw_json::RawJson;
use crate::components::reading::Reading;
use crate::components::story_steps::StorySteps;
use crate::components::targets::Targets;
use crate::load::Load;
use crate::session::Session;
use crate::{browser, labels, path};

/// The event: what happened, why, and all that is known of it.
#[component]
pub(super) fn EventBody(event: Event, story: Load<EventKey, Story>, reading: Reading) -> impl IntoView {
    // On a page of its own the sentence is the first heading, and nothing stands between it and these.
    let level = reading.alone.then_some("2");
    let id = event.id.to_string();
    let has_trouble = event.error.is_some() || labels::trouble(&event.state).is_some();
    let story_id = id.clone();
    let story = move || {
        let found = story.value.get().filter(|((_, of), _)| *of == story_id);
        found.map(|(_, story)| story)
    };
    let (failure, detailed) = (event.clone(), event.clone());
    // Names come a moment later; the head, which has the focus, does not wait for them.
    let failure_view = move || {
        let directory = reading.directory.get();
        has_trouble.then(|| view! { <FailureCard event=failure.clone() directory level /> })
    };
    let details_view = move || {
        reading.directory.track();
        view! { <Details event=detailed.clone() reading /> }
    };
    let story_view = move || {
        reading.directory.track();
        story()
            .filter(|story| story.data.len() > 1 || story.missing.is_some())
            .map(|story| {
                view! {
                    <section class="drawer-sec" aria-labelledby="story">
                        <h3 id="story" {..custom_attribute("aria-level", level)}>"Story"</h3>
                        <StorySteps story here=id.clone() reading />
                    </section>
                }
            })
    };
    view! {
        <EventHead event=event.clone() reading />
        <div class="event-main">
            {failure_view}
            {story_view}
            {(!event.targets.is_empty()).then(|| view! {
                <section class="drawer-sec" aria-labelledby="targets">
                    <h3 id="targets" {..custom_attribute("aria-level", level)}>"Targets"</h3>
                    <Targets targets=event.targets.clone() />
                </section>
            })}
            {(!event.changes.is_empty()).then(|| view! {
                <section class="drawer-sec" aria-labelledby="changes">
                    <h3 id="changes" {..custom_attribute("aria-level", level)}>"Changes"</h3>
                    <Changes changes=event.changes.clone() />
                </section>
            })}
        </div>
        <div class="event-side">
            <section class="drawer-sec" aria-labelledby="details">
                <h3 id="details" {..custom_attribute("aria-level", level)}>"Details"</h3>
                {details_view}
            </section>
            <Raw event reading />
        </div>
    }
}

/// The JSON. The file holds what the API answers, byte by byte.
#[component]
fn Raw(event: Event, reading: Reading) -> impl IntoView {
    let session = expect_context::<Session>();
    let id = event.id.to_string();
    let (busy, said) = (RwSignal::new(false), RwSignal::new(None));
    let on_save = Callback::new(move |()| {
        let workspace = reading.path.with_untracked(|path| path::workspace_of(path));
        let address = route::event(workspace.unwrap_or_default(), &id);
        let name = format!("{id}.json");
        busy.set(true);
        said.set(None);
        spawn_local(async move {
            let found = match session.client.text(&address).await {
                Ok(text) => {
                    browser::save(&name, "application/json", &text);
                    format!("Saved as {name}")
                }
                Err(error) => format!("Not saved: {}", error.title()),
            };
            busy.try_set(false);
            said.try_set(Some(found));
        });
    });
    view! { <section class="drawer-sec"><RawJson event on_save busy said /></section> }
}

/// Said where there is none; `children` lead on.
#[component]
pub(super) fn Unknown(#[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div class="empty" role="alert">
            {Art::Locked.draw()}
            <h2>"There is no such event"</h2>
            <p>"The id is not of this workspace, or the event is not for you to see."</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}
