//! What a new preset needs: a name, and for whom it is.

use daybook_shared::limits::MAX_NAME_CHARS;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

/// The form. The filter is what the log shows.
#[component]
pub fn PresetForm(
    #[prop(into)] may_share: Signal<bool>,
    #[prop(into)] error: Signal<Option<String>>,
    #[prop(into)] busy: Signal<bool>,
    on_create: Callback<(String, bool)>,
) -> impl IntoView {
    let (name, shared) = (NodeRef::<Input>::new(), RwSignal::new(false));
    Effect::new(move |_| {
        if let Some(name) = name.get() {
            let _ = name.focus();
        }
    });
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = name.get_untracked().filter(|_| !busy.get_untracked()) {
            on_create.run((field.value().trim().to_owned(), shared.get_untracked()));
        }
    };
    let has_error = move || error.with(Option::is_some);
    view! {
        <form class="dialog-part preset-new" on:submit=on_submit>
            <div class="field">
                <label for="preset-name">"Save this view as"</label>
                <div class="line">
                    <input
                        class="in"
                        id="preset-name"
                        node_ref=name
                        required=true
                        maxlength=MAX_NAME_CHARS
                        autocomplete="off"
                        dir="auto"
                        aria-invalid=move || has_error().then_some("true")
                        aria-describedby="preset-name-err"
                    />
                    <button class="btn primary" aria-busy=move || busy.get().then_some("true")>"Save preset"</button>
                </div>
                <p class="err" id="preset-name-err" role="alert">{move || error.get()}</p>
            </div>
            <Show when=move || may_share.get()>
                <label class="check">
                    <input type="checkbox" on:change=move |event| shared.set(event_target_checked(&event)) />
                    <span>"Share it with the whole workspace"</span>
                </label>
            </Show>
        </form>
    }
}
