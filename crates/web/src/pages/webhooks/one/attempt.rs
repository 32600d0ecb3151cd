//! The tries of a delivery: what was sent, what came back.

use daybook_shared::webhook::{DeliveryAttempt, DeliveryDetail};
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::components::icon::Icon;
use crate::zone::Zone;

/// All of them, the newest first, and the body that each sends.
#[component]
pub(super) fn Attempts(detail: DeliveryDetail, zone: Memo<Zone>) -> impl IntoView {
    let body = detail.request_body.map(|body| {
        let body = pretty(&body);
        view! {
            <details class="more">
                <summary><Icon name="right" small=true />"What is sent"</summary>
                <pre class="json" tabindex="0" aria-label="What is sent">{body}</pre>
            </details>
        }
    });
    let attempts = detail.attempts.into_iter();
    let attempts = attempts.map(|attempt| view! { <Attempt attempt zone /> });
    view! { {body} {attempts.collect_view()} }
}

#[component]
fn Attempt(attempt: DeliveryAttempt, zone: Memo<Zone>) -> impl IntoView {
    let at = zone.with_untracked(|zone| zone.local(attempt.at).full());
    let outcome = match (attempt.status, attempt.error.clone()) {
        (Some(status), None) => status.to_string(),
        (Some(_), Some(error)) => error,
        (None, Some(error)) => error,
        (None, None) => "no answer".to_owned(),
    };
    let sent = headers(&attempt.request_headers);
    let came = attempt.response_headers.as_ref().map(headers);
    let answer = [came, attempt.response_body]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty());
    let answer = answer.collect::<Vec<_>>().join("\n\n");
    view! {
        <section class="attempt">
            <h3>{format!("Try {}", attempt.number)} " " <span class="sub">{at} {format!(", {} ms", attempt.duration_ms)}</span></h3>
            <p><bdi>{outcome}</bdi></p>
            <div class="two">
                <figure><figcaption>"Headers that were sent"</figcaption><pre class="json" tabindex="0" aria-label="Headers that were sent">{sent}</pre></figure>
                {(!answer.is_empty()).then(|| view! {
                    <figure><figcaption>"What came back"</figcaption><pre class="json" tabindex="0" aria-label="What came back">{answer}</pre></figure>
                })}
            </div>
        </section>
    }
}

/// Headers as a program shows them, a line each.
fn headers(headers: &Map<String, Value>) -> String {
    let lines = headers.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// JSON with room to read it; anything else as it is.
fn pretty(text: &str) -> String {
    let value = serde_json::from_str::<Value>(text).ok();
    let pretty = value.and_then(|value| serde_json::to_string_pretty(&value).ok());
    pretty.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn headers_are_lines_and_bodies_are_readable() {
        let Value::Object(some) = json!({"webhook-id": "dlv_1", "content-length": 12}) else {
            panic!("an object");
        };
        assert_eq!(headers(&some), "content-length: 12\nwebhook-id: dlv_1");
        assert_eq!(pretty("{\"a\":1}"), "{\n  \"a\": 1\n}");
        assert_eq!(pretty("<html>"), "<html>");
    }
}
