//! Changing a password: whoever asks knows the current one, and no other session outlasts it.

use daybook_shared::auth::PasswordChange;
use daybook_shared::id::{SessionId, UserId};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};

use super::client::Client;
use super::sign_in::normalised_email;
use super::throttle::{self, Subject};
use super::{password, record};
use crate::entity::user;
use crate::error::{ApiError, ApiResult};
use crate::people::check_new_password;
use crate::state::AppState;
use crate::store::{sessions, users};

/// Changes the password of the person of a session, which goes on. A wrong current password counts as a failed sign-in.
pub async fn change_password(
    state: &AppState,
    user: &user::Model,
    session: SessionId,
    request: &PasswordChange,
    client: &Client,
) -> ApiResult<()> {
    let PasswordChange {
        current_password,
        new_password,
    } = request;
    check_new_password("/new_password", new_password)?;
    check_differs(user, current_password, new_password)?;
    let subject = Subject::of(&state.keys, &user.email, client);
    // As at a sign-in: check, verification and count share one turn.
    let turn = password::turn().await?;
    let has_failed = throttle::check(state, subject).await?;
    let old_hash = user.password_hash.clone();
    if !turn.verify(current_password, Some(old_hash.clone())).await? {
        throttle::add_failure(state, subject).await?;
        return Err(incorrect());
    }
    drop(turn);
    let new_hash = password::hash(new_password).await?;
    let (id, now) = (UserId(user.id), state.clock.now());
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            // Of two changes at once the second finds another password than the one that it was checked against.
            if !users::set_password(transaction, id, &old_hash, &new_hash).await? {
                return Err(incorrect());
            }
            sessions::end_others(transaction, id, session, now).await?;
            Ok(())
        })
    });
    work.await?;
    if has_failed {
        throttle::forget_failures(state, subject).await?;
    }
    record::password_changed(state, user, client).await
}

fn check_differs(user: &user::Model, current: &str, new: &str) -> ApiResult<()> {
    let same_as = if password::is_same(current, new) {
        "the current password"
    } else if normalised_email(new) == user.email {
        "the address of the account"
    } else {
        return Ok(());
    };
    let detail = format!("this is {same_as}; choose another one");
    Err(refusal("/new_password", FieldCode::Contradiction, detail))
}

fn incorrect() -> ApiError {
    let detail = "this is not the current password of the account".to_owned();
    refusal("/current_password", FieldCode::Incorrect, detail)
}

fn refusal(pointer: &str, code: FieldCode, detail: String) -> ApiError {
    let error = FieldError::new(pointer, code, detail);
    ApiError::with_fields(ErrorCode::ValidationFailed, vec![error])
}
