//! Newer and older pages.

use leptos::prelude::*;

use super::icon::Icon;

/// The two ways. A way that ends here stays where it is, so that the focus on it is not lost.
#[component]
pub fn Pager(
    #[prop(into)] newer: Signal<Option<String>>,
    #[prop(into)] older: Signal<Option<String>>,
    on_turn: Callback<String>,
) -> impl IntoView {
    let turn = move |cursor: Option<String>| {
        if let Some(cursor) = cursor {
            on_turn.run(cursor);
        }
    };
    let ends = |cursor: Signal<Option<String>>| move || cursor.with(Option::is_none).then_some("true");
    view! {
        <nav aria-label="Pages">
            <button type="button" class="btn" aria-disabled=ends(newer) on:click=move |_| turn(newer.get_untracked())>
                <Icon name="left" />
                "Newer"
            </button>
            <button type="button" class="btn" aria-disabled=ends(older) on:click=move |_| turn(older.get_untracked())>
                "Older"
                <Icon name="right" />
            </button>
        </nav>
    }
}
