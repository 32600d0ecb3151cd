//! One endpoint: how it stands, what may be done with it, what was delivered.

mod again;
mod attempt;
mod change;
mod deliveries;
mod delivery;
mod doings;
mod facts;
mod follow;

use daybook_shared::id::DeliveryId;
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::Webhook;
use leptos::prelude::*;

use self::again::Again;
use self::change::ChangeForm;
use self::deliveries::Deliveries;
use self::doings::Doings;
use self::facts::Facts;
use super::data::Words;
use crate::api::ApiError;
use crate::components::error_panel::ErrorPanel;
use crate::components::icon::Icon;
use crate::load::{Load, load};
use crate::session::{Phase, Session};
use crate::{clock, path};

/// The endpoint, and whatever it is read with.
#[derive(Clone, Copy)]
pub(super) struct OneData {
    pub(super) session: Session,
    pub(super) workspace: StoredValue<String>,
    pub(super) id: Memo<String>,
    pub(super) words: Words,
    pub(super) loaded: Load<String, Webhook>,
    pub(super) now: ReadSignal<Timestamp>,
    /// Tells the list of deliveries that there may be others.
    pub(super) stirred: Trigger,
    /// The delivery whose tries are shown.
    pub(super) open: RwSignal<Option<DeliveryId>>,
    /// Since when it was switched off, until somebody has decided on what was missed.
    pub(super) missed: RwSignal<Option<Timestamp>>,
    /// What came of what was asked for.
    pub(super) said: RwSignal<Option<String>>,
}

impl OneData {
    /// The endpoint, where it is there.
    pub(super) fn webhook(self) -> Option<Webhook> {
        self.loaded
            .value
            .with(|found| found.as_ref().map(|(_, webhook)| webhook.clone()))
    }

    /// Where it is, for a request that is about it.
    pub(super) fn here(self) -> Result<(String, Webhook), ApiError> {
        let webhook = untrack(|| self.webhook()).ok_or(ApiError::Unreachable)?;
        Ok((self.workspace.get_value(), webhook))
    }

    /// Shows what it has become.
    pub(super) fn set(self, webhook: Webhook) {
        self.loaded.value.set(Some((self.id.get_untracked(), webhook)));
    }

    /// Looks again, at the endpoint and its deliveries.
    pub(super) fn look_again(self) {
        self.loaded.retry();
        self.stirred.notify();
    }
}

/// The page of one endpoint.
#[component]
pub(super) fn One(session: Session, workspace: String, id: Memo<String>) -> impl IntoView {
    let all = path::webhooks(&workspace);
    let workspace = StoredValue::new(workspace);
    let place = Memo::new(move |_| (session.phase.get() == Phase::SignedIn).then(|| id.get()));
    let loaded = load(place, move |id: String, abort| async move {
        let workspace = workspace.get_value();
        session.client.webhook(&workspace, &id, Some(&abort)).await
    });
    let data = OneData {
        session,
        workspace,
        id,
        words: Words::of(session, workspace),
        loaded,
        now: clock::minutes(),
        stirred: Trigger::new(),
        open: RwSignal::new(None),
        missed: RwSignal::new(None),
        said: RwSignal::new(None),
    };
    let is_there = Memo::new(move |_| loaded.value.with(Option::is_some));
    let url = move || data.webhook().map(|webhook| webhook.url);
    let nothing = move || {
        loaded.error.get().map(|error| match error.is(ErrorCode::NotFound) {
            true => view! {
                <div class="panel empty"><h2>"There is no such webhook"</h2><p>"It may have been deleted."</p></div>
            }
            .into_any(),
            false => {
                let on_retry = Callback::new(move |()| loaded.retry());
                view! { <div class="panel"><ErrorPanel error on_retry /></div> }.into_any()
            }
        })
    };
    view! {
        <div class="page-head">
            <p><a class="back" href=all><Icon name="left" small=true />"All webhooks"</a></p>
            <h1 class="address"><bdi dir="ltr">{url}</bdi></h1>
        </div>
        {nothing}
        <Show when=move || is_there.get()>
            <Facts data />
            <Doings data />
            <ChangeForm data />
            <Again data />
            <Deliveries data />
        </Show>
    }
}
