//! A preset in the list of all.

use daybook_shared::limits::{MAX_NAME_CHARS, MAX_PINNED_PRESETS};
use daybook_shared::preset::{Preset, PresetArrangement, PresetKind, PresetUpdate};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::icon::Icon;
use crate::presets::Change;

/// What is under a preset's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    Nothing,
    Renaming,
    Deleting,
}

/// One preset, and what can be done with it.
#[component]
pub fn PresetRow(
    preset: Preset,
    /// How all of them are arranged now.
    arrangement: PresetArrangement,
    place: usize,
    last: usize,
    may_share: bool,
    on_open: Callback<Preset>,
    on_change: Callback<Change>,
) -> impl IntoView {
    let id = preset.id;
    let doing = RwSignal::new(Doing::Nothing);
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let whose = match (preset.kind, &preset.owner) {
        (PresetKind::BuiltIn, _) => "Built in".to_owned(),
        (PresetKind::Own, _) => "Yours".to_owned(),
        (PresetKind::Shared, Some(owner)) => format!("Shared by {}", owner.name),
        (PresetKind::Shared, None) => "Shared".to_owned(),
    };
    let update = move |update: PresetUpdate| on_change.run(Change::Update(id, update));
    let on_rename = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            update(PresetUpdate {
                name: Some(field.value().trim().to_owned()),
                ..PresetUpdate::default()
            });
        }
    };
    let arranged = StoredValue::new(arrangement);
    let arrange = move |button: &str, edit: &dyn Fn(&mut PresetArrangement)| {
        let mut arrangement = arranged.get_value();
        edit(&mut arrangement);
        on_change.run(Change::Arrange(arrangement, format!("preset-{button}-{id}")));
    };
    let is_full = arranged.with_value(|all| all.pinned.len() >= MAX_PINNED_PRESETS);
    let (is_pinned, is_default) = (preset.pinned, preset.default);
    let can_pin = is_pinned || !is_full;
    let pin = move |_| {
        if can_pin {
            arrange("pin", &|all| {
                if is_pinned {
                    all.pinned.retain(|known| *known != id);
                } else {
                    all.pinned.push(id);
                }
            });
        }
    };
    let first = move |_| arrange("first", &|all| all.default = (!is_default).then_some(id));
    let step = move |button: &'static str, to: Option<usize>| {
        if let Some(to) = to.filter(|to| *to <= last) {
            arrange(button, &|all| all.order.swap(place, to));
        }
    };
    let name = preset.name.clone();
    let of = format!("“{name}”");
    let labels = [
        format!("Pin {of} as a tab"),
        format!("Begin with {of}"),
        format!("Move {of} up"),
        format!("Move {of} down"),
        format!("Rename {of}"),
        format!("Delete {of}"),
    ];
    let [
        pin_label,
        first_label,
        up_label,
        down_label,
        rename_label,
        delete_label,
    ] = labels;
    let is_shared = preset.kind == PresetKind::Shared;
    let owned = preset.editable && (!is_shared || may_share);
    let share = move |_| {
        update(PresetUpdate {
            shared: Some(!is_shared),
            ..PresetUpdate::default()
        });
    };
    let opened = preset.clone();
    let old_name = StoredValue::new(name.clone());
    let toggle =
        move |what: Doing| doing.update(|now| *now = if *now == what { Doing::Nothing } else { what });
    view! {
        <li class="preset">
            <div class="preset-main">
                <button type="button" class="preset-open" id=format!("preset-{id}") on:click=move |_| on_open.run(opened.clone())>
                    <b><bdi>{name}</bdi></b>
                    <span class="muted"><bdi>{whose}</bdi>{is_default.then_some(" · begins here")}</span>
                </button>
                <span class="preset-acts">
                    <button type="button" class="icon-btn" id=format!("preset-pin-{id}") aria-pressed=is_pinned.to_string() aria-label=pin_label
                        aria-disabled=(!can_pin).then_some("true")
                        title=if can_pin { "Pin as a tab" } else { "Five tabs are pinned: unpin one first" } on:click=pin>
                        <Icon name="pin" />
                    </button>
                    <button type="button" class="icon-btn" id=format!("preset-first-{id}") aria-pressed=is_default.to_string() aria-label=first_label
                        title="Daybook begins with it" on:click=first>
                        <Icon name="login" />
                    </button>
                    <button type="button" class="icon-btn" id=format!("preset-up-{id}") aria-label=up_label title="Up"
                        aria-disabled=(place == 0).then_some("true") on:click=move |_| step("up", place.checked_sub(1))>
                        <Icon name="arrow-up" />
                    </button>
                    <button type="button" class="icon-btn" id=format!("preset-down-{id}") aria-label=down_label title="Down"
                        aria-disabled=(place == last).then_some("true") on:click=move |_| step("down", Some(place + 1))>
                        <Icon name="arrow-down" />
                    </button>
                    {owned.then(|| view! {
                        <button type="button" class="icon-btn" aria-label=rename_label title="Rename" on:click=move |_| toggle(Doing::Renaming)>
                            <Icon name="pencil" />
                        </button>
                        <button type="button" class="icon-btn" aria-label=delete_label title="Delete" on:click=move |_| toggle(Doing::Deleting)>
                            <Icon name="trash" />
                        </button>
                    })}
                </span>
            </div>
            {move || match doing.get() {
                Doing::Nothing => ().into_any(),
                Doing::Renaming => view! {
                    <form class="preset-edit line" on:submit=on_rename>
                        <input class="in" node_ref=field aria-label="New name" required=true maxlength=MAX_NAME_CHARS autocomplete="off" dir="auto" prop:value=old_name.get_value() />
                        <button class="btn primary">"Rename"</button>
                        {may_share.then(|| view! {
                            <button type="button" class="btn" on:click=share>
                                {if is_shared { "Stop sharing" } else { "Share with the workspace" }}
                            </button>
                        })}
                        <button type="button" class="btn quiet" on:click=move |_| doing.set(Doing::Nothing)>"Cancel"</button>
                    </form>
                }.into_any(),
                Doing::Deleting => view! {
                    <div class="preset-edit line" role="group" aria-label="Delete it?">
                        <p>{if is_shared { "Delete it for the whole workspace?" } else { "Delete it?" }} " No event is touched."</p>
                        <button type="button" class="btn danger" on:click=move |_| on_change.run(Change::Delete(id))>"Delete"</button>
                        <button type="button" class="btn quiet" on:click=move |_| doing.set(Doing::Nothing)>"Keep"</button>
                    </div>
                }.into_any(),
            }}
        </li>
    }
}
