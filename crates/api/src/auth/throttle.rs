//! Ten wrong passwords for one account from one address, and that address waits. Nobody else does.

use daybook_shared::limits::{LOGIN_WINDOW_SECONDS, MAX_LOGIN_FAILURES};
use daybook_shared::problem::ErrorCode;
use daybook_shared::quota::{Policy, SIGN_IN};
use daybook_shared::timestamp::Timestamp;

use super::client::Client;
use super::keys::{Keys, Purpose};
use crate::entity::login_failure;
use crate::error::{ApiError, ApiResult};
use crate::quota::Standing;
use crate::state::AppState;
use crate::store::login_failures;

/// Account and address as a keyed hash, so that no name of a stranger is stored.
#[derive(Debug, Clone, Copy)]
pub struct Subject([u8; 32]);

impl Subject {
    /// The subject of a sign-in.
    pub fn of(keys: &Keys, email: &str, client: &Client) -> Self {
        let address = client
            .address
            .map(|address| address.to_string())
            .unwrap_or_default();
        Self(keys.seal(Purpose::LoginSubject, &[email.as_bytes(), address.as_bytes()]))
    }

    /// The hash as hexadecimal digits, for the server's log.
    pub fn digits(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Refuses with 429 while the subject has failed too often; says whether it has failed at all.
pub async fn check(state: &AppState, subject: Subject) -> ApiResult<bool> {
    let standing = standing(state, subject).await?;
    if standing.is_over {
        return Err(refusal(standing.resets_in));
    }
    Ok(standing.remaining < SIGN_IN.requests)
}

/// How a subject stands: every failure counts against the quota of sign-ins.
pub async fn standing(state: &AppState, subject: Subject) -> ApiResult<Standing> {
    let now = state.clock.now();
    let since = now.plus_seconds(-LOGIN_WINDOW_SECONDS);
    let reader = state.database.reader();
    let failures = login_failures::list_since(reader, &subject.0, since, MAX_LOGIN_FAILURES).await?;
    let remaining = SIGN_IN.requests.saturating_sub(failures.len() as u32);
    Ok(Standing {
        policy: Policy::SignIn,
        quota: SIGN_IN,
        remaining,
        resets_in: failures
            .first()
            .map_or(LOGIN_WINDOW_SECONDS, |oldest| seconds_until(*oldest, now)),
        is_over: remaining == 0,
    })
}

/// Counts a failure, and forgets those that no longer count.
pub async fn add_failure(state: &AppState, subject: Subject) -> ApiResult<()> {
    let now = state.clock.now();
    let failure = login_failure::Model {
        id: state.clock.new_uuid(),
        subject: subject.0.to_vec(),
        failed_at: now.0,
    };
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            login_failures::delete_until(transaction, now.plus_seconds(-LOGIN_WINDOW_SECONDS)).await?;
            login_failures::insert_failure(transaction, failure).await?;
            Ok(())
        })
    });
    work.await
}

/// Forgets the failures of a subject that signed in after all.
pub async fn forget_failures(state: &AppState, subject: Subject) -> ApiResult<()> {
    let work = state.database.write(move |transaction| {
        Box::pin(async move { Ok(login_failures::delete_of(transaction, &subject.0).await?) })
    });
    work.await
}

fn refusal(seconds: i64) -> ApiError {
    let detail = format!(
        "{MAX_LOGIN_FAILURES} sign-ins failed for this account from here; try again in {seconds} seconds"
    );
    ApiError::new(ErrorCode::TooManyRequests, detail).retry_after(seconds)
}

/// Seconds until a failure no longer counts.
fn seconds_until(failed_at: Timestamp, now: Timestamp) -> i64 {
    let micros = failed_at.plus_seconds(LOGIN_WINDOW_SECONDS).0 - now.0;
    micros.div_euclid(1_000_000) + i64::from(micros.rem_euclid(1_000_000) > 0)
}
