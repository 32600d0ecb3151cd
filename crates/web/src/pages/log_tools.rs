//! The head of the log: search, range, filters.

use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::period::Period;
use daybook_shared::problem::FieldError;
use leptos::prelude::*;

use super::log::Step;
use super::log_data::LogData;
use super::log_filters::{OfMenu, OfRange, OfSheet, menu_filters, menu_range, whole_sheet};
use super::log_live::{LiveSwitch, LogLive};
use super::log_menu::LogMenu;
use super::log_presets::{LogPresets, PresetTabs, SaveView};
use crate::chips::{self, Chip, Part};
use crate::components::chip_list::ChipList;
use crate::components::copy_button::CopyButton;
use crate::components::icon::Icon;
use crate::components::popover::Popover;
use crate::components::range_menu::RangeMenu;
use crate::components::reading::Reading;
use crate::components::search_box::{self, SearchBox, Typed};
use crate::query_state::LogQuery;
use crate::session::Session;
use crate::viewport::Viewport;
use crate::zone::Zone;
use crate::{browser, clock, filter_edit, path};

/// The button that copies the address.
pub(super) const COPY_LINK: &str = "copy-link";
const MENU: &str = "filter";
const SHEET: &str = "open-filters";

/// The button of the filters: a menu's where there is room, a sheet's where there is none.
pub(super) fn filter_button(viewport: Viewport) -> &'static str {
    if untrack(|| viewport.is_wide()) {
        MENU
    } else {
        SHEET
    }
}

/// The address of this view for somebody who opens it later.
fn link(reading: Reading) -> String {
    // Days of another zone than the viewer's begin where the address says.
    let date = |time, name: &str| Zone::of_viewer(Some(name)).local(time).date;
    let query = reading.query.with(|query| query.frozen(clock::now(), date));
    format!("{}{}", browser::origin(), query.address(&reading.path.get()))
}

/// Where what the log shows is exported; nowhere for those who may not.
pub(super) fn export_address(session: Session, reading: Reading) -> Option<String> {
    let workspace = reading.path.with(|path| path::workspace_of(path))?;
    let query = reading.query.with(|query| query.filter.to_query());
    let may_export = session.may_export(&workspace);
    may_export.then(|| path::with_query(path::exports(workspace), &query))
}

/// Title, search and filters: a bar on a desktop, a button with a sheet on a phone.
#[component]
pub(super) fn LogTools(
    parsed: Memo<Result<LogQuery, Vec<FieldError>>>,
    reading: Reading,
    viewport: Viewport,
    session: Session,
    data: LogData,
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
        for (dimension, excludes, values) in &typed.clauses {
            filter_edit::add(&mut edited, *dimension, *excludes, values);
        }
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
        browser::focus(filter_button(viewport));
    });
    let on_clear = move |_| {
        // Of a preset nothing is left either.
        let event = reading.query.get_untracked().event;
        go.run(Step::to(LogQuery {
            event,
            ..LogQuery::default()
        }));
        browser::focus(search_box::ID);
    };
    let copy_link = move || {
        let text = Signal::derive(move || link(reading));
        view! { <CopyButton class="icon-btn" id=COPY_LINK text what="a link to this view" icon="link" /> }
    };
    let export = move || {
        // The link stays where it is, and the focus on it, when the filter changes.
        let may_export = Memo::new(move |_| export_address(session, reading).is_some());
        view! {
            <Show when=move || may_export.get()>
                <a class="btn" href=move || export_address(session, reading)><Icon name="download" /><span>"Export"</span></a>
            </Show>
        }
    };
    let search = move || view! { <SearchBox filter on_search directory=reading.directory /> };
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
        Effect::new(move |_| {
            if !open.get() {
                field.set(None);
            }
        });
        let of = OfMenu {
            session,
            filter,
            on_change: set_filter,
            field,
            reading,
        };
        view! {
            <div class="log-head">
                <h1>"Activity"</h1>
                <LiveSwitch live />
                <div class="actions">{copy_link()}<SaveView presets reading />{export()}<LogMenu session data reading go /></div>
            </div>
            <PresetTabs session presets reading go />
            <div class="log-tools">
                {search()}
                <RangeMenu period reading>{menu_range(OfRange { period, on_change: on_period, reading })}</RangeMenu>
                <div class="chip-row">
                    <ChipList chips=clauses on_remove on_edit />
                    <Popover
                        id=MENU
                        class="btn quiet small"
                        panel_class="filter-panel"
                        label="Filter"
                        open
                        trigger=|| view! { <Icon name="plus" small=true />"Filter" }
                    >
                        {menu_filters(of)}
                    </Popover>
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
            request_animation_frame(|| browser::focus(SHEET));
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
                <div class="m-title"><h1>"Activity"</h1><LiveSwitch live />{copy_link()}<LogMenu session data reading go /></div>
                <div class="m-search">
                    {search()}
                    <button type="button" class="btn" id=SHEET aria-haspopup="dialog" on:click=move |_| open.set(true)>
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
                {whole_sheet(OfSheet { session, filter, on_show, on_close: close, reading })}
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
