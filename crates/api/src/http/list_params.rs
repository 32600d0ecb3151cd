//! The query of a list of events: the filter, and how to page through what it means.

use daybook_shared::filter::EventFilter;
use daybook_shared::limits::{DEFAULT_LIMIT, MAX_CURSOR_BYTES, MAX_LIMIT, MAX_STREAM_ROWS};
use daybook_shared::page::{Order, Sort};
use daybook_shared::problem::{FieldCode, FieldError};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use super::filter_params::{filter_params, one_of, param, refusal, text};
use super::list_form::{JSON_LINES, ListForm};
use super::page_params::EXAMPLE_OF_CURSOR;
use crate::error::ApiResult;

/// What the query of a list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListParams {
    /// Which events.
    pub filter: EventFilter,
    /// By which key they are ordered.
    pub sort: Sort,
    /// In which direction.
    pub order: Order,
    /// Rows of a page.
    pub limit: u32,
    /// Where to go on.
    pub cursor: Option<String>,
    /// JSON Lines: the id of the event behind which to go on.
    pub after: Option<String>,
}

impl ListParams {
    /// Reads a query. Every wrong parameter is named; none is ignored.
    pub fn parse(query: &str, form: ListForm) -> ApiResult<Self> {
        let mut paging = Paging::default();
        let mut errors = Vec::new();
        let mut filter_pairs = Vec::new();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            if EventFilter::is_key(&key) {
                filter_pairs.push((key, value));
            } else if let Err(error) = paging.set(&key, &value, form) {
                errors.push(error);
            }
        }
        let filter = EventFilter::from_pairs(filter_pairs).unwrap_or_else(|more| {
            errors.extend(more);
            EventFilter::default()
        });
        if paging.cursor.is_some() && paging.after.is_some() {
            let detail = "`cursor` and `after` both say where to go on; use one of them";
            errors.push(FieldError::new("after", FieldCode::Contradiction, detail));
        }
        if !errors.is_empty() {
            return Err(refusal(errors));
        }
        let sort = paging.sort.unwrap_or_default();
        let order = paging.order.unwrap_or_default();
        Ok(Self {
            filter,
            sort,
            order,
            limit: paging.limit.unwrap_or(form.default_limit()),
            cursor: paging.cursor,
            after: paging.after,
        })
    }
}

#[derive(Default)]
struct Paging {
    sort: Option<Sort>,
    order: Option<Order>,
    limit: Option<u32>,
    cursor: Option<String>,
    after: Option<String>,
}

impl Paging {
    fn set(&mut self, key: &str, value: &str, form: ListForm) -> Result<(), FieldError> {
        let wrong = |code, detail: String| Err(FieldError::new(key, code, detail));
        let is_given = match key {
            "sort" => self
                .sort
                .replace(if value == "sequence" {
                    Sort::Sequence
                } else {
                    Sort::Occurred
                })
                .is_some(),
            "order" => self
                .order
                .replace(if value == "asc" { Order::Asc } else { Order::Desc })
                .is_some(),
            "limit" => self.limit.replace(value.parse().unwrap_or(0)).is_some(),
            "cursor" => self.cursor.replace(value.to_owned()).is_some(),
            "after" => self.after.replace(value.to_owned()).is_some(),
            _ => {
                let shown: String = key.chars().take(60).collect();
                let detail = format!(
                    "`{shown}` is not a parameter of this list; use `limit`, `cursor`, `sort`, `order` or a filter such as `type`, `platform_not`, `q`, `range`"
                );
                return wrong(FieldCode::Unknown, detail);
            }
        };
        if is_given {
            return wrong(
                FieldCode::Contradiction,
                format!("`{key}` can be given once only"),
            );
        }
        match key {
            "sort" if !matches!(value, "occurred" | "sequence") => {
                wrong(FieldCode::UnknownValue, "use `occurred` or `sequence`".to_owned())
            }
            "order" if !matches!(value, "asc" | "desc") => {
                wrong(FieldCode::UnknownValue, "use `asc` or `desc`".to_owned())
            }
            "limit" if !(1..=form.max_limit()).contains(&self.limit.unwrap_or(0)) => wrong(
                FieldCode::OutOfRange,
                format!("use a number from 1 to {}", form.max_limit()),
            ),
            "after" if form == ListForm::Page => wrong(
                FieldCode::Contradiction,
                format!("is for a list as `{JSON_LINES}`; a page goes on with `cursor`"),
            ),
            _ => Ok(()),
        }
    }
}

impl IntoParams for ListParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut params = filter_params();
        params.push(param("sort", "`occurred`: by the time it happened, for people. `sequence`: by the place in the log, for programs; a reader that follows `next_cursor` misses nothing and sees nothing twice.", one_of(&["occurred", "sequence"])));
        params.push(param(
            "order",
            "`desc`: the newest first.",
            one_of(&["desc", "asc"]),
        ));
        params.push(param("limit", &format!("Rows of a page. As `{JSON_LINES}`: 1 to {MAX_STREAM_ROWS}, which is also how many come where none is named."), limit_schema()));
        params.push(param("cursor", "`next_cursor` or `prev_cursor` of another page of the same list. Opaque; bound to workspace, filter and order, not to the limit.", text(MAX_CURSOR_BYTES, EXAMPLE_OF_CURSOR)));
        params.push(param("after", &format!("As `{JSON_LINES}`: the `id` of the last line that came; what follows it in the order of the list is sent."), text(30, "evt_01k9zq5v7hf2ns0d8kx3cw4m6t")));
        params
    }
}

fn limit_schema() -> Schema {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(MAX_LIMIT));
    Schema::Object(limit.default(Some(DEFAULT_LIMIT.into())).build())
}

#[cfg(test)]
mod tests {
    use daybook_shared::filter::Dimension;
    use daybook_shared::problem::ErrorCode;

    use super::*;

    fn code_of(query: &str) -> ErrorCode {
        ListParams::parse(query, ListForm::Page).unwrap_err().code
    }

    #[test]
    fn defaults_are_for_people() {
        let params = ListParams::parse("", ListForm::Page).unwrap();
        assert_eq!(
            (params.sort, params.order, params.limit),
            (Sort::Occurred, Order::Desc, 100)
        );
    }

    #[test]
    fn a_limit_is_refused_and_not_clamped() {
        for query in [
            "limit=0",
            "limit=501",
            "limit=-1",
            "limit=ten",
            "limit=",
            "limit=99999999999",
            "sort=id",
            "order=up",
            "limit=1&limit=2",
        ] {
            assert_eq!(code_of(query), ErrorCode::InvalidParameter, "{query}");
        }
        assert_eq!(ListParams::parse("limit=500", ListForm::Page).unwrap().limit, 500);
    }

    #[test]
    fn lines_have_a_larger_limit_and_go_on_behind_an_event() {
        let lines = |query| ListParams::parse(query, ListForm::Lines);
        assert_eq!(lines("").unwrap().limit, 100_000);
        assert_eq!(
            lines("limit=100000&after=evt_1").unwrap().after.as_deref(),
            Some("evt_1")
        );
        assert_eq!(
            lines("limit=100001").unwrap_err().code,
            ErrorCode::InvalidParameter
        );
        for (query, form) in [
            ("after=evt_1&cursor=x", ListForm::Lines),
            ("after=evt_1", ListForm::Page),
        ] {
            let error = ListParams::parse(query, form).unwrap_err();
            assert_eq!(
                (error.code, error.errors[0].pointer.as_str()),
                (ErrorCode::InvalidParameter, "after")
            );
        }
    }

    #[test]
    fn an_unknown_parameter_is_refused_by_name() {
        let error = ListParams::parse("page=2&limit=0", ListForm::Page).unwrap_err();
        assert_eq!(
            (error.code, error.errors[0].pointer.as_str(), error.errors.len()),
            (ErrorCode::UnknownParameter, "page", 2)
        );
    }

    #[test]
    fn every_filter_key_is_documented() {
        let names: Vec<String> = ListParams::into_params(|| None)
            .into_iter()
            .map(|parameter| parameter.name)
            .collect();
        assert!(names.iter().all(|name| EventFilter::is_key(name)
            || matches!(name.as_str(), "sort" | "order" | "limit" | "cursor" | "after")));
        assert_eq!(names.len(), 2 * Dimension::ALL.len() + 10);
    }
}
