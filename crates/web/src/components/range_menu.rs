//! The range on a desktop: a button that names it and opens the form.

use daybook_shared::period::Period;
use leptos::prelude::*;

use super::icon::Icon;
use super::popover::Popover;
use super::reading::Reading;
use crate::chips;

/// The range.
#[component]
pub fn RangeMenu(
    #[prop(into)] period: Signal<Period>,
    reading: Reading,
    /// The form.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let label = move || {
        let zone = reading.zone.get();
        period.with(|period| chips::period_label(period, zone.name(), |time| zone.local(time)))
    };
    view! {
        <Popover
            id="range"
            class="btn"
            panel_class="range-panel"
            label="When"
            open
            trigger=move || view! {
                <Icon name="calendar" />
                <span class="sr">"When: "</span>
                <span class="name">{label}</span>
                <Icon name="down" small=true />
            }
        >
            {children()}
        </Popover>
    }
}
