//! All presets: to open, save, rename, share, delete and arrange.

use daybook_shared::preset::{NewPreset, Preset, PresetKind, PresetUpdate};
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::log::Step;
use super::log_presets::{BUTTON, LogPresets};
use super::preset_changes::Changes;
use crate::browser;
use crate::components::icon::Icon;
use crate::components::notice::Notice;
use crate::components::preset_form::PresetForm;
use crate::components::preset_row::PresetRow;
use crate::components::reading::Reading;
use crate::presets::{Change, arrangement, view};
use crate::session::Session;

/// The dialog. It is in the page only while it is open.
#[component]
pub(super) fn PresetsDialog(
    session: Session,
    presets: LogPresets,
    reading: Reading,
    go: Callback<Step>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
        presets.dialog.set(false);
        request_animation_frame(|| browser::focus(BUTTON));
    };
    let changes = Changes::new(session, presets);
    let open = Callback::new(move |preset: Preset| {
        close();
        go.run(Step::to(
            reading.zone.with_untracked(|zone| view(&preset, zone.name())),
        ));
    });
    let filter = move || reading.query.with_untracked(|query| query.filter.clone());
    let on_create = Callback::new(move |(name, shared): (String, bool)| {
        let new = NewPreset {
            name,
            filter: filter(),
            shared,
        };
        spawn_local(async move {
            if let Some(made) = changes.create(new).await {
                // It is what is shown now.
                open.run(made);
            }
        });
    });
    let on_save = move |preset: Preset| {
        let update = PresetUpdate {
            filter: Some(filter()),
            ..PresetUpdate::default()
        };
        spawn_local(async move {
            if changes.run(Change::Update(preset.id, update)).await {
                close();
            }
        });
    };
    let change = Callback::new(move |change: Change| {
        spawn_local(async move {
            changes.run(change).await;
        });
    });
    let all = move || {
        presets.list.value.with(|list| {
            list.as_ref()
                .map(|(_, list)| list.data.clone())
                .unwrap_or_default()
        })
    };
    let savable = move || {
        let is_set = reading.query.with(|query| !query.filter.is_empty());
        is_set && (presets.active.with(Option::is_none) || presets.is_modified.get())
    };
    let changed = move || {
        presets
            .active
            .get()
            .filter(|preset| preset.editable && presets.is_modified.get())
    };
    let rows = move || {
        let all = all();
        let shown = arrangement(&all);
        let last = all.len().saturating_sub(1);
        let draw = |(place, preset): (usize, Preset)| {
            view! { <PresetRow preset arrangement=shown.clone() place last may_share=presets.may_share.get() on_open=open on_change=change /> }
        };
        all.into_iter().enumerate().map(draw).collect_view()
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="presets-title" on:close=move |_| close()>
            <div class="dialog-head">
                <h1 id="presets-title">"Presets"</h1>
                <button type="button" class="icon-btn" aria-label="Close" on:click=move |_| close()><Icon name="x" /></button>
            </div>
            {move || changed().map(|preset| {
                let name = preset.name.clone();
                let is_shared = preset.kind == PresetKind::Shared;
                view! {
                    <div class="dialog-part">
                        <p>"The filters of “"<bdi>{name}</bdi>"” have changed since it was saved."
                            {is_shared.then_some(" Saving changes it for the whole workspace.")}
                        </p>
                        <button type="button" class="btn primary" on:click=move |_| on_save(preset.clone())>"Save changes"</button>
                    </div>
                }
            })}
            <Show when=savable>
                <PresetForm may_share=presets.may_share error=changes.name_error busy=changes.busy on_create />
            </Show>
            {move || changes.error.get().map(|text| view! {
                <div class="dialog-part" role="alert"><Notice icon="alert" tone="danger">{text}</Notice></div>
            })}
            {move || presets.list.error.get().map(|error| view! {
                <div class="dialog-part" role="alert">
                    <Notice icon="alert" tone="danger">
                        {error.title()} ". "
                        <button type="button" class="link" on:click=move |_| presets.list.retry()>"Try again"</button>
                    </Notice>
                </div>
            })}
            <p class="sr" role="status">{move || changes.said.get()}</p>
            <ul class="preset-list" aria-busy=move || changes.busy.get().then_some("true")>{rows}</ul>
        </dialog>
    }
}
