//! In which form a list is answered, as `Accept` asks.

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, Header, Quality};
use daybook_shared::limits::{DEFAULT_LIMIT, MAX_LIMIT, MAX_STREAM_ROWS};

/// The media type of JSON Lines.
pub const JSON_LINES: &str = "application/x-ndjson";

/// The form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListForm {
    /// A page, as one JSON object.
    Page,
    /// JSON Lines: one event a line, sent as they are read.
    Lines,
}

impl ListForm {
    /// The form that a request prefers; a page, unless it asks for lines before JSON.
    pub fn of(request: &HttpRequest) -> Self {
        let Ok(mut accept) = Accept::parse(request) else {
            return Self::Page;
        };
        accept.0.retain(|range| range.quality > Quality::ZERO);
        let ranked = accept.ranked();
        let mut forms = ranked.iter().filter_map(|range| match range.essence_str() {
            JSON_LINES | "application/ndjson" | "application/jsonl" => Some(Self::Lines),
            "application/json" | "application/*" | "*/*" => Some(Self::Page),
            _ => None,
        });
        forms.next().unwrap_or(Self::Page)
    }

    /// Most rows of one answer.
    pub const fn max_limit(self) -> u32 {
        match self {
            Self::Page => MAX_LIMIT,
            Self::Lines => MAX_STREAM_ROWS,
        }
    }

    /// Rows of an answer to a request that names no number.
    pub const fn default_limit(self) -> u32 {
        match self {
            Self::Page => DEFAULT_LIMIT,
            Self::Lines => MAX_STREAM_ROWS,
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn lines_are_for_those_who_ask_for_them_first() {
        for (accept, form) in [
            ("application/x-ndjson", ListForm::Lines),
            ("application/jsonl", ListForm::Lines),
            ("application/x-ndjson, application/json", ListForm::Lines),
            ("application/x-ndjson, */*;q=0.1", ListForm::Lines),
            ("*/*, application/x-ndjson", ListForm::Lines),
            ("application/json, application/x-ndjson", ListForm::Page),
            ("application/x-ndjson;q=0.5, application/json", ListForm::Page),
            ("application/x-ndjson;q=0", ListForm::Page),
            ("*/*", ListForm::Page),
            ("text/html", ListForm::Page),
            ("", ListForm::Page),
            (";;;", ListForm::Page),
        ] {
            let request = TestRequest::get()
                .insert_header(("Accept", accept))
                .to_http_request();
            assert_eq!(ListForm::of(&request), form, "{accept}");
        }
        assert_eq!(
            ListForm::of(&TestRequest::get().to_http_request()),
            ListForm::Page
        );
    }
}
