//! The strip between filters and list, or the button that shows it.

use daybook_shared::problem::FieldError;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::log::Step;
use super::log_data::LogData;
use super::volume_strip::VolumeStrip;
use crate::api::Client;
use crate::browser;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::reading::Reading;
use crate::query_state::LogQuery;
use crate::session::Session;

/// Remembers in this browser that the volume is hidden.
const HIDDEN_KEY: &str = "daybook.volume";

/// Shows or hides it, now and in future. The focus goes from the one button to the other.
pub(super) fn show(given: Given, is_shown: bool) {
    browser::keep(HIDDEN_KEY, (!is_shown).then_some("hidden"));
    given.was_asked_for.set_value(is_shown);
    given.shows.set(is_shown);
    if !is_shown {
        request_animation_frame(|| browser::focus("show-volume"));
    }
}

/// What the strip is drawn for.
#[derive(Clone, Copy)]
pub(super) struct Given {
    pub(super) client: Client,
    pub(super) data: LogData,
    pub(super) reading: Reading,
    pub(super) shows: RwSignal<bool>,
    /// Whether somebody has just pressed the button that shows it.
    pub(super) was_asked_for: StoredValue<bool>,
    pub(super) go: Callback<Step>,
}

#[wasm_split(after_rows, wasm_split_path = leptos::wasm_split, fallible)]
fn strip() -> Result<Draw<Given>, SplitLoaderError> {
    Ok(|given| view! { <VolumeStrip given /> }.into_any())
}

/// The strip, which comes after the rows; its place is kept for it.
#[component]
pub(super) fn LogVolume(
    session: Session,
    data: LogData,
    parsed: Memo<Result<LogQuery, Vec<FieldError>>>,
    reading: Reading,
    go: Callback<Step>,
) -> impl IntoView {
    let shows = RwSignal::new(browser::kept(HIDDEN_KEY).is_none());
    let given = Given {
        client: session.client,
        data,
        reading,
        shows,
        was_asked_for: StoredValue::new(false),
        go,
    };
    // Another filter is no other strip: what has the focus in it keeps it.
    let is_unreadable = Memo::new(move |_| parsed.with(Result::is_err));
    let place = || view! { <div class="volume" aria-hidden="true"></div> }.into_any();
    move || {
        if is_unreadable.get() {
            ().into_any()
        } else if shows.get() {
            chunk::show_after(strip, given, place).into_any()
        } else {
            view! {
                <div class="volume-off">
                    <button type="button" class="btn quiet small" id="show-volume" on:click=move |_| show(given, true)>"Show volume"</button>
                </div>
            }
            .into_any()
        }
    }
}
