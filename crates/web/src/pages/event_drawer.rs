//! The open event, beside the list; on a phone over it.

use daybook_shared::event::Event;
use daybook_shared::problem::ErrorCode;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::log::{Step, neighbour};
use super::log_data::LogData;
use crate::browser;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::art::Art;
use crate::components::changes::Changes;
use crate::components::copy_button::CopyButton;
use crate::components::details::Details;
use crate::components::error_panel::ErrorPanel;
use crate::components::event_head::{EventHead, HEADING};
use crate::components::failure_card::FailureCard;
use crate::components::icon::Icon;
use crate::components::raw_json::RawJson;
use crate::components::reading::Reading;
use crate::components::skeleton::SkeletonEvent;
use crate::components::story_steps::StorySteps;
use crate::components::targets::Targets;
use crate::labels;

/// The drawer's part of the program.
#[wasm_split(event, wasm_split_path = leptos::wasm_split, fallible)]
fn event_drawer() -> Result<Draw<(LogData, Reading, Callback<Step>)>, SplitLoaderError> {
    Ok(|(data, reading, go)| view! { <Drawer data reading go /> }.into_any())
}

/// The drawer, which is loaded when the first event is opened.
#[component]
pub(super) fn EventDrawer(data: LogData, reading: Reading, go: Callback<Step>) -> impl IntoView {
    chunk::show(event_drawer, (data, reading, go))
}

/// The drawer. It is in the page only while an event is open.
#[component]
fn Drawer(data: LogData, reading: Reading, go: Callback<Step>) -> impl IntoView {
    let id = Memo::new(move |_| {
        reading
            .query
            .with(|query| query.event.clone())
            .unwrap_or_default()
    });
    let event = Memo::new(move |_| data.open_event(&id.get()));
    let step = move |forward: bool| Memo::new(move |_| neighbour(data, &id.get(), forward));
    let (newer, older) = (step(false), step(true));
    let go_to = move |event: Option<String>, replaces: bool| {
        go.run(Step {
            replaces,
            ..Step::to(reading.query.get_untracked().with_event(event))
        });
    };
    let walk = move |to: Memo<Option<String>>| {
        if let Some(id) = to.get_untracked() {
            go_to(Some(id), true);
        }
    };
    let position = move || {
        data.page.value.with(|page| {
            let rows = &page.as_ref()?.1.data;
            let here = rows.iter().position(|event| event.id.to_string() == id.get())?;
            Some(format!("{} of {} on this page", here + 1, rows.len()))
        })
    };
    focus_heading(event);
    let is_off = |to: Memo<Option<String>>| move || to.with(Option::is_none).then_some("true");
    let body = move || match event.get() {
        Some(event) => {
            reading.zone.track();
            view! { <EventBody event data reading /> }.into_any()
        }
        None => match data.event.error.get() {
            Some(error) if error.is(ErrorCode::NotFound) => unknown().into_any(),
            Some(error) => {
                let on_retry = Callback::new(move |()| data.event.retry());
                view! { <ErrorPanel error on_retry /> }.into_any()
            }
            None => view! { <SkeletonEvent /> }.into_any(),
        },
    };
    view! {
        <aside class="drawer" aria-label="Event">
            <div class="drawer-bar">
                <button type="button" class="icon-btn" aria-label="Newer event (k)" aria-disabled=is_off(newer) on:click=move |_| walk(newer)>
                    <Icon name="up" />
                </button>
                <button type="button" class="icon-btn" aria-label="Older event (j)" aria-disabled=is_off(older) on:click=move |_| walk(older)>
                    <Icon name="down" />
                </button>
                <span class="pos">{position}</span>
                {move || {
                    let address = format!("{}{}", browser::origin(), reading.address_of(&id.get()));
                    view! { <CopyButton class="icon-btn" text=address what="the link to this event" icon="link" /> }
                }}
                <button type="button" class="icon-btn" aria-label="Close (Esc)" on:click=move |_| go_to(None, false)>
                    <Icon name="x" />
                </button>
            </div>
            {body}
        </aside>
    }
}

/// Opening moves the focus to the sentence; walking on leaves it on the button or key that walks.
fn focus_heading(event: Memo<Option<Event>>) {
    Effect::new(move |was_there: Option<bool>| {
        let is_there = event.with(Option::is_some);
        let walks = document()
            .active_element()
            .is_some_and(|active| active.closest(".drawer-bar").ok().flatten().is_some());
        if is_there && !walks && was_there != Some(true) {
            request_animation_frame(|| browser::focus(HEADING));
        }
        is_there || was_there == Some(true)
    });
}

#[component]
fn EventBody(event: Event, data: LogData, reading: Reading) -> impl IntoView {
    let id = event.id.to_string();
    let has_trouble = event.error.is_some() || labels::trouble(&event.state).is_some();
    let story_id = id.clone();
    let story = move || {
        let found = data.story.value.get().filter(|((_, of), _)| *of == story_id);
        found.map(|(_, story)| story)
    };
    let (failure, detailed) = (event.clone(), event.clone());
    // Names come a moment later; the head, which has the focus, does not wait for them.
    let failure_view = move || {
        let directory = reading.directory.get();
        has_trouble.then(|| view! { <FailureCard event=failure.clone() directory /> })
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
                        <h3 id="story">"Story"</h3>
                        <StorySteps story here=id.clone() reading />
                    </section>
                }
            })
    };
    view! {
        <EventHead event=event.clone() reading />
        {failure_view}
        {story_view}
        {(!event.targets.is_empty()).then(|| view! {
            <section class="drawer-sec" aria-labelledby="targets">
                <h3 id="targets">"Targets"</h3>
                <Targets targets=event.targets.clone() />
            </section>
        })}
        {(!event.changes.is_empty()).then(|| view! {
            <section class="drawer-sec" aria-labelledby="changes">
                <h3 id="changes">"Changes"</h3>
                <Changes changes=event.changes.clone() />
            </section>
        })}
        <section class="drawer-sec" aria-labelledby="details">
            <h3 id="details">"Details"</h3>
            {details_view}
        </section>
        <section class="drawer-sec"><RawJson event /></section>
    }
}

fn unknown() -> impl IntoView {
    view! {
        <div class="empty" role="alert">
            {Art::Locked.draw()}
            <h2>"There is no such event"</h2>
            <p>"The id is not of this workspace, or the event is not for you to see."</p>
        </div>
    }
}
