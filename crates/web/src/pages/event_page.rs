//! One event on a page of its own: to link to, to print, to read without the list.

use daybook_shared::event::Event;
use daybook_shared::filter::EventFilter;
use daybook_shared::period::{Bound, Period};
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::event_body::{EventBody, Unknown};
use super::gate::{SessionError, require_session};
use super::log::Step;
use super::log_data::EventKey;
use super::log_values::ValueMenus;
use super::names::load_names;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::copy_button::CopyButton;
use crate::components::error_panel::ErrorPanel;
use crate::components::event_head::HEADING;
use crate::components::header::Header;
use crate::components::icon::Icon;
use crate::components::reading::Reading;
use crate::components::skeleton::SkeletonEvent;
use crate::load::load;
use crate::named::Names;
use crate::query_state::LogQuery;
use crate::session::{Phase, Session};
use crate::viewport::Viewport;
use crate::{browser, path};

#[wasm_split(event, wasm_split_path = leptos::wasm_split, fallible)]
fn event_page() -> Result<Draw<()>, SplitLoaderError> {
    Ok(|()| view! { <Page /> }.into_any())
}

/// The page of an event, which comes with the drawer's part of the program.
#[component]
pub fn EventPage() -> impl IntoView {
    let session = expect_context::<Session>();
    require_session(session);
    let params = use_params_map();
    let workspace = Memo::new(move |_| params.with(|params| params.get("workspace").unwrap_or_default()));
    view! {
        <Header session workspace=Signal::derive(move || Some(workspace.get())) current="Log" />
        {chunk::show(event_page, ())}
    }
}

/// The log as it was when the event happened, with the event open: it is the first row.
fn in_the_log(event: &Event) -> LogQuery {
    let period = Period {
        to: Some(Bound::Instant(Timestamp(event.occurred_at.0 + 1))),
        ..Period::default()
    };
    LogQuery {
        filter: EventFilter {
            period,
            ..EventFilter::default()
        },
        event: Some(event.id.to_string()),
        ..LogQuery::default()
    }
}

#[component]
fn Page() -> impl IntoView {
    let session = expect_context::<Session>();
    let client = session.client;
    let params = use_params_map();
    let param = move |name: &'static str| {
        Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
    };
    let (workspace, id) = (param("workspace"), param("event"));
    let is_in = Memo::new(move |_| session.phase.get() == Phase::SignedIn);
    let key = Memo::new(move |_| is_in.get().then(|| (workspace.get(), id.get())));
    let loaded = load(key, move |(workspace, id): EventKey, abort| async move {
        client.event(&workspace, &id, Some(&abort)).await
    });
    let story = load(key, move |(workspace, id): EventKey, abort| async move {
        client.story(&workspace, &id, Some(&abort)).await
    });
    let event = Memo::new(move |_| {
        let here = key.get();
        let found = loaded.value.get();
        found
            .filter(|(of, _)| Some(of) == here.as_ref())
            .map(|(_, event)| event)
    });
    let zone = Memo::new(move |_| session.zone());
    let reading = Reading::new(
        session,
        zone,
        Memo::new(move |_| path::log(workspace.get())),
        load_names(client, workspace, is_in, Signal::stored(Names::new())),
        Memo::new(|_| daybook_shared::page::Hints::default()),
        Memo::new(|_| LogQuery::default()),
        true,
    );
    Effect::new(move |_| {
        let name = session.workspace_name(&workspace.get());
        let sentence = event.with(|event| {
            let event = event.as_ref();
            event.map(|event| event.description.chars().take(80).collect::<String>())
        });
        browser::set_title(&[sentence.as_deref().unwrap_or("Event"), &name]);
    });
    // The page begins with its sentence, unless somebody is elsewhere already.
    Effect::new(move |_| {
        if event.with(Option::is_some) {
            request_animation_frame(|| {
                if browser::has_no_focus() {
                    browser::focus(HEADING);
                }
            });
        }
    });
    let log = move || path::log(workspace.get());
    let body = move || {
        if matches!(session.phase.get(), Phase::Unreachable(_)) {
            return view! { <SessionError session /> }.into_any();
        }
        if let Some(event) = event.get() {
            reading.zone.track();
            return view! { <EventBody event story reading /> }.into_any();
        }
        match loaded.error.get() {
            Some(error) if error.is(ErrorCode::NotFound) => view! {
                <Unknown><a class="btn primary" href=log>"To the log"</a></Unknown>
            }
            .into_any(),
            Some(error) => {
                let on_retry = Callback::new(move |()| loaded.retry());
                view! { <ErrorPanel error on_retry /> }.into_any()
            }
            None => view! { <SkeletonEvent /> }.into_any(),
        }
    };
    let ways = move || {
        event.get().map(|event| {
            let address = in_the_log(&event).address(&log());
            let link = format!("{}{}", browser::origin(), reading.page_of(&id.get()));
            view! {
                <CopyButton class="icon-btn" text=link what="the link to this event" icon="link" />
                <a class="btn" href=address>"Show in the log"</a>
            }
        })
    };
    // A value leads to the log, with nothing but itself chosen.
    let viewport = expect_context::<Viewport>();
    let navigate = StoredValue::new_local(use_navigate());
    let go = Callback::new(move |step: Step| {
        let address = step.query.address(&path::log(workspace.get_untracked()));
        navigate.with_value(|navigate| navigate(&address, NavigateOptions::default()));
    });
    view! {
        <ValueMenus reading viewport go />
        <main id="main" tabindex="-1" class="event-page">
            <nav class="event-bar" aria-label="Event">
                <a class="btn quiet" href=log><Icon name="left" />"The log"</a>
                <span class="actions">{ways}</span>
            </nav>
            <div class="event-in">{body}</div>
        </main>
    }
}
