//! The values of one dimension to tick, with "is" and "is not".

use daybook_shared::counts::Facets;
use daybook_shared::filter::{Dimension, EventFilter};
use leptos::prelude::*;

use super::icon::Icon;
use super::reading::Reading;
use crate::facets::Tally;
use crate::filter_options::{self, Choice, Group};
use crate::{browser, facets, filter_edit};

/// From this many values on there is a box to find one.
const FIND_FROM: usize = 12;

/// Ticks values of a dimension in a filter. Every tick is told at once.
#[component]
pub fn ValueList(
    dimension: Dimension,
    #[prop(into)] filter: Signal<EventFilter>,
    on_change: Callback<EventFilter>,
    /// Which side is edited.
    excludes: RwSignal<bool>,
    /// How many events each value would show, once that is known.
    counts: Signal<Option<Facets>>,
    reading: Reading,
    /// Tells apart the same list in the menu and in the sheet.
    prefix: &'static str,
) -> impl IntoView {
    let edit = move |change: &dyn Fn(&mut EventFilter)| {
        let mut edited = filter.get_untracked();
        change(&mut edited);
        on_change.run(edited);
    };
    let find = RwSignal::new(String::new());
    // The list itself stays while it is ticked: rebuilding it would lose the focus.
    let ticked = filter
        .with_untracked(|filter| filter_edit::values(filter, dimension, excludes.get_untracked()).to_vec());
    let groups = Memo::new(move |before: Option<&Vec<Group>>| {
        let mut groups = reading
            .directory
            .with(|names| filter_options::groups(dimension, names, &ticked));
        counts.with(|counts| {
            let counted = counts.as_ref().and_then(|counts| facets::of(counts, dimension));
            filter_options::add_others(&mut groups, dimension, counted, before);
        });
        groups
    });
    let tally = move |values: &[&str]| {
        counts.with(|counts| facets::tally(counts.as_ref()?, dimension, values.iter().copied()))
    };
    let is_long = Memo::new(move |_| {
        groups.with(|groups| groups.iter().map(|group| group.choices.len()).sum::<usize>() >= FIND_FROM)
    });
    let name = dimension.label();
    let group_name = format!("{prefix}-{}-op", dimension.key());
    let operator = move |means_not: bool, word: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name=group_name.clone()
                    prop:checked=move || excludes.get() == means_not
                    on:change=move |_| {
                        excludes.set(means_not);
                        edit(&|filter| filter_edit::turn(filter, dimension, means_not));
                    }
                />
                {word}
            </label>
        }
    };
    let row = move |choice: Choice| {
        let Choice { value, label, icon } = choice;
        let shown = value.clone();
        let counted = value.clone();
        let count = Memo::new(move |_| tally(&[&counted]));
        view! {
            <label class="check" class:none=move || count.get().is_some_and(Tally::is_none)>
                <input
                    type="checkbox"
                    aria-label=label.clone()
                    aria-description=move || count.get().map(Tally::long)
                    prop:checked=move || filter.with(|filter| filter_edit::has(filter, dimension, excludes.get(), &shown))
                    on:change=move |_| edit(&|filter| {
                        filter_edit::toggle(filter, dimension, excludes.get_untracked(), &value);
                    })
                />
                {icon.map(|icon| view! { <Icon name=icon /> })}
                <span class="txt"><bdi>{label}</bdi></span>
                <span class="n" aria-hidden="true">{move || count.get().map(Tally::short)}</span>
            </label>
        }
    };
    let shortcuts = (dimension == Dimension::Type).then(|| {
        view! {
            <div class="quick" role="group" aria-label="Shortcuts">
                {filter_edit::SHORTCUTS.iter().map(|(word, state)| view! {
                    <button
                        type="button"
                        class="btn"
                        aria-label=*word
                        aria-description=move || tally(&filter_edit::shortcut_types(state)).map(Tally::long)
                        aria-pressed=move || filter.with(|filter| filter_edit::is_shortcut_on(filter, state)).to_string()
                        on:click=move |_| {
                            excludes.set(false);
                            edit(&|filter| filter_edit::toggle_shortcut(filter, state));
                        }
                    >
                        {*word}
                        <span class="n" aria-hidden="true">{move || tally(&filter_edit::shortcut_types(state)).map(Tally::short)}</span>
                    </button>
                }).collect_view()}
            </div>
        }
    });
    let find_id = format!("{prefix}-{}-find", dimension.key());
    let label_for = find_id.clone();
    let focus_id = find_id.clone();
    view! {
        <div class="line">
            <div class="seg" role="radiogroup" aria-label=format!("{name}: is or is not")>
                {operator(false, "is")} {operator(true, "is not")}
            </div>
        </div>
        {shortcuts}
        <Show when=move || is_long.get()>
            <div class="search">
                <Icon name="search" />
                <label class="sr" for=label_for.clone()>{format!("Find in {name}")}</label>
                <input
                    class="in"
                    id=find_id.clone()
                    type="search"
                    autocomplete="off"
                    placeholder=format!("Find in {}", name.to_lowercase())
                    prop:value=move || find.get()
                    on:input=move |event| find.set(event_target_value(&event))
                />
            </div>
        </Show>
        <div class="ticks">
            {move || {
                let found = groups.with(|groups| filter_options::matching(groups, &find.get()));
                if found.is_empty() {
                    let focus_id = focus_id.clone();
                    return view! {
                        <p class="muted">"Nothing fits. "
                            <button type="button" class="link" on:click=move |_| {
                                find.set(String::new());
                                browser::focus(&focus_id);
                            }>"Show all"</button>
                        </p>
                    }.into_any();
                }
                found.into_iter().map(|group| {
                    let heading = group.title;
                    let class = if heading.is_some() { "sub-h" } else { "sr" };
                    view! {
                        <fieldset>
                            <legend class=class>
                                {heading.unwrap_or_else(|| name.to_owned())}
                            </legend>
                            {group.choices.into_iter().map(row).collect_view()}
                        </fieldset>
                    }
                }).collect_view().into_any()
            }}
        </div>
    }
}
