//! `GET …/events`.

use actix_web::http::header::{CACHE_CONTROL, LINK, VARY};
use actix_web::{HttpRequest, HttpResponse, get, web};
use daybook_shared::id::WorkspaceId;
use daybook_shared::page::{EventPage, Hints, Order, PageInfo, Sort};
use daybook_shared::problem::{FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;

use super::list_lines;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, ReadEvents};
use crate::http::cursor::{Binding, Cursor, Direction};
use crate::http::etag;
use crate::http::filter_params::refusal;
use crate::http::list_form::{JSON_LINES, ListForm};
use crate::http::list_params::ListParams;
use crate::http::spliced;
use crate::period;
use crate::state::AppState;
use crate::store::events::query::{self, ListQuery, Position};
use crate::store::events::rows::Rows;
use crate::store::events::{self, list};

/// Lists events.
///
/// Newest first, a page at a time, filtered and searched. A repeated parameter means or, different ones mean and,
/// `<key>_not` excludes. To synchronise, use `sort=sequence&order=asc` and follow `next_cursor`, which is there
/// even at the end: ask again with it later. `hints` say of events on the page what is true now and not stored with them. A `304` answers `If-None-Match` with the `ETag` of an unchanged page.
///
/// With `Accept: application/x-ndjson`, up to 100,000 events come as JSON Lines, each the stored bytes, sent as they are
/// read, as fast as they are taken (who takes nothing for 25 seconds is cut off); what is appended after the request is not among them. The end is the end of the
/// list where fewer than `limit` lines came and the answer ended as HTTP says; a failure breaks it off. To go on, at the
/// end, behind the last of 100,000 or after a connection broke, send the same request with `after=` the `id` of the last
/// whole line. With `sort=sequence&order=asc` a reader that goes on like this misses nothing and sees nothing twice.
#[utoipa::path(
    operation_id = "list_events",
    tag = "events",
    params(("workspace_id" = WorkspaceId, Path, description = "The workspace"), ListParams),
    responses(
        (status = 200, description = "A page of events; as JSON Lines, as many as were asked for", content(
            (EventPage = "application/json"),
            (String = "application/x-ndjson", example = "{\"actor\":…,\"type\":\"post.published\"}\n{\"actor\":…,\"type\":\"post.deleted\"}\n"),
        ), headers(
            ("ETag" = String, description = "Names this state of the page"),
            ("Link" = String, description = "The pages beside this one, as `rel=\"next\"` and `rel=\"prev\"` (RFC 8288)"),
        )),
        (status = 304, description = "The page is still the one that `If-None-Match` names"),
    ),
    security(("bearer" = []))
)]
#[get("/v1/workspaces/{workspace_id}/events")]
pub async fn list_events(
    access: Access<ReadEvents>,
    state: web::Data<AppState>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let form = ListForm::of(&request);
    let params = ListParams::parse(request.query_string(), form)?;
    let workspace = access.workspace.id;
    let binding = binding(workspace.as_bytes(), &params);
    let cursor = params
        .cursor
        .as_deref()
        .map(|text| Cursor::open(text, &state.keys, &binding))
        .transpose()?;
    let range = match cursor {
        Some(cursor) => cursor.range,
        None => {
            period::resolve(&params.filter.period, state.clock.now()).map_err(|error| refusal(vec![error]))?
        }
    };
    let query = ListQuery {
        workspace,
        visibility: access.visibility.clone(),
        filter: params.filter.clone(),
        range,
        sort: params.sort,
        order: match cursor {
            Some(Cursor {
                direction: Direction::Prev,
                ..
            }) => params.order.reversed(),
            _ => params.order,
        },
        after: match &params.after {
            Some(id) => Some(list_lines::position_of(id, &access, &state).await?),
            None => cursor.map(|cursor| cursor.position),
        },
        up_to: None,
        limit: u64::from(params.limit) + 1,
    };
    if form == ListForm::Lines {
        refuse_backwards(cursor)?;
        let limit = u64::from(params.limit);
        return list_lines::answer(&state, &request, ListQuery { limit, ..query }).await;
    }
    let page = Page::new(list::list(&state.database, &query).await?, &params, cursor);
    let seal = |direction, position| {
        Cursor {
            direction,
            position,
            range,
        }
        .seal(&state.keys, &binding)
    };
    let info = PageInfo {
        limit: params.limit,
        has_more: page.has_more,
        next_cursor: page
            .next
            .map(|position| seal(Direction::Next, position))
            .transpose()?,
        prev_cursor: page
            .prev
            .map(|position| seal(Direction::Prev, position))
            .transpose()?,
        searched_back_to: page.searched_back_to,
    };
    let hints = events::hints(&state.database, workspace, &page.rows, state.clock.now()).await?;
    respond(&state, &request, &page.rows, &hints, &info)
}

/// Lines are sent as they are read: they cannot be turned round as a page before another one is.
fn refuse_backwards(cursor: Option<Cursor>) -> ApiResult<()> {
    match cursor {
        Some(Cursor {
            direction: Direction::Prev,
            ..
        }) => Err(refusal(vec![FieldError::new(
            "cursor",
            FieldCode::Contradiction,
            format!(
                "leads to the page before; a list as `{JSON_LINES}` goes on with `next_cursor` or `after`"
            ),
        )])),
        _ => Ok(()),
    }
}

fn binding(workspace: &[u8], params: &ListParams) -> Binding {
    let filter = params.filter.canonical();
    Binding::to(&[
        workspace,
        filter.as_bytes(),
        params.sort.as_str().as_bytes(),
        params.order.as_str().as_bytes(),
    ])
}

/// A page in the order of its list, and the places that its cursors lead away from.
struct Page {
    rows: Rows,
    has_more: bool,
    next: Option<Position>,
    prev: Option<Position>,
    searched_back_to: Option<Timestamp>,
}

impl Page {
    fn new(found: query::Page, params: &ListParams, cursor: Option<Cursor>) -> Self {
        let query::Page {
            mut rows,
            stopped_at,
            head,
        } = found;
        let is_cut = rows.len() > params.limit as usize;
        rows.truncate(params.limit as usize);
        let stopped_at = stopped_at.filter(|_| !is_cut);
        let searched_back_to = stopped_at
            .filter(|_| params.sort == Sort::Occurred)
            .map(|position| Timestamp(position.occurred_at));
        let last_walked = rows.last();
        let far = if is_cut { last_walked } else { stopped_at };
        let near = cursor.map(|cursor| {
            rows.first()
                .unwrap_or_else(|| including(cursor.position, params, cursor.direction))
        });
        if cursor.is_some_and(|cursor| cursor.direction == Direction::Prev) {
            rows.reverse();
            return Self {
                rows,
                has_more: true,
                next: near,
                prev: far,
                searched_back_to,
            };
        }
        // A reader of the rising sequence polls: there is always a cursor, and it stands behind what was looked at
        // already. Downwards nothing can follow the end, and a cursor there would lead to the last page again.
        let start = cursor.map_or(0, |cursor| cursor.position.sequence);
        let looked_at = [Some(start), last_walked.map(|position| position.sequence), head]
            .into_iter()
            .flatten()
            .max();
        let end = looked_at
            .filter(|_| params.sort == Sort::Sequence && params.order == Order::Asc)
            .map(|sequence| Position {
                occurred_at: 0,
                sequence,
            });
        Self {
            rows,
            has_more: far.is_some(),
            next: far.or(end),
            prev: near,
            searched_back_to,
        }
    }
}

/// The place from which a walk back begins with the row that the cursor led away from.
fn including(position: Position, params: &ListParams, direction: Direction) -> Position {
    let is_falling = (params.order == Order::Desc) == (direction == Direction::Next);
    let step = if is_falling { -1 } else { 1 };
    Position {
        sequence: position.sequence.saturating_add(step),
        ..position
    }
}

fn respond(
    state: &AppState,
    request: &HttpRequest,
    rows: &Rows,
    hints: &Hints,
    info: &PageInfo,
) -> ApiResult<HttpResponse> {
    let page = serde_json::to_string(info).map_err(ApiError::internal)?;
    let hints = match hints.is_empty() {
        true => String::new(),
        false => format!(
            "\"hints\":{},",
            serde_json::to_string(hints).map_err(ApiError::internal)?
        ),
    };
    // Events never change: their places name them; what is true of them now does. Cursors hold the moment at which a relative
    // range was resolved: they differ where the page does not.
    let sequences = rows.iter().map(|(position, _)| position.sequence);
    let state_of_page = sequences
        .chain([i64::from(info.has_more)])
        .flat_map(i64::to_be_bytes);
    let tag = etag::tag([state_of_page.collect(), hints.clone().into_bytes()]);
    let mut answer = etag::not_modified_or(request, &tag, || {
        spliced::object(rows.bodies(), &format!("{hints}\"page\":{page}"))
    });
    answer.insert_header((CACHE_CONTROL, "private, no-cache"));
    answer.insert_header((VARY, "accept"));
    let links = [("next", &info.next_cursor), ("prev", &info.prev_cursor)];
    let links: Vec<String> = links
        .iter()
        .filter_map(|(rel, cursor)| Some(link(state, request, rel, cursor.as_deref()?)))
        .collect();
    if !links.is_empty() {
        answer.insert_header((LINK, links.join(", ")));
    }
    Ok(answer.finish_with_body())
}

/// A link to another page of the same list (RFC 8288).
fn link(state: &AppState, request: &HttpRequest, rel: &str, cursor: &str) -> String {
    let pairs = form_urlencoded::parse(request.query_string().as_bytes()).filter(|(key, _)| key != "cursor");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .append_pair("cursor", cursor)
        .finish();
    format!("<{}{}?{query}>; rel=\"{rel}\"", state.public_url, request.path())
}
