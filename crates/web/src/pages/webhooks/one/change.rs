//! Another address, other events, other words.

use daybook_shared::filter::EventFilter;
use daybook_shared::limits::{MAX_NAME_CHARS, MAX_URL_CHARS};
use daybook_shared::preset::Preset;
use daybook_shared::webhook::{Webhook, WebhookUpdate};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::OneData;
use crate::api::ApiError;
use crate::components::icon::Icon;
use crate::components::refusal::refusal;
use crate::load::load;
use crate::pages::webhooks::filter::FilterChoice;

/// The form, closed at first.
#[component]
pub(super) fn ChangeForm(data: OneData) -> impl IntoView {
    let (url, description) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    // What the fields begin with; only what differs from it is sent, so that nobody else's change is undone.
    let before = StoredValue::new(untrack(|| data.webhook()));
    let (old_url, old_about, old_filter) =
        before
            .get_value()
            .map_or_else(Default::default, |webhook: Webhook| {
                (
                    webhook.url,
                    webhook.description.unwrap_or_default(),
                    webhook.filter,
                )
            });
    let filter = RwSignal::new(old_filter.clone());
    let kept = (!old_filter.is_empty()).then_some(old_filter);
    let is_open = RwSignal::new(false);
    let place = Memo::new(move |_| is_open.get().then_some(()));
    let presets = load(place, move |(), abort| async move {
        let workspace = data.workspace.get_value();
        data.session.client.presets(&workspace, Some(&abort)).await
    });
    let presets = Signal::derive(move || -> Vec<Preset> {
        presets
            .value
            .with(|list| list.as_ref().map(|(_, list)| list.data.clone()))
            .unwrap_or_default()
    });
    let (busy, error, said) = (
        RwSignal::new(false),
        RwSignal::new(None::<ApiError>),
        RwSignal::new(false),
    );
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let fields = (url.get_untracked(), description.get_untracked());
        let (Some(url), Some(description)) = fields else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        let Some(old) = before.get_value() else {
            return;
        };
        let (url, about) = (
            url.value().trim().to_owned(),
            description.value().trim().to_owned(),
        );
        let (filter, about) = (filter.get_untracked(), (!about.is_empty()).then_some(about));
        let update = WebhookUpdate {
            url: (url != old.url).then_some(url),
            filter: (filter != old.filter).then_some(filter),
            description: (about != old.description).then_some(about),
            state: None,
        };
        busy.set(true);
        error.set(None);
        said.set(false);
        spawn_local(async move {
            let found = match data.here() {
                Ok((workspace, webhook)) => {
                    let client = data.session.client;
                    client.update_webhook(&workspace, webhook.id, &update).await
                }
                Err(found) => Err(found),
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(webhook) => {
                    said.set(true);
                    before.set_value(Some(webhook.clone()));
                    data.set(webhook);
                }
                Err(found) => error.set(Some(found)),
            }
        });
    };
    let fields = move || {
        let empty: EventFilter = EventFilter::default();
        let kept = kept.clone().filter(|kept| *kept != empty);
        view! {
            <form class="rows" aria-label="Change the webhook" on:submit=on_submit>
                <div class="set">
                    <div class="about"><label for="change-url">"Address"</label></div>
                    <div class="ctl field"><input class="in" id="change-url" node_ref=url type="url" required=true maxlength=MAX_URL_CHARS autocomplete="off" dir="ltr" value=old_url.clone() /></div>
                </div>
                <div class="set">
                    <div class="about"><label for="change-about">"What it is for"</label></div>
                    <div class="ctl field"><input class="in" id="change-about" node_ref=description maxlength=MAX_NAME_CHARS autocomplete="off" dir="auto" value=old_about.clone() /></div>
                </div>
                <div class="set">
                    <div class="about"><label for="change-events">"Events"</label><p>"Of what happens from now on."</p></div>
                    <div class="ctl field"><FilterChoice id="change-events" filter kept presets words=data.words /></div>
                </div>
                <div class="set">
                    <div class="about"><p role="status">{move || said.get().then_some("Saved.")}</p></div>
                    <div class="ctl field">
                        {move || error.get().map(refusal)}
                        <div class="line"><button class="btn primary" aria-busy=move || busy.get().then_some("true")>"Save"</button></div>
                    </div>
                </div>
            </form>
        }
    };
    view! {
        <details class="panel fold" on:toggle=move |_| is_open.set(true)>
            <summary><Icon name="right" small=true />"Change it"</summary>
            {fields}
        </details>
    }
}
