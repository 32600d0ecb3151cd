//! The query of a live stream: a filter, where to begin, and the ticket.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use daybook_shared::filter::EventFilter;
use daybook_shared::problem::{FieldCode, FieldError};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::ObjectBuilder;

use super::filter_params::{filter_params, param, refusal, text};
use super::ticket_access::TICKET;
use crate::error::ApiResult;

const LAST_EVENT_ID: &str = "last_event_id";
const HEADER: HeaderName = HeaderName::from_static("last-event-id");

/// What the request for a live stream says, but for who sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveParams {
    /// Which events.
    pub filter: EventFilter,
    /// The place that the reader has come to; none: now.
    pub behind: Option<i64>,
}

impl LiveParams {
    /// Reads query and header. Every wrong parameter is named; none is ignored.
    pub fn parse(request: &HttpRequest) -> ApiResult<Self> {
        Self::read(request.query_string(), request.headers().get(HEADER))
    }

    fn read(query: &str, header: Option<&HeaderValue>) -> ApiResult<Self> {
        let mut filter_pairs = Vec::new();
        let (mut own, mut errors) = (Vec::new(), Vec::new());
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            if key != TICKET && key != LAST_EVENT_ID {
                filter_pairs.push((key, value));
            } else if own.iter().any(|(known, _)| *known == key) {
                let detail = format!("`{key}` can be given once only");
                errors.push(FieldError::new(key, FieldCode::Contradiction, detail));
            } else {
                own.push((key, value));
            }
        }
        let in_query = own.iter().find(|(key, _)| key == LAST_EVENT_ID);
        let in_query = in_query.map(|(_, value)| place(LAST_EVENT_ID, value)).transpose();
        let in_query = in_query.unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        let in_header = header.map(|value| place("Last-Event-ID", value.to_str().unwrap_or_default()));
        let in_header = in_header.transpose().unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        let filter = EventFilter::from_pairs(filter_pairs).unwrap_or_else(|more| {
            errors.extend(more);
            EventFilter::default()
        });
        if errors.is_empty() {
            let behind = in_header.or(in_query);
            Ok(Self { filter, behind })
        } else {
            Err(refusal(errors))
        }
    }
}

/// Digits of the largest place.
const PLACE_DIGITS: usize = 19;

fn place(pointer: &str, text: &str) -> Result<i64, FieldError> {
    let is_number = text.len() <= PLACE_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits = Some(text).filter(|_| is_number);
    digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| {
        let detail = "use the `id` of the last frame that came: a whole number from 0 on";
        FieldError::new(pointer, FieldCode::Malformed, detail)
    })
}

fn place_schema() -> ObjectBuilder {
    text(PLACE_DIGITS, "48211").pattern(Some("^[0-9]+$"))
}

impl IntoParams for LiveParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut params = filter_params();
        params.push(param(LAST_EVENT_ID, "The `id` of the last frame that came: what follows it is sent. The same as the header `Last-Event-ID`, which wins, for browsers that open a stream anew. Without either, the stream begins now.", place_schema()));
        params.push(param(TICKET, "A ticket of `POST …/events/live/ticket`, instead of `Authorization`: `EventSource` sends no headers.", text(200, "Qm9va2VkIGZvciBvbmU…")));
        let mut header = param(
            "Last-Event-ID",
            "What browsers send when they connect again: as `last_event_id`.",
            place_schema(),
        );
        header.parameter_in = ParameterIn::Header;
        params.push(header);
        params
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_wins_and_what_is_no_place_is_refused() {
        let header = HeaderValue::from_static("7");
        let read = |query, header| LiveParams::read(query, header).map(|params| params.behind);
        assert_eq!(
            read("last_event_id=5&type=post.*&ticket=x", Some(&header)).unwrap(),
            Some(7)
        );
        assert_eq!(read("last_event_id=0", None).unwrap(), Some(0));
        assert_eq!(read("", None).unwrap(), None);
        for query in [
            "last_event_id=",
            "last_event_id=-1",
            "last_event_id=%2B1",
            "last_event_id=1.0",
            "last_event_id=99999999999999999999",
            "last_event_id=00000000000000000001",
            "last_event_id=1&last_event_id=2",
            "ticket=a&ticket=b",
        ] {
            assert_eq!(read(query, None).unwrap_err().errors.len(), 1, "{query}");
        }
        let wrong = HeaderValue::from_static("evt_1");
        assert_eq!(
            read("", Some(&wrong)).unwrap_err().errors[0].pointer,
            "Last-Event-ID"
        );
    }
}
