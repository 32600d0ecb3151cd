//! The time, as a signal that moves once a minute.

use std::time::Duration;

use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;

/// Now.
pub fn now() -> Timestamp {
    // Whole milliseconds below 2^53: nothing is lost.
    Timestamp(js_sys::Date::now() as i64 * 1000)
}

/// A signal that is now, and follows once a minute.
pub fn minutes() -> ReadSignal<Timestamp> {
    let (time, set_time) = signal(now());
    if let Ok(handle) = set_interval_with_handle(move || set_time.set(now()), Duration::from_secs(60)) {
        on_cleanup(move || handle.clear());
    }
    time
}
