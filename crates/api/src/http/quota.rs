//! Quotas in requests and answers: each request of a caller is counted, and every answer says what is left
//! (RateLimit header fields for HTTP, draft 11).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};
use daybook_shared::id::WorkspaceId;
use daybook_shared::plan::Plan;
use daybook_shared::problem::ErrorCode;
use daybook_shared::quota::Policy;
use uuid::Uuid;

use super::caller::state_of;
use crate::error::{ApiError, ApiResult};
use crate::quota::{Standing, Subject};

/// What is left.
pub const RATE_LIMIT: &str = "ratelimit";
/// How much there is in all.
pub const RATE_LIMIT_POLICY: &str = "ratelimit-policy";

/// Counts a request, in a workspace of some plan or outside all of them; refuses it with 429 where it is one too many.
pub async fn count(
    request: &HttpRequest,
    caller: Uuid,
    workspace: Option<(WorkspaceId, Plan)>,
    policy: Policy,
) -> ApiResult<()> {
    let state = state_of(request)?;
    let subject = Subject {
        workspace: workspace.map(|(id, _)| id),
        caller,
        policy,
    };
    // Outside workspaces a caller asks for little: that is no plan's matter.
    let plan = workspace.map_or(Plan::Enterprise, |(_, plan)| plan);
    let taken = state
        .quotas
        .take(&state.database, subject, plan, state.clock.now());
    let standing = taken.await?;
    note(request, standing);
    if !standing.is_over {
        return Ok(());
    }
    let (quota, seconds) = (standing.quota, standing.resets_in);
    let detail = format!(
        "{} requests in {} seconds are used up (`{}`, plan `{}`); go on in {seconds} seconds",
        quota.requests,
        quota.seconds,
        policy.as_str(),
        plan.as_str()
    );
    Err(ApiError::new(ErrorCode::TooManyRequests, detail).retry_after(seconds))
}

/// Notes what the answer to a request shall say.
pub fn note(request: &HttpRequest, standing: Standing) {
    request.extensions_mut().insert(standing);
}

/// Says in every answer to somebody whose requests are counted what is left.
pub async fn tell_quotas<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let standing = response.request().extensions().get::<Standing>().copied();
    if let Some(standing) = standing {
        let (name, quota) = (standing.policy.as_str(), standing.quota);
        let policy = format!("\"{name}\";q={};w={}", quota.requests, quota.seconds);
        let left = format!("\"{name}\";r={};t={}", standing.remaining, standing.resets_in);
        for (header, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static(header), value);
            }
        }
    }
    Ok(response)
}
