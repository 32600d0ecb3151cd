//! The time, as a signal that moves once a minute.

use std::time::Duration;

use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;

/// Now.
pub fn now() -> Timestamp {
    // Whole milliseconds below 2^53: nothing is lost.
    Timestamp(js_sys::Date::now() as i64 * 1000)
}

/// Whether something has been so for as long as `length`.
pub fn lasting(is_so: Signal<bool>, length: Duration) -> ReadSignal<bool> {
    let (lasts, set_lasts) = signal(false);
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        if !is_so.get() {
            set_lasts.set(false);
            return;
        }
        let still = move || {
            if turn.try_get_value() == Some(mine) {
                set_lasts.set(true);
            }
        };
        set_timeout(still, length);
    });
    lasts
}

/// A signal that is now, and follows once a minute.
pub fn minutes() -> ReadSignal<Timestamp> {
    let (time, set_time) = signal(now());
    if let Ok(handle) = set_interval_with_handle(move || set_time.set(now()), Duration::from_secs(60)) {
        on_cleanup(move || handle.clear());
    }
    time
}
