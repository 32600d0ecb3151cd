//! A value that can be pressed for its menu. It only says what it is: one listener of the page opens one menu for all.

use leptos::prelude::*;

/// What finds the buttons.
pub const SELECTOR: &str = "button.val";

/// A value of a field: the key of a dimension, or `cell_value::TIME`.
#[component]
pub fn ValueButton(
    field: &'static str,
    #[prop(into)] value: String,
    /// What people read, where nothing but the event itself knows it.
    #[prop(optional, into)]
    label: Option<String>,
    /// What the button is called, where its content does not say it.
    #[prop(optional, into)]
    name: Option<String>,
    /// What the pointer is told.
    #[prop(optional, into)]
    title: Option<String>,
    /// In a row arrow keys lead to it instead of Tab, which goes from row to row.
    #[prop(optional)]
    in_row: bool,
    /// What it shows.
    content: AnyView,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="val"
            value=value
            data-field=field
            data-label=label
            aria-label=name
            aria-haspopup="menu"
            title=title
            tabindex=in_row.then_some("-1")
        >
            {content}
        </button>
    }
}
