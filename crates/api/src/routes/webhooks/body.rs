//! What requests say of endpoints, read field by field.

use daybook_shared::limits::MAX_URL_CHARS;
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::webhook::{NewWebhook, Redelivery, WebhookFormat, WebhookState, WebhookUpdate};
use serde_json::Value;

use crate::error::ApiResult;
use crate::fields::{self, Fields};

/// Reads an endpoint to be made.
pub(super) fn new_webhook(body: Value, now: Timestamp) -> ApiResult<NewWebhook> {
    fields::read(body, |fields| {
        fields.require(
            "url",
            "where events are to be sent to, such as `https://hooks.example.com/daybook`",
        );
        fields.require("filter", "which events are sent; `{}` means all of them");
        let url = fields.text("url", MAX_URL_CHARS);
        let filter = fields.filter("filter", now);
        let description = fields.name("description");
        let formats = WebhookFormat::ALL.iter().map(|format| format.as_str());
        let format = fields.known("format", formats);
        Some(NewWebhook {
            url: url?,
            filter: filter?,
            description,
            format: format
                .and_then(|name| WebhookFormat::find(&name))
                .unwrap_or_default(),
        })
    })
}

/// Reads what changes of an endpoint.
pub(super) fn webhook_update(body: Value, now: Timestamp) -> ApiResult<WebhookUpdate> {
    fields::read(body, |fields| {
        let url = fields.text("url", MAX_URL_CHARS);
        let filter = fields.filter("filter", now);
        let description = match fields.is_null("description") {
            true => Some(None),
            false => fields.name("description").map(Some),
        };
        let states = WebhookState::ALL.iter().map(|state| state.as_str());
        let state = fields.known("state", states);
        Some(WebhookUpdate {
            url,
            filter,
            description,
            state: state.and_then(|name| WebhookState::find(&name)),
        })
    })
}

/// Reads what is to be sent again: a delivery, or a part of the log that has a beginning.
pub(super) fn redelivery(body: Value) -> ApiResult<Redelivery> {
    fields::read(body, |fields| {
        let of_delivery = fields.has("delivery_id");
        let of_part: Vec<&str> = ["from_sequence", "to_sequence", "from", "to"]
            .into_iter()
            .filter(|name| fields.has(name))
            .collect();
        if of_delivery && let Some(name) = of_part.first() {
            let detail = "stands for a part of the log; send it without `delivery_id`";
            fields.error(name, FieldCode::Contradiction, detail);
        }
        let has_beginning = fields.has("from_sequence") || fields.has("from");
        if !of_delivery && !has_beginning {
            let detail = "say what is to be sent again: `delivery_id`, or a part of the log from `from_sequence` or from the moment `from` on";
            fields.error("delivery_id", FieldCode::Required, detail);
        }
        for (one, other) in [("from_sequence", "from"), ("to_sequence", "to")] {
            if fields.has(one) && fields.has(other) {
                let detail = format!("give `{one}` or `{other}`, not both");
                fields.error(other, FieldCode::Contradiction, detail);
            }
        }
        let delivery_id = fields.text("delivery_id", 100).and_then(|text| {
            let id = text.parse().ok();
            if id.is_none() {
                let detail = "this is no id of a delivery; they begin with `dlv_`";
                fields.error("delivery_id", FieldCode::Malformed, detail);
            }
            id
        });
        let redelivery = Redelivery {
            delivery_id,
            from_sequence: place(fields, "from_sequence"),
            to_sequence: place(fields, "to_sequence"),
            from: moment(fields, "from"),
            to: moment(fields, "to"),
            include_delivered: fields.boolean("include_delivered").unwrap_or(false),
        };
        if redelivery
            .from_sequence
            .zip(redelivery.to_sequence)
            .is_some_and(|(first, last)| first > last)
        {
            let detail = "`to_sequence` lies before `from_sequence`: a part of the log goes from the smaller place to the greater one";
            fields.error("to_sequence", FieldCode::Contradiction, detail);
        }
        if redelivery
            .from
            .zip(redelivery.to)
            .is_some_and(|(from, to)| from > to)
        {
            let detail =
                "`to` lies before `from`: a part of the log goes from the earlier moment to the later one";
            fields.error("to", FieldCode::Contradiction, detail);
        }
        Some(redelivery)
    })
}

fn place(fields: &mut Fields<'_>, name: &'static str) -> Option<i64> {
    let value = fields.take(name)?;
    let place = value.as_i64().filter(|place| *place >= 1);
    if place.is_none() {
        let detail = "a place in the log is a whole number from 1 on: the `sequence` of an event";
        fields.error(name, FieldCode::OutOfRange, detail);
    }
    place
}

fn moment(fields: &mut Fields<'_>, name: &'static str) -> Option<Timestamp> {
    let text = fields.text(name, 100)?;
    let moment = text.parse().ok();
    if moment.is_none() {
        let detail = "use RFC 3339, such as `2026-11-21T09:30:00Z`";
        let error = FieldError::new(fields.pointer_to(name), FieldCode::Malformed, detail);
        fields.errors().push(error);
    }
    moment
}
