//! A list is painted before it is whole: what a window shows is drawn first, the rest once that is on the screen.

use leptos::prelude::*;

use crate::browser;
use crate::days::DayGroup;

/// Whether the rows of the list that is shown now, as far as a window shows them, are on the screen. Who has scrolled sees others.
pub fn painted(days: Signal<Option<Vec<DayGroup>>>) -> Memo<bool> {
    let list = Memo::new(move |_| {
        days.with(|days| {
            let days = days.as_ref()?;
            let (first, last) = (days.first()?.events.first()?, days.last()?.events.last()?);
            Some(format!("{} {} {}", first.2.id, last.0, last.2.id))
        })
    });
    // A list that is there from the beginning, for paper or after the window was turned, is drawn whole.
    let painted = RwSignal::new(list.get_untracked());
    // Asked for when it is needed, the place would have the page laid out for the answer.
    let is_at_top = StoredValue::new(browser::is_at_top());
    let scrolled =
        window_event_listener_untyped("scroll", move |_| is_at_top.set_value(browser::is_at_top()));
    on_cleanup(move || scrolled.remove());
    Effect::new(move |_| {
        let now = list.get();
        browser::after_paint(move || {
            painted.try_set(now);
        });
    });
    Memo::new(move |_| painted.get() == list.get() || !is_at_top.get_value())
}
