//! Why something was not done.

use daybook_shared::problem::FieldError;
use leptos::prelude::*;

use super::error_panel;
use super::notice::Notice;
use crate::api::ApiError;

/// What the server says, with what is wrong field by field.
pub fn refusal(error: ApiError) -> impl IntoView {
    let fields = match &error {
        ApiError::Refused { problem, .. } => problem.errors.clone(),
        _ => Vec::new(),
    };
    view! {
        <div role="alert">
            <Notice icon="alert" tone="danger">
                <b>{error.title()}</b>
                <p>{error.detail()}</p>
                {lines(fields)}
                <code>{error_panel::reference(&error)}</code>
            </Notice>
        </div>
    }
}

/// What is wrong, a line for each field; nothing where nothing is named.
pub fn lines(errors: Vec<FieldError>) -> impl IntoView {
    let line = |error: FieldError| view! { <li><code>{error.pointer}</code> ": " {error.detail}</li> };
    (!errors.is_empty()).then(|| view! { <ul>{errors.into_iter().map(line).collect_view()}</ul> })
}
