//! The head of the log: search, range, filters.

use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::period::Period;
use daybook_shared::problem::FieldError;
use leptos::prelude::*;

use super::log::Step;
use super::log_live::{LiveSwitch, LogLive};
use super::log_presets::{LogPresets, PresetTabs, SaveView};
use crate::browser;
use crate::chips::{self, Chip, Part};
use crate::components::chip_list::ChipList;
use crate::components::filter_menu::FilterMenu;
use crate::components::filter_parts::{OfSheet, whole_sheet};
use crate::components::icon::Icon;
use crate::components::range_menu::RangeMenu;
use crate::components::reading::Reading;
use crate::components::search_box::{SearchBox, Typed};
use crate::filter_edit;
use crate::query_state::LogQuery;
use crate::session::Session;
use crate::viewport::Viewport;

/// Title, search and filters: a bar on a desktop, a button with a sheet on a phone.
#[component]
pub(super) fn LogTools(
    parsed: Memo<Result<LogQuery, Vec<FieldError>>>,
    reading: Reading,
    viewport: Viewport,
    session: Session,
    presets: LogPresets,
    live: LogLive,
    go: Callback<Step>,
) -> impl IntoView {
    let filter = Memo::new(move |_| parsed.get().map(|query| query.filter).unwrap_or_default());
    let set_filter = Callback::new(move |filter: EventFilter| {
        let query = reading.query.get_untracked().with_filter(filter);
        if query != reading.query.get_untracked() {
            go.run(Step::to(query));
        }
    });
    let on_search = Callback::new(move |typed: Typed| {
        let mut edited = filter.get_untracked();
        filter_edit::search(&mut edited, &typed.text);
        let query = reading.query.get_untracked();
        // Committing what typing has brought already is a step too, but only once.
        if edited != query.filter {
            go.run(Step {
                replaces: !typed.committed,
                ..Step::to(query.with_filter(edited))
            });
        }
    });
    let all_chips = Memo::new(move |_| {
        let (directory, zone) = (reading.directory.get(), reading.zone.get());
        filter.with(|filter| chips::chips(filter, &directory, zone.name(), |time| zone.local(time)))
    });
    let on_remove = Callback::new(move |part: Part| {
        let mut edited = filter.get_untracked();
        chips::remove(&mut edited, part);
        set_filter.run(edited);
        browser::focus(if viewport.is_wide() {
            "filter"
        } else {
            "open-filters"
        });
    });
    let on_clear = move |_| {
        // Of a preset nothing is left either.
        let event = reading.query.get_untracked().event;
        go.run(Step::to(LogQuery {
            event,
            ..LogQuery::default()
        }));
        browser::focus("q");
    };
    let q = Signal::derive(move || filter.with(|filter| filter.q.clone().unwrap_or_default()));
    let search = move || view! { <SearchBox q on_search /> };
    let is_set = move || all_chips.with(|chips| !chips.is_empty());

    let wide = move || {
        let open = RwSignal::new(false);
        let field = RwSignal::new(None::<(Dimension, bool)>);
        let on_edit = Callback::new(move |chosen: (Dimension, bool)| {
            field.set(Some(chosen));
            open.set(true);
            request_animation_frame(|| browser::focus_first("#filter-panel .fset-in input"));
        });
        let period = Signal::derive(move || filter.with(|filter| filter.period.clone()));
        let on_period = Callback::new(move |period: Period| {
            set_filter.run(EventFilter {
                period,
                ..filter.get_untracked()
            });
        });
        // Search and range have fields of their own.
        let clauses = Signal::derive(move || {
            all_chips
                .get()
                .into_iter()
                .filter(|chip| matches!(chip.part, Part::Clause(..)))
                .collect::<Vec<Chip>>()
        });
        view! {
            <div class="log-head">
                <h1>"Activity"</h1>
                <LiveSwitch live />
                <div class="actions"><SaveView presets reading /></div>
            </div>
            <PresetTabs session presets reading go />
            <div class="log-tools">
                {search()}
                <RangeMenu period on_change=on_period reading />
                <div class="chip-row">
                    <ChipList chips=clauses on_remove on_edit />
                    <FilterMenu filter on_change=set_filter open field reading />
                </div>
                <Show when=is_set>
                    <button type="button" class="btn quiet small clear" on:click=on_clear>"Clear all"</button>
                </Show>
            </div>
        }
    };
    let narrow = move || {
        let open = RwSignal::new(false);
        let on_show = Callback::new(move |filter| {
            open.set(false);
            set_filter.run(filter);
        });
        let close = Callback::new(move |()| {
            open.set(false);
            request_animation_frame(|| browser::focus("open-filters"));
        });
        let visible = Signal::derive(move || {
            all_chips
                .get()
                .into_iter()
                .filter(|chip| chip.part != Part::Search)
                .collect::<Vec<Chip>>()
        });
        view! {
            <div class="m-head">
                <div class="m-title"><h1>"Activity"</h1><LiveSwitch live /></div>
                <div class="m-search">
                    {search()}
                    <button type="button" class="btn" id="open-filters" aria-haspopup="dialog" on:click=move |_| open.set(true)>
                        <Icon name="filter" />
                        <span>"Filters"</span>
                        <Show when=move || visible.with(|chips| !chips.is_empty())>
                            <span class="badge-n">{move || visible.with(Vec::len)}<span class="sr">" set"</span></span>
                        </Show>
                    </button>
                </div>
            </div>
            <PresetTabs session presets reading go />
            <Show when=move || visible.with(|chips| !chips.is_empty())>
                <div class="m-chips"><ChipList chips=visible on_remove /></div>
            </Show>
            <Show when=move || open.get()>
                {whole_sheet(OfSheet { filter: filter.into(), on_show, on_close: close, reading })}
            </Show>
        }
    };
    move || {
        if viewport.is_wide() {
            wide().into_any()
        } else {
            narrow().into_any()
        }
    }
}
