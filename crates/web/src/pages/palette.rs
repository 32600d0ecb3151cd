//! The palette: a few letters lead to a page, a preset, a filter, an event.

use daybook_shared::me::{UserUpdate, WorkspaceSummary};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_navigate};
use web_sys::Element;

use crate::browser;
use crate::components::icon::Icon;
use crate::directory::Directory;
use crate::layer::{Layer, Open};
use crate::palette::{self, Act, Entry, Here};
use crate::path;
use crate::query_state::LogQuery;
use crate::session::{Session, WORKSPACE_KEY};

/// The dialog. It is in the page only while it is open.
#[component]
pub(super) fn PaletteDialog(open: Open) -> impl IntoView {
    let session = expect_context::<Session>();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    });
    let workspaces = session
        .me
        .with_untracked(|me| me.as_ref().map(|me| me.workspaces.clone()).unwrap_or_default());
    let here = here(session, &workspaces);
    let all = RwSignal::new(palette::entries(&here, &workspaces, &[], &Directory::default()));
    let names_of = here.clone();
    let text = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| {
        text.with(|text| match palette::event(&here, text) {
            Some(event) => vec![event],
            None => all.with(|all| palette::fitting(all, text)),
        })
    });
    // Entries that come later leave chosen what is chosen.
    let on_more = Callback::new(move |more: Vec<Entry>| {
        let at =
            found.with_untracked(|found| found.get(chosen.get_untracked()).map(|entry| entry.act.clone()));
        all.set(more);
        let now =
            at.and_then(|at| found.with_untracked(|found| found.iter().position(|entry| entry.act == at)));
        chosen.set(now.unwrap_or_default());
    });
    load_names(session, names_of, workspaces, on_more);
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let navigate = use_navigate();
    let run = Callback::new(move |entry: Entry| {
        // Closing gives the focus back, before anything else takes it.
        close();
        match entry.act {
            Act::Go(address) => navigate(&address, Default::default()),
            Act::Theme(theme) => session.change(UserUpdate {
                theme: Some(theme),
                ..UserUpdate::default()
            }),
            Act::Help => open.set(Some(Layer::Help)),
        }
    });
    // Where it led to the help, that is open by now.
    let on_close = move |_| {
        if open.get_untracked() == Some(Layer::Palette) {
            open.set(None);
        }
    };
    // A click beside the box closes it; what is in the box is not the dialog itself.
    let on_click = move |event: MouseEvent| {
        if event_target::<Element>(&event).tag_name() == "DIALOG" {
            close();
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        let here = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => chosen.set((here + 1) % count),
            "ArrowUp" if count > 0 => chosen.set((here + count - 1) % count),
            "Enter" if !event.is_composing() => {
                if let Some(entry) = found.with_untracked(|found| found.get(here).cloned()) {
                    run.run(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
        browser::show(&option_id(chosen.get_untracked()));
    };
    let option = move |(place, entry): (usize, Entry)| {
        let chosen_entry = entry.clone();
        view! {
            <li
                id=option_id(place)
                role="option"
                aria-selected=move || (chosen.get() == place).to_string()
                on:pointermove=move |_| if chosen.get_untracked() != place { chosen.set(place) }
                on:click=move |_| run.run(chosen_entry.clone())
            >
                <Icon name=entry.icon />
                <span class="name"><bdi>{entry.label}</bdi></span>
                <span class="kind">{entry.kind}</span>
            </li>
        }
    };
    let options = move || found.get().into_iter().enumerate().map(option).collect_view();
    let is_empty = move || found.with(Vec::is_empty);
    let said = move || match found.with(Vec::len) {
        0 => String::new(),
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    view! {
        <dialog
            class="dialog palette"
            node_ref=dialog
            aria-label="Jump to"
            on:close=on_close
            on:click=on_click
        >
            <div class="palette-in">
                <div class="search">
                    <Icon name="search" />
                    <input
                        class="in"
                        type="text"
                        role="combobox"
                        aria-label="Jump to a page, a preset, a filter or an event"
                        aria-expanded=move || (!is_empty()).to_string()
                        aria-controls="palette-list"
                        aria-autocomplete="list"
                        aria-activedescendant=move || (!is_empty()).then(|| option_id(chosen.get()))
                        placeholder="Jump to…"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        autofocus
                        prop:value=move || text.get()
                        on:input=move |event| {
                            chosen.set(0);
                            text.set(event_target_value(&event));
                        }
                        on:keydown=on_keydown
                    />
                    <button type="button" class="icon-btn only-narrow" aria-label="Close" on:click=move |_| close()>
                        <Icon name="x" />
                    </button>
                </div>
                <ul id="palette-list" role="listbox" aria-label="Entries" hidden=is_empty>{options}</ul>
                <Show when=is_empty>
                    <p class="palette-none">"Nothing fits “"<bdi>{move || text.get()}</bdi>"”. An event opens by its id, evt_…"</p>
                </Show>
                <p class="sr" role="status">{said}</p>
            </div>
        </dialog>
    }
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}

/// The workspace of the page, or else the one that was read last.
fn here(session: Session, workspaces: &[WorkspaceSummary]) -> Here {
    let location = use_location();
    let page = location.pathname.get_untracked();
    let of_page = path::workspace_of(&page).filter(|id| session.workspace(id).is_some());
    let query = of_page.as_ref().filter(|id| path::log(id) == page);
    let query = query.and_then(|_| LogQuery::parse(&location.search.get_untracked()).ok());
    let last = || browser::kept(WORKSPACE_KEY).filter(|id| session.workspace(id).is_some());
    let first = || workspaces.first().map(|workspace| workspace.id.to_string());
    Here {
        workspace: of_page.or_else(last).or_else(first),
        query,
        zone: untrack(|| session.zone()).name().to_owned(),
    }
}

/// Presets, people and the workspace's own types come a moment later.
fn load_names(
    session: Session,
    here: Here,
    workspaces: Vec<WorkspaceSummary>,
    on_more: Callback<Vec<Entry>>,
) {
    let Some(workspace) = here.workspace.clone() else {
        return;
    };
    let client = session.client;
    spawn_local(async move {
        // What does not come is not offered; all else is.
        let presets = client
            .presets(&workspace, None)
            .await
            .map(|list| list.data)
            .unwrap_or_default();
        let members = client
            .members(&workspace, None)
            .await
            .map(|list| list.data)
            .unwrap_or_default();
        let types = client
            .event_types(&workspace, None)
            .await
            .map(|list| list.data)
            .unwrap_or_default();
        let directory = Directory {
            members,
            types,
            ..Directory::default()
        };
        on_more.try_run(palette::entries(&here, &workspaces, &presets, &directory));
    });
}
