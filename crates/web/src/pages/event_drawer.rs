//! The open event, beside the list; on a phone over it.

use daybook_shared::event::Event;
use daybook_shared::problem::ErrorCode;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::event_body::{EventBody, Unknown};
use super::event_walk::{self, Walk};
use super::log::Step;
use super::log_data::{self, EventKey, LogData};
use crate::browser;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::copy_button::CopyButton;
use crate::components::error_panel::ErrorPanel;
use crate::components::event_head::HEADING;
use crate::components::icon::Icon;
use crate::components::reading::Reading;
use crate::components::skeleton::SkeletonEvent;
use crate::load::load;
use crate::path;
use crate::session::{Phase, Session};

/// The buttons that walk from event to event; keys press them.
pub(super) const NEWER: &str = "newer-event";
pub(super) const OLDER: &str = "older-event";

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
    let session = expect_context::<Session>();
    let client = session.client;
    let key = Memo::new(move |_| {
        let workspace = reading.path.with(|path| path::workspace_of(path))?;
        (session.phase.get() == Phase::SignedIn).then(|| (workspace, id.get()))
    });
    let alone = load(
        Memo::new(move |_| {
            key.get()
                .filter(|(_, id)| log_data::find_on_page(data.page, id).is_none())
        }),
        move |(workspace, id): EventKey, abort| async move { client.event(&workspace, &id, Some(&abort)).await },
    );
    Effect::new(move |_| {
        if let Some(found) = alone.value.get() {
            data.opened.set(Some(found));
        }
    });
    let story = load(key, move |(workspace, id): EventKey, abort| async move {
        client.story(&workspace, &id, Some(&abort)).await
    });
    let walk = Walk::new(data, reading, id, go);
    let close = move |_| {
        let query = reading.query.get_untracked().with_event(None);
        go.run(Step::to(query));
    };
    let position = move || {
        data.page.value.with(|page| {
            let rows = &page.as_ref()?.1.data;
            let here = event_walk::place(rows, &id.get())?;
            Some(format!("{} of {} on this page", here + 1, rows.len()))
        })
    };
    focus_heading(event);
    let is_off = move |forward: bool| move || (!walk.leads(forward)).then_some("true");
    let is_busy = move || walk.is_busy().then_some("true");
    let body = move || match event.get() {
        Some(event) => {
            reading.zone.track();
            view! { <EventBody event story reading /> }.into_any()
        }
        None => match alone.error.get() {
            Some(error) if error.is(ErrorCode::NotFound) => view! { <Unknown /> }.into_any(),
            Some(error) => {
                let on_retry = Callback::new(move |()| alone.retry());
                view! { <ErrorPanel error on_retry /> }.into_any()
            }
            None => view! { <SkeletonEvent /> }.into_any(),
        },
    };
    view! {
        <aside class="drawer" aria-label="Event" aria-busy=is_busy>
            <div class="drawer-bar">
                <button type="button" class="icon-btn" id=NEWER aria-label="Newer event (k)" aria-disabled=is_off(false) on:click=move |_| walk.step(false)>
                    <Icon name="up" />
                </button>
                <button type="button" class="icon-btn" id=OLDER aria-label="Older event (j)" aria-disabled=is_off(true) on:click=move |_| walk.step(true)>
                    <Icon name="down" />
                </button>
                <span class="pos">{position}</span>
                {move || {
                    let address = format!("{}{}", browser::origin(), reading.address_of(&id.get()));
                    view! { <CopyButton class="icon-btn" text=address what="the link to this event" icon="link" /> }
                }}
                <a class="icon-btn" aria-label="Open as a page" title="Open as a page" href=move || reading.page_of(&id.get())>
                    <Icon name="expand" />
                </a>
                <button type="button" class="icon-btn" aria-label="Close (Esc)" on:click=close>
                    <Icon name="x" />
                </button>
            </div>
            {move || walk.error().map(|text| view! { <p class="drawer-said" role="alert">{text}</p> })}
            {body}
        </aside>
    }
}

/// Opening moves the focus to the sentence; walking on leaves it on the button or key that walks.
fn focus_heading(event: Memo<Option<Event>>) {
    // A step of the story that led here went with the event that it was part of.
    Effect::new(move |_| {
        event.track();
        request_animation_frame(|| {
            if browser::has_no_focus() {
                browser::focus(HEADING);
            }
        });
    });
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
