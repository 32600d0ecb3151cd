//! A new endpoint: where to, of which events, in which form.

use daybook_shared::filter::EventFilter;
use daybook_shared::limits::{MAX_NAME_CHARS, MAX_URL_CHARS};
use daybook_shared::webhook::{CreatedWebhook, NewWebhook, WebhookFormat};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::data::WebhooksData;
use super::filter::FilterChoice;
use super::secret::Secret;
use crate::api::ApiError;
use crate::components::icon::Icon;
use crate::components::notice::Notice;
use crate::components::refusal::refusal;
use crate::{browser, path};

/// The field of the address, for moving the focus.
const URL: &str = "webhook-url";

/// What a message looks like, in people's words.
pub(super) const fn format_words(format: WebhookFormat) -> (&'static str, &'static str) {
    match format {
        WebhookFormat::Standard => ("Standard Webhooks", "The event as JSON, for programs."),
        WebhookFormat::Slack => ("Slack", "A message, for an incoming webhook of Slack."),
    }
}

/// The form; after it, the secret of what was made.
#[component]
pub(super) fn NewWebhookForm(data: WebhooksData) -> impl IntoView {
    let made = RwSignal::new(None::<CreatedWebhook>);
    let on_kept = Callback::new(move |()| {
        made.set(None);
        browser::after_paint(|| browser::focus(URL));
    });
    move || {
        match made.get() {
        Some(made) => view! {
            <Secret text=made.secret about="Each message is signed with it, as Standard Webhooks 1.0 says." on_kept />
        }
        .into_any(),
        None => view! { <Form data made /> }.into_any(),
    }
    }
}

#[component]
fn Form(data: WebhooksData, made: RwSignal<Option<CreatedWebhook>>) -> impl IntoView {
    let (url, description) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let filter = RwSignal::new(EventFilter::default());
    let format = RwSignal::new(WebhookFormat::Standard);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let needed = data.needed();
    let log = path::log(data.workspace.get_value());
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let fields = (url.get_untracked(), description.get_untracked());
        let (Some(url), Some(description)) = fields else {
            return;
        };
        if busy.get_untracked() || needed.is_some() {
            return;
        }
        let about = description.value().trim().to_owned();
        let new = NewWebhook {
            url: url.value().trim().to_owned(),
            filter: filter.get_untracked(),
            description: (!about.is_empty()).then_some(about),
            format: format.get_untracked(),
        };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let workspace = data.workspace.get_value();
            let found = data.session.client.create_webhook(&workspace, &new).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(found) => {
                    data.add(found.webhook.clone());
                    made.set(Some(found));
                }
                Err(found) => error.set(Some(found)),
            }
        });
    };
    let card = move |known: WebhookFormat| {
        let (name, about) = format_words(known);
        view! {
            <label>
                <input type="radio" name="webhook-format" prop:checked=move || format.get() == known on:change=move |_| format.set(known) />
                <b>{name}</b>
                <span>{about}</span>
            </label>
        }
    };
    view! {
        <form class="panel rows new-key" aria-label="New webhook" on:submit=on_submit>
            {needed.map(|plan| view! {
                <div class="set">
                    <Notice icon="lock">
                        {format!("Webhooks need the plan {}; this workspace has {}.", plan.as_str(), data.plan.as_str())}
                    </Notice>
                </div>
            })}
            <div class="set">
                <div class="about"><label for=URL>"Address"</label><p>"Where events are sent to: https, and reachable from outside."</p></div>
                <div class="ctl field">
                    <input class="in" id=URL node_ref=url type="url" required=true maxlength=MAX_URL_CHARS autocomplete="off" dir="ltr" placeholder="https://hooks.example.com/daybook" />
                </div>
            </div>
            <div class="set">
                <div class="about"><label for="webhook-about">"What it is for"</label><p>"For whoever finds it here later."</p></div>
                <div class="ctl field">
                    <input class="in" id="webhook-about" node_ref=description maxlength=MAX_NAME_CHARS autocomplete="off" dir="auto" placeholder="Incidents of the on-call team" />
                </div>
            </div>
            <div class="set">
                <div class="about"><label for="webhook-events">"Events"</label><p>"Everything, sign-ins and keys too, or those of a preset as it is now. For others, filter " <a href=log>"the log"</a> " and save that as a preset."</p></div>
                <div class="ctl field">
                    <FilterChoice id="webhook-events" filter kept=None presets=data.presets words=data.words />
                </div>
            </div>
            <fieldset class="set">
                <div class="about"><legend>"Format"</legend><p>"It stays as it is chosen here."</p></div>
                <div class="ctl field"><div class="pick two-ways">{WebhookFormat::ALL.iter().map(|known| card(*known)).collect_view()}</div></div>
            </fieldset>
            <div class="set">
                <div class="about"><p>"What happens from then on is sent. Its secret is shown once."</p></div>
                <div class="ctl field">
                    {move || error.get().map(refusal)}
                    <div class="line">
                        <button class="btn primary" disabled=needed.is_some() aria-busy=move || busy.get().then_some("true")>
                            <Icon name="plus" />
                            "Create the webhook"
                        </button>
                    </div>
                </div>
            </div>
        </form>
    }
}
