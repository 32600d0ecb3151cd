//! `Idempotency-Key`: a POST that was answered is answered the same when it is sent again, for a day
//! (The Idempotency-Key HTTP Header Field, draft 7).

use actix_web::body::{EitherBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{self, Bytes};
use actix_web::{Error, HttpRequest};
use daybook_shared::access::Role;
use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::{MAX_BATCH_BYTES, MAX_BODY_BYTES, MAX_IDEMPOTENCY_HEADER_BYTES};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use daybook_shared::quota::Policy;
use futures_util::stream;
use uuid::Uuid;

use super::access::{self, Place};
use super::caller::{Caller, state_of};
use super::json;
use super::kept_answer::{Keeping, KeptAnswer};
use super::quota;
use crate::auth::Purpose;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::idempotent_requests::{self, Found, Request};

/// The header of a request.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The header of an answer that was given before.
pub const REPLAYED: &str = "idempotency-replayed";

/// For how long a request is left to whoever began it; longer than it may take.
const BUSY_SECONDS: i64 = 60;
const BUSY_RETRY_SECONDS: i64 = 1;

/// Does a POST with a key once; without one, and of nobody who is known, as often as it is sent.
pub async fn once<B: MessageBody + 'static>(
    mut service: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let key = match service.method() {
        &Method::POST => key_of(service.request())?,
        _ => None,
    };
    let caller = match key {
        Some(_) => known_caller(service.request()).await,
        None => None,
    };
    let (Some(key), Some(caller)) = (key, caller) else {
        return Ok(next.call(service).await?.map_into_left_body());
    };
    let state = state_of(service.request())?.clone();
    let payload = service.extract::<web::Payload>().await?;
    let body = json::read_body(payload, most_bytes(service.path())).await?;
    let request = identify(&state, service.request(), &caller, &key, &body);
    let now = state.clock.now();
    let until = now.plus_seconds(BUSY_SECONDS);
    let found = idempotent_requests::begin(&state.database, request, now, until).await;
    let found = found.map_err(ApiError::from)?;
    if found == Found::New {
        service.set_payload(again(body));
        let answer = next.call(service).await;
        return keep(&state, request, answer).await;
    }
    // What comes to no handler is counted here.
    caller.count(service.request()).await?;
    match found {
        Found::New | Found::Left => {
            let detail = "a request with this `Idempotency-Key` was begun, and did not come to an answer: look whether it was done, and use a new key if not";
            Err(ApiError::new(ErrorCode::OutcomeUnknown, detail).into())
        }
        Found::Answered(sealed) => {
            let Some(mut answer) = opened(&state, &sealed)?.again() else {
                let detail =
                    "it was done, and its answer held what is shown once: look at the list of what there is";
                return Err(ApiError::new(ErrorCode::AnswerShownOnce, detail).into());
            };
            let replayed = HeaderValue::from_static("true");
            answer
                .headers_mut()
                .insert(HeaderName::from_static(REPLAYED), replayed);
            Ok(service.into_response(answer).map_into_right_body())
        }
        Found::Busy => {
            let detail = "a request with this `Idempotency-Key` is being worked on; ask again for its answer";
            let refused = ApiError::new(ErrorCode::IdempotencyKeyBusy, detail);
            Err(refused.retry_after(BUSY_RETRY_SECONDS).into())
        }
        Found::Other => {
            let detail = "this `Idempotency-Key` was used for another body; use a new key for each request";
            Err(refusal(
                ErrorCode::IdempotencyKeyReused,
                FieldCode::IdempotencyConflict,
                detail,
            )
            .into())
        }
    }
}

/// Who sends a request, and what they are where they send it to.
struct Known {
    caller: Caller,
    place: Option<Place>,
}

/// Who sends a request, where they may be where they send it to.
async fn known_caller(request: &HttpRequest) -> Option<Known> {
    let caller = Caller::of(request).await.ok()?;
    let place = match workspace_of(request) {
        Some(workspace) => Some(access::place_of(state_of(request).ok()?, &caller, workspace).await?),
        None => None,
    };
    Some(Known { caller, place })
}

impl Known {
    async fn count(&self, request: &HttpRequest) -> ApiResult<()> {
        let workspace = self.place.map(|place| (place.workspace, place.plan));
        quota::count(request, self.caller.id(), workspace, Policy::Read).await
    }

    /// What they may do depends on this: who may do something else now is not answered as before.
    fn standing(&self) -> (&'static str, &'static str) {
        let role = self.place.and_then(|place| place.role).map_or("", Role::as_str);
        (role, self.place.map_or("", |place| place.plan.as_str()))
    }
}

/// Bytes that the body of an operation may have.
fn most_bytes(path: &str) -> usize {
    match path.ends_with("/events/batch") {
        true => MAX_BATCH_BYTES,
        false => MAX_BODY_BYTES,
    }
}

/// The key of a request, bare or as the quoted string that the draft asks for.
fn key_of(request: &HttpRequest) -> ApiResult<Option<String>> {
    let mut values = request.headers().get_all(IDEMPOTENCY_KEY);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let key = quoted.unwrap_or(text);
    let is_key = (1..=MAX_IDEMPOTENCY_HEADER_BYTES).contains(&key.len()) && !key.contains('"');
    if is_key && values.next().is_none() {
        return Ok(Some(key.to_owned()));
    }
    let detail = format!(
        "send one key of 1 to {MAX_IDEMPOTENCY_HEADER_BYTES} visible ASCII characters, such as a UUID, as it is or between quotes"
    );
    Err(refusal(ErrorCode::BadRequest, FieldCode::Malformed, &detail))
}

fn refusal(code: ErrorCode, field: FieldCode, detail: &str) -> ApiError {
    ApiError::with_fields(code, vec![FieldError::new("Idempotency-Key", field, detail)])
}

/// The workspace that a request is sent to: it has not been routed yet.
fn workspace_of(request: &HttpRequest) -> Option<WorkspaceId> {
    let rest = request.path().strip_prefix("/v1/workspaces/")?;
    rest.split('/').next()?.parse().ok()
}

fn identify(state: &AppState, request: &HttpRequest, known: &Known, key: &str, body: &Bytes) -> Request {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.map_or(&b""[..], HeaderValue::as_bytes);
    let (caller, (role, plan)) = (known.caller.id(), known.standing());
    let known_by = [
        caller.as_bytes(),
        role.as_bytes(),
        plan.as_bytes(),
        request.path().as_bytes(),
        request.query_string().as_bytes(),
        key.as_bytes(),
    ];
    Request {
        subject: state.keys.seal(Purpose::IdempotentRequest, &known_by),
        body: state.keys.seal(Purpose::IdempotentRequest, &[kind, body]),
        workspace: workspace_of(request).unwrap_or(WorkspaceId(Uuid::nil())),
    }
}

/// A body that was read, to be read once more.
fn again(body: Bytes) -> Payload {
    Payload::Stream {
        payload: Box::pin(stream::iter([Ok(body)])),
    }
}

/// Keeps an answer that says that something was done. A request that was refused, or failed, leaves nothing.
async fn keep<B: MessageBody + 'static>(
    state: &AppState,
    request: Request,
    answer: Result<ServiceResponse<B>, Error>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let refused = match answer {
        Ok(answer) if answer.status().is_success() => return keep_answer(state, request, answer).await,
        refused => refused,
    };
    note(
        idempotent_requests::forget(&state.database, request)
            .await
            .map_err(ApiError::from),
    );
    Ok(refused?.map_into_left_body())
}

async fn keep_answer<B: MessageBody + 'static>(
    state: &AppState,
    request: Request,
    answer: ServiceResponse<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let (http, answer) = answer.into_parts();
    let (head, body) = answer.into_parts();
    let body = to_bytes(body)
        .await
        .map_err(|error| ApiError::internal(error.into().to_string()))?;
    let keeping = head.extensions().get::<Keeping>().copied();
    let kept = KeptAnswer::of(head.status(), head.headers(), &body, keeping);
    note(store(state, request, kept).await);
    Ok(ServiceResponse::new(http, head.set_body(body))
        .map_into_boxed_body()
        .map_into_right_body())
}

async fn store(state: &AppState, request: Request, kept: Option<KeptAnswer>) -> ApiResult<()> {
    let database = &state.database;
    let Some(kept) = kept else {
        return Ok(idempotent_requests::forget(database, request).await?);
    };
    let text = serde_json::to_vec(&kept).map_err(ApiError::internal)?;
    let sealed = state.keys.sealed(Purpose::IdempotentAnswer, &text)?;
    Ok(idempotent_requests::answer(database, request, sealed).await?)
}

fn opened(state: &AppState, sealed: &str) -> ApiResult<KeptAnswer> {
    let text = state.keys.opened(Purpose::IdempotentAnswer, sealed);
    let text = text.ok_or_else(|| ApiError::internal("an answer that was kept does not open"))?;
    serde_json::from_slice(&text).map_err(ApiError::internal)
}

/// What was done was done, whether it could be noted or not.
fn note(outcome: ApiResult<()>) {
    if let Err(error) = outcome {
        tracing::warn!(%error, source = error.source_text(), "the answer to a request with an idempotency key could not be kept");
    }
}
