//! What may be done with the endpoint at once: try it out, switch it, give it another secret, delete it.

use daybook_shared::webhook::{Redelivery, RotatedSecret, WebhookState, WebhookUpdate};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::OneData;
use crate::api::ApiError;
use crate::browser;
use crate::components::notice::Notice;
use crate::components::refusal::refusal;
use crate::pages::webhooks::ask::{Ask, LocalAsking};
use crate::pages::webhooks::secret::Secret;
use crate::path;

const ROTATE: &str = "webhook-rotate";

/// The buttons, and a new secret where one was made.
#[component]
pub(super) fn Doings(data: OneData) -> impl IntoView {
    let error = RwSignal::new(None::<ApiError>);
    let rotated = RwSignal::new(None::<RotatedSecret>);
    let client = data.session.client;
    let test = Callback::new(move |()| {
        LocalAsking::of(async move {
            let (workspace, webhook) = data.here()?;
            let ping = client.test_webhook(&workspace, webhook.id).await?;
            data.follow(ping.id, 0);
            Ok(())
        })
    });
    let switch = Callback::new(move |()| {
        LocalAsking::of(async move {
            let (workspace, webhook) = data.here()?;
            let state = match webhook.state {
                WebhookState::Enabled => WebhookState::Disabled,
                WebhookState::Disabled => WebhookState::Enabled,
            };
            let update = WebhookUpdate {
                state: Some(state),
                ..WebhookUpdate::default()
            };
            let was_off = webhook.disabled.as_ref().map(|disabled| disabled.at);
            data.set(client.update_webhook(&workspace, webhook.id, &update).await?);
            data.missed.set(was_off);
            Ok(())
        })
    });
    let rotate = Callback::new(move |()| {
        LocalAsking::of(async move {
            let (workspace, webhook) = data.here()?;
            let found = client.rotate_webhook_secret(&workspace, webhook.id).await?;
            rotated.set(Some(found));
            data.loaded.retry();
            Ok(())
        })
    });
    let navigate = StoredValue::new_local(use_navigate());
    let delete = Callback::new(move |()| {
        LocalAsking::of(async move {
            let (workspace, webhook) = data.here()?;
            client.delete_webhook(&workspace, webhook.id).await?;
            let all = path::webhooks(&workspace);
            navigate.with_value(|navigate| navigate(&all, Default::default()));
            Ok(())
        })
    });
    let is_on = Memo::new(move |_| {
        data.webhook()
            .is_some_and(|webhook| webhook.state == WebhookState::Enabled)
    });
    let on_kept = Callback::new(move |()| {
        rotated.set(None);
        browser::after_paint(|| browser::focus(ROTATE));
    });
    let secret = move || {
        rotated.get().map(|rotated| {
            let until = data
                .words
                .zone
                .with_untracked(|zone| zone.local(rotated.previous_secret_expires_at).full());
            let about = format!(
                "The previous secret also signs until {until}, so that no message is refused meanwhile."
            );
            view! { <Secret text=rotated.secret about on_kept /> }
        })
    };
    view! {
        {secret}
        <div class="actions doings">
            <Ask id="webhook-test" word="Send a ping" ask=test error />
            <Show
                when=move || is_on.get()
                fallback=move || view! { <Ask id="webhook-on" word="Switch it on" class="btn primary" ask=switch error /> }
            >
                <Ask id="webhook-off" word="Switch it off" ask=switch error first=("What waits is given up. It can be sent again later.", "Switch it off") />
            </Show>
            <Ask id=ROTATE word="New secret…" ask=rotate error first=("The present secret signs for 24 hours more.", "Make a new secret") />
            <Ask id="webhook-delete" word="Delete…" ask=delete error first=("Its deliveries are forgotten with it.", "Delete it") />
        </div>
        {move || error.get().map(refusal)}
        <Missed data error />
        <p role="status" class="said">{data.said}</p>
    }
}

/// What was not sent while it was switched off, as soon as it is on again.
#[component]
fn Missed(data: OneData, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let send = Callback::new(move |()| {
        LocalAsking::of(async move {
            let (workspace, webhook) = data.here()?;
            let what = Redelivery {
                from: data.missed.get_untracked(),
                ..Redelivery::default()
            };
            data.session
                .client
                .redeliver(&workspace, webhook.id, &what)
                .await?;
            data.missed.set(None);
            data.said
                .set(Some("What was missed is looked for, and sent.".to_owned()));
            data.look_again();
            Ok(())
        })
    });
    move || {
        let since = data.missed.get()?;
        let since = data.words.zone.with_untracked(|zone| zone.local(since).full());
        Some(view! {
            <Notice icon="refresh">
                {format!("What has happened since {since} was not sent. ")}
                <Ask id="webhook-missed" word="Send what was missed" ask=send error />
            </Notice>
        })
    }
}
