//! The event as programs read it.

use daybook_shared::event::Event;
use leptos::prelude::*;

use super::copy_button::CopyButton;
use super::icon::Icon;
use crate::labels::tenths;

/// The JSON, closed at first, to copy and to save.
#[component]
pub fn RawJson(
    event: Event,
    /// Saves it as a file.
    on_save: Callback<()>,
    /// Whether the file is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// What became of it.
    #[prop(into)]
    said: Signal<Option<String>>,
) -> impl IntoView {
    let json = serde_json::to_string_pretty(&event).unwrap_or_default();
    let size = format!(
        "{} KB",
        tenths(i64::try_from(json.len()).unwrap_or(i64::MAX), 1_000)
    );
    view! {
        <details class="more">
            <summary><Icon name="right" small=true />"Raw JSON"<span class="end">{size}</span></summary>
            <div class="actions">
                <CopyButton class="btn small" text=json.clone() what="the JSON" word="Copy" />
                <button
                    type="button"
                    class="btn small"
                    aria-busy=move || busy.get().then_some("true")
                    on:click=move |_| if !busy.get_untracked() { on_save.run(()) }
                >
                    <Icon name="download" />
                    "Save as a file"
                </button>
                <span class="muted" role="status">{said}</span>
            </div>
            <pre class="json" tabindex="0" aria-label="Raw JSON">{json}</pre>
        </details>
    }
}
