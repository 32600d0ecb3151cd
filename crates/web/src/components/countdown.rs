//! Seconds until the next try.

use std::time::Duration;

use leptos::prelude::*;

use crate::time;

/// Counts down and calls at the end.
#[component]
pub fn Countdown(seconds: u32, on_end: Callback<()>) -> impl IntoView {
    let (left, set_left) = signal(seconds);
    if let Ok(handle) = set_interval_with_handle(
        move || {
            // At the end it stands still: what it has started may take longer than a second.
            let Some(rest) = left.get_untracked().checked_sub(1) else {
                return;
            };
            set_left.set(rest);
            if rest == 0 {
                on_end.run(());
            }
        },
        Duration::from_secs(1),
    ) {
        on_cleanup(move || handle.clear());
    }
    view! { <b>{move || time::wait(left.get())}</b> }
}
