//! The event as programs read it.

use daybook_shared::event::Event;
use leptos::prelude::*;

use super::copy_button::CopyButton;
use super::icon::Icon;
use crate::labels::tenths;

/// The JSON, closed at first.
#[component]
pub fn RawJson(event: Event) -> impl IntoView {
    let json = serde_json::to_string_pretty(&event).unwrap_or_default();
    let size = format!(
        "{} KB",
        tenths(i64::try_from(json.len()).unwrap_or(i64::MAX), 1_000)
    );
    view! {
        <details class="more">
            <summary><Icon name="right" small=true />"Raw JSON"<span class="end">{size}</span></summary>
            <div class="json-box">
                <pre class="json" tabindex="0" aria-label="Raw JSON">{json.clone()}</pre>
                <CopyButton class="btn small" text=json what="the JSON" word="Copy" />
            </div>
        </details>
    }
}
