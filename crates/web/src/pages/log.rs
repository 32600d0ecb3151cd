//! The log of a workspace.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_params_map};

use super::event_drawer::EventDrawer;
use super::gate::require_session;
use super::log_data::LogData;
use super::log_keys;
use super::log_list::LogList;
use super::log_live::LogLive;
use super::log_presets::LogPresets;
use super::log_tools::LogTools;
use super::log_values::ValueMenus;
use super::log_volume::LogVolume;
use crate::components::header::Header;
use crate::components::print_head::PrintHead;
use crate::components::reading::{Reading, row_id};
use crate::query_state::LogQuery;
use crate::session::{Session, WORKSPACE_KEY};
use crate::viewport::Viewport;
use crate::{browser, path};

/// Where to go from here, and how.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) query: LogQuery,
    /// Stands in the place of the present view in the history.
    pub(super) replaces: bool,
    /// Goes to the top of the page.
    pub(super) scrolls: bool,
}

impl Step {
    /// A step of its own in the history, in place.
    pub(super) fn to(query: LogQuery) -> Self {
        Self {
            query,
            replaces: false,
            scrolls: false,
        }
    }
}

/// The log page: its state is the URL.
#[component]
pub fn LogPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let viewport = expect_context::<Viewport>();
    require_session(session);

    let params = use_params_map();
    let workspace = Memo::new(move |_| params.with(|params| params.get("workspace").unwrap_or_default()));
    let path = Memo::new(move |_| path::log(workspace.get()));
    let search = use_location().search;
    let parsed = Memo::new(move |_| LogQuery::parse(&search.get()));
    let query = Memo::new(move |_| parsed.get().unwrap_or_default());
    keep_address(search);

    let zone = Memo::new(move |_| session.zone());
    let data = LogData::load(session, viewport, workspace, parsed);
    let hints = Memo::new(move |_| {
        data.page
            .value
            .with(|page| page.as_ref().map(|(_, page)| page.hints.clone()))
            .unwrap_or_default()
    });
    let reading = Reading::new(session, zone, path, data.directory, hints, query, false);

    let presets = LogPresets::load(session, workspace, reading);
    let live = LogLive::follow(session, data, workspace, reading);

    let navigate = StoredValue::new_local(use_navigate());
    let go = Callback::new(move |step: Step| {
        let address = step.query.address(&path.get_untracked());
        let options = NavigateOptions {
            replace: step.replaces,
            scroll: step.scrolls,
            ..NavigateOptions::default()
        };
        navigate.with_value(|navigate| navigate(&address, options));
    });

    let open = reading.open;
    title(session, workspace, open, data);
    return_focus(open);
    log_keys::listen(session, viewport, data, presets, live, reading, go);
    let name = move || session.workspace_name(&workspace.get());
    let is_shut = move || !viewport.is_wide() && open.with(Option::is_some);

    Effect::new(move |_| {
        let id = workspace.get();
        if session.workspace(&id).is_some() {
            browser::keep(WORKSPACE_KEY, Some(&id));
        }
    });

    view! {
        <Header session workspace=Signal::derive(move || Some(workspace.get())) current="Log" />
        <div class=move || if open.with(Option::is_some) { "split" } else { "whole" }>
            // On a phone the open event covers the list, which then must not be reached.
            <main id="main" tabindex="-1" inert=is_shut>
                <div class="log-page">
                    <PrintHead
                        reading
                        filter=Signal::derive(move || query.with(|query| query.filter.clone()))
                        workspace=Signal::derive(name)
                        person=Signal::derive(move || session.person_name())
                        count=Signal::derive(move || data.shown_of().unwrap_or_default())
                    />
                    <LogTools parsed reading viewport session data presets live go />
                    <LogVolume session data parsed reading go />
                    <LogList data live parsed reading viewport session workspace_name=Signal::derive(name) go />
                </div>
            </main>
            <Show when=move || open.with(Option::is_some)>
                <EventDrawer data reading go />
            </Show>
            <ValueMenus reading viewport go />
        </div>
    }
}

/// After "back" and "forward" the router takes some addresses for the present one and does not push them; the
/// address bar would then tell of another view than the page.
fn keep_address(search: Memo<String>) {
    Effect::new(move |_| {
        let wanted = search.get();
        request_animation_frame(move || {
            let shown = window().location().search().unwrap_or_default();
            let is_still_wanted = search.try_get_untracked().is_some_and(|search| search == wanted);
            if is_still_wanted && shown.trim_start_matches('?') != wanted {
                let path = window().location().pathname().unwrap_or_default();
                let address = if wanted.is_empty() {
                    path
                } else {
                    format!("{path}?{wanted}")
                };
                if let Ok(history) = window().history() {
                    let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address));
                }
            }
        });
    });
}

fn title(session: Session, workspace: Memo<String>, open: Memo<Option<String>>, data: LogData) {
    Effect::new(move |_| {
        let name = session.workspace_name(&workspace.get());
        let event = open.get().and_then(|id| data.open_event(&id));
        match event {
            Some(event) => {
                let sentence: String = event.description.chars().take(80).collect();
                browser::set_title(&[&sentence, &name]);
            }
            None => browser::set_title(&["Activity", &name]),
        }
    });
}

/// When an event is closed, the focus goes back to its row.
fn return_focus(open: Memo<Option<String>>) {
    Effect::new(move |before: Option<Option<String>>| {
        let now = open.get();
        if let (Some(Some(before)), None) = (before, &now) {
            request_animation_frame(move || browser::focus(&row_id(&before)));
        }
        now
    });
}
