//! One endpoint of the list.

use daybook_shared::webhook::{DeliveryCounts, Webhook, WebhookState};
use leptos::prelude::*;

use super::data::WebhooksData;
use super::filter::chips;
use crate::components::icon::Icon;
use crate::labels::grouped;
use crate::path;

/// How an endpoint stands: word, icon, tone.
pub(super) fn look(webhook: &Webhook) -> (&'static str, &'static str, Option<&'static str>) {
    let is_wanted = webhook
        .disabled
        .as_ref()
        .is_some_and(|disabled| disabled.code == "requested");
    match webhook.state {
        WebhookState::Enabled => ("On", "check", Some("success")),
        WebhookState::Disabled if is_wanted => ("Off", "x", None),
        WebhookState::Disabled => ("Switched off", "alert", Some("danger")),
    }
}

/// What came of deliveries, in words.
pub(super) fn counts(counts: DeliveryCounts) -> Vec<String> {
    let number = |count: u64| grouped(i64::try_from(count).unwrap_or(i64::MAX));
    let told = [
        (counts.delivered, "delivered"),
        (counts.failed, "given up"),
        (counts.pending, "waiting"),
    ];
    told.into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", number(count)))
        .collect()
}

/// A row of the table, a card on a phone.
#[component]
pub(super) fn WebhookRow(webhook: Webhook, data: WebhooksData) -> impl IntoView {
    let (word, icon, tone) = look(&webhook);
    let address = path::webhook(data.workspace.get_value(), webhook.id);
    let filter = webhook.filter.clone();
    let events = move || chips(data.words.parts(&filter));
    let told = counts(webhook.deliveries);
    let reason = webhook.disabled.clone().map(|disabled| disabled.reason);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="key-name" href=address><bdi dir="ltr">{webhook.url.clone()}</bdi></a>
                {webhook.description.clone().map(|about| view! { <span class="sub"><bdi>{about}</bdi></span> })}
            </th>
            <td role="cell" class="j-state">
                <span class="state" data-tone=tone><Icon name=icon />{word}</span>
                {reason.map(|reason| view! { <span class="sub">{reason}</span> })}
            </td>
            <td role="cell" class="j-may"><ul class="chips">{events}</ul></td>
            <td role="cell" class="j-who">
                {match told.is_empty() {
                    true => view! { <span class="muted">"None yet"</span> }.into_any(),
                    false => told.join(", ").into_any(),
                }}
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_to_nothing_is_not_told() {
        let some = DeliveryCounts {
            delivered: 1_204,
            failed: 0,
            pending: 3,
        };
        assert_eq!(counts(some), ["1,204 delivered", "3 waiting"]);
        assert!(counts(DeliveryCounts::default()).is_empty());
    }
}
