//! A page that could not be loaded.

use daybook_shared::problem::ErrorCode;
use leptos::prelude::*;

use super::art::Art;
use super::copy_button::CopyButton;
use super::countdown::Countdown;
use super::icon::Icon;
use crate::api::ApiError;

/// Status, code and request, for whoever reports it.
pub fn reference(error: &ApiError) -> String {
    let request = error.request_id().map(|id| format!("request {id}"));
    error
        .code()
        .into_iter()
        .chain(request)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Why there is nothing to see, and the way on.
#[component]
pub fn ErrorPanel(error: ApiError, on_retry: Callback<()>) -> impl IntoView {
    let is_away = error.wait_seconds().is_some();
    let is_closed = error.is(ErrorCode::Forbidden) || error.is(ErrorCode::NotFound);
    let art = if is_closed { Art::Locked } else { Art::NoAnswer };
    let reference = reference(&error);
    view! {
        <div class="empty" role="alert">
            {art.draw()}
            <h2>{error.title()}</h2>
            <p>{error.detail()}</p>
            {error.wait_seconds().map(|seconds| view! {
                <p>"The next try is in " <Countdown seconds on_end=on_retry /> "."</p>
            })}
            <div class="actions">
                <button type="button" class="btn primary" on:click=move |_| on_retry.run(())>
                    <Icon name="refresh" />
                    {if is_away { "Try now" } else { "Try again" }}
                </button>
                {(!reference.is_empty()).then(|| view! {
                    <CopyButton class="btn" text=reference.clone() what="details" word="Copy details" />
                })}
                {is_closed.then(|| view! { <a class="btn" href="/">"To your workspaces"</a> })}
            </div>
            {(!reference.is_empty()).then(|| view! { <p class="fine"><code>{reference.clone()}</code></p> })}
        </div>
    }
}
