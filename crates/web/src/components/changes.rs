//! Before and after.

use daybook_shared::event::Change;
use leptos::prelude::*;
use serde_json::Value;

/// A value as people read it: texts without quotes, anything else as JSON.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The fields that changed.
#[component]
pub fn Changes(changes: Vec<Change>) -> impl IntoView {
    let change = |change: Change| {
        let before = match change.before {
            Some(value) => {
                view! { <del><span class="sr">"before: "</span><bdi>{text(&value)}</bdi></del> }.into_any()
            }
            None => view! { <span class="none">"not set"</span> }.into_any(),
        };
        let after = match change.after {
            Some(value) => {
                view! { <ins><span class="sr">"after: "</span><bdi>{text(&value)}</bdi></ins> }.into_any()
            }
            None => view! { <span class="none">"removed"</span> }.into_any(),
        };
        view! {
            <div>
                <dt>{change.field}</dt>
                <dd>{before} <span class="arrow" aria-hidden="true">"→"</span> {after}</dd>
            </div>
        }
    };
    view! { <dl class="diff">{changes.into_iter().map(change).collect_view()}</dl> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_without_quotes() {
        assert_eq!(text(&"admin".into()), "admin");
        assert_eq!(text(&serde_json::json!(["a", 1])), r#"["a",1]"#);
    }
}
