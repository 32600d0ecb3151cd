//! Signing in: one answer for every failure, after the same work and the same time, whoever the person is.

use std::time::Duration;

use daybook_shared::auth::LoginRequest;
use daybook_shared::limits::{MAX_NAME_CHARS, MAX_PASSWORD_CHARS};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use tokio::time::Instant;

use super::client::Client;
use super::session::{self, Tokens};
use super::throttle::{self, Subject};
use super::{password, record};
use crate::entity::user;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::users;

/// How long a failed attempt takes at least. A failure of a known person is recorded in their workspaces and one of a
/// stranger is not: without this, the clock would tell who has an account.
const FAILURE_TAKES: Duration = Duration::from_millis(250);

/// Checks who somebody is and begins their session.
pub async fn sign_in(state: &AppState, request: &LoginRequest, client: &Client) -> ApiResult<Tokens> {
    let started = Instant::now();
    let email = normalised_email(&request.email);
    check_length(&request.password)?;
    let subject = Subject::of(&state.keys, &email, client);
    // Check, verification and count share one turn, so that no burst slips through before its failures are counted.
    let turn = password::turn().await?;
    let has_failed = throttle::check(state, subject).await?;
    let user = find_user(state, &email).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let fits = turn.verify(&request.password, hash).await?;
    match user {
        Some(user) if fits => {
            drop(turn);
            let tokens = session::begin(state, &user).await?;
            if has_failed {
                throttle::forget_failures(state, subject).await?;
            }
            record::signed_in(state, &user, client).await?;
            Ok(tokens)
        }
        user => {
            throttle::add_failure(state, subject).await?;
            drop(turn);
            record_failure(state, user, subject, client).await?;
            tokio::time::sleep_until(started + FAILURE_TAKES).await;
            Err(session::wrong_credentials())
        }
    }
}

/// An address as the database has it.
pub fn normalised_email(email: &str) -> String {
    email.trim().to_lowercase()
}

async fn find_user(state: &AppState, email: &str) -> ApiResult<Option<user::Model>> {
    let is_possible = email.chars().count() <= MAX_NAME_CHARS && !email.contains('\0');
    // Nobody is called so, but the question is asked, for the time that it takes.
    let email = if is_possible { email } else { "" };
    Ok(users::find_by_email(state.database.reader(), email).await?)
}

async fn record_failure(
    state: &AppState,
    user: Option<user::Model>,
    subject: Subject,
    client: &Client,
) -> ApiResult<()> {
    match user {
        Some(user) => record::sign_in_failed(state, &user, client).await,
        None => {
            tracing::info!(
                login.subject = subject.digits(),
                "a sign-in failed: nobody has this address"
            );
            Ok(())
        }
    }
}

fn check_length(password: &str) -> ApiResult<()> {
    if password.chars().count() <= MAX_PASSWORD_CHARS {
        return Ok(());
    }
    let detail = format!("a password has at most {MAX_PASSWORD_CHARS} characters");
    let error = FieldError::new("/password", FieldCode::TooLong, detail);
    Err(ApiError::with_fields(ErrorCode::ValidationFailed, vec![error]))
}
