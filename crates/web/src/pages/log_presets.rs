//! The presets of the log: its tabs, and what is open of them.

use daybook_shared::access::{Permission, Role};
use daybook_shared::preset::{Preset, PresetList};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::log::Step;
use super::presets_dialog::PresetsDialog;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::icon::Icon;
use crate::components::reading::Reading;
use crate::load::{Load, load};
use crate::path;
use crate::presets;
use crate::query_state::LogQuery;
use crate::session::{Phase, Session};

/// The button that opens the dialog.
pub(super) const BUTTON: &str = "presets";

/// What the log knows of presets.
#[derive(Clone, Copy)]
pub(super) struct LogPresets {
    pub(super) list: Load<String, PresetList>,
    /// The one that the address names.
    pub(super) active: Memo<Option<Preset>>,
    /// Whether the filters have changed since it was opened.
    pub(super) is_modified: Memo<bool>,
    /// Whether the dialog is open.
    pub(super) dialog: RwSignal<bool>,
    pub(super) may_share: Memo<bool>,
}

impl LogPresets {
    /// Loads them for the workspace.
    pub(super) fn load(session: Session, workspace: Memo<String>, reading: Reading) -> Self {
        let client = session.client;
        let place = Memo::new(move |_| {
            let is_in = session.phase.get() == Phase::SignedIn;
            is_in.then(|| workspace.get())
        });
        let list = load(place, move |workspace: String, abort| async move {
            client.presets(&workspace, Some(&abort)).await
        });
        let active = Memo::new(move |_| {
            let id = reading.query.with(|query| query.preset.clone())?;
            let here = workspace.get();
            list.value.with(|list| {
                let (_, list) = list.as_ref().filter(|(of, _)| *of == here)?;
                list.data
                    .iter()
                    .find(|preset| preset.id.to_string() == id)
                    .cloned()
            })
        });
        let is_modified = Memo::new(move |_| {
            let zone = reading.zone.get();
            active.with(|active| {
                active.as_ref().is_some_and(|preset| {
                    reading
                        .query
                        .with(|query| !presets::is_same(&query.filter, &preset.filter, zone.name()))
                })
            })
        });
        Effect::new(move |_| {
            let zone = reading.zone.get();
            list.value.with(|list| {
                if let Some((workspace, list)) = list {
                    presets::remember_default(workspace, &list.data, zone.name());
                }
            });
        });
        let may_share = Memo::new(move |_| {
            let role: Option<Role> = session.workspace(&workspace.get()).and_then(|known| known.role);
            role.is_some_and(|role| role.grants(Permission::ManageSharedPresets))
        });
        Self {
            list,
            active,
            is_modified,
            dialog: RwSignal::new(false),
            may_share,
        }
    }
}

/// What the dialog is drawn for.
type Given = (Session, LogPresets, Reading, Callback<Step>);

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible)]
fn presets_dialog() -> Result<Draw<Given>, SplitLoaderError> {
    Ok(|(session, presets, reading, go)| view! { <PresetsDialog session presets reading go /> }.into_any())
}

/// The tabs: everything, the pinned presets, the one that is open, and the way to all of them.
#[component]
pub(super) fn PresetTabs(
    session: Session,
    presets: LogPresets,
    reading: Reading,
    go: Callback<Step>,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let active = presets
            .active
            .with(|active| active.as_ref().map(|active| active.id));
        let here = reading.path.get();
        presets.list.value.with(|list| {
            let all = list
                .as_ref()
                .filter(|(workspace, _)| path::log(workspace) == here)
                .map(|(_, list)| list.data.as_slice())
                .unwrap_or_default();
            all.iter()
                .filter(|preset| preset.pinned || Some(preset.id) == active)
                .cloned()
                .collect::<Vec<Preset>>()
        })
    });
    let tab = move |preset: Preset| {
        let id = preset.id;
        let is_open = move || {
            presets
                .active
                .with(|active| active.as_ref().map(|active| active.id) == Some(id))
        };
        let is_changed = move || is_open() && presets.is_modified.get();
        let name = preset.name.clone();
        let address = move || {
            let view = reading.zone.with(|zone| presets::view(&preset, zone.name()));
            view.address(&reading.path.get())
        };
        view! {
            <a class="tab" href=address aria-current=move || is_open().then_some("true")>
                <bdi>{name}</bdi>
                <Show when=is_changed>
                    <span class="dirty" title="Changed since it was saved"></span>
                    <span class="sr">"changed since it was saved"</span>
                </Show>
            </a>
        }
    };
    let is_everything = move || reading.query.with(|query| query.preset.is_none());
    view! {
        <nav class="log-tabs" aria-label="Presets">
            <div class="tabs">
                <a class="tab" href=move || LogQuery::default().address(&reading.path.get()) aria-current=move || is_everything().then_some("true")>
                    "All events"
                </a>
                {move || shown.get().into_iter().map(tab).collect_view()}
            </div>
            <button
                type="button"
                id=BUTTON
                class="icon-btn"
                aria-label="Presets: all, save, arrange (p)"
                aria-haspopup="dialog"
                on:click=move |_| presets.dialog.set(true)
            >
                <Icon name="bookmark" />
            </button>
        </nav>
        <Show when=move || presets.dialog.get()>
            {chunk::show(presets_dialog, (session, presets, reading, go))}
        </Show>
    }
}

/// What can be saved now: a button in the head, where there is something to save.
#[component]
pub(super) fn SaveView(presets: LogPresets, reading: Reading) -> impl IntoView {
    let is_new =
        move || presets.active.with(Option::is_none) && reading.query.with(|query| !query.filter.is_empty());
    let word = move || {
        let is_editable = presets
            .active
            .with(|active| active.as_ref().is_some_and(|preset| preset.editable));
        match presets.is_modified.get() {
            true if is_editable => Some("Save changes"),
            true => Some("Save as a preset"),
            false => is_new().then_some("Save view"),
        }
    };
    move || {
        word().map(|word| {
            view! {
                <button type="button" class="btn" aria-haspopup="dialog" on:click=move |_| presets.dialog.set(true)>
                    <Icon name="bookmark" />
                    <span>{word}</span>
                </button>
            }
        })
    }
}
