//! Sessions: begun by a sign-in, renewed by refresh tokens that are good once, ended by a sign-out or a theft.

use daybook_shared::auth;
use daybook_shared::id::{SessionId, UserId};
use daybook_shared::limits::{ACCESS_TOKEN_SECONDS, SESSION_SECONDS};
use daybook_shared::problem::ErrorCode;

use super::access_token;
use super::refresh_token::RefreshToken;
use crate::entity::{session, user};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::{sessions, users};

/// What a client gets: the body of the answer, and the token that goes into the cookie.
pub struct Tokens {
    /// The body.
    pub body: auth::Session,
    /// For the cookie.
    pub refresh: RefreshToken,
}

/// Begins a session of a person, unless their password has been changed since it was found to fit: whoever knew only the
/// old one must not outlast the change.
pub async fn begin(state: &AppState, user: &user::Model) -> ApiResult<Tokens> {
    let now = state.clock.now();
    let refresh = RefreshToken::generate(SessionId(state.clock.new_uuid()))?;
    let row = session::Model {
        id: refresh.session.0,
        user_id: user.id,
        token_hash: refresh.hash().to_vec(),
        created_at: now.0,
        expires_at: now.plus_seconds(SESSION_SECONDS).0,
        ended_at: None,
    };
    let verified = user.password_hash.clone();
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            let user = UserId(row.user_id);
            let known = users::lock(transaction, user).await?;
            if known.is_none_or(|known| known.password_hash != verified) {
                return Err(wrong_credentials());
            }
            sessions::delete_expired(transaction, user, now).await?;
            sessions::insert_session(transaction, row).await?;
            Ok::<_, ApiError>(())
        })
    });
    work.await?;
    tokens(state, user, refresh)
}

/// Renews a session. Its last token counts, once; an earlier one was stolen, or a thief used the last: the session ends.
pub async fn renew(state: &AppState, token: &RefreshToken) -> ApiResult<Tokens> {
    let now = state.clock.now();
    let reader = state.database.reader();
    let known = sessions::find_session(reader, token.session)
        .await?
        .ok_or_else(ended)?;
    if known.ended_at.is_some() || known.expires_at <= now.0 {
        return Err(ended());
    }
    if !token.has_hash(&known.token_hash) {
        end(state, token.session).await?;
        tracing::warn!(session.id = %token.session, "a refresh token was used twice; its session has ended");
        return Err(ended());
    }
    let user = users::find_by_session(reader, token.session, now)
        .await?
        .ok_or_else(ended)?;
    let next = RefreshToken::generate(token.session)?;
    let (old_hash, new_hash, session) = (token.hash(), next.hash(), token.session);
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            let expires_at = now.plus_seconds(SESSION_SECONDS);
            Ok::<_, ApiError>(
                sessions::set_token(transaction, session, &old_hash, &new_hash, expires_at).await?,
            )
        })
    });
    if work.await? {
        tokens(state, &user, next)
    } else {
        Err(ended())
    }
}

/// Ends a session; `false` where it had ended before.
pub async fn end(state: &AppState, session: SessionId) -> ApiResult<bool> {
    let now = state.clock.now();
    let work = state.database.write(move |transaction| {
        Box::pin(async move { Ok::<_, ApiError>(sessions::set_ended(transaction, session, now).await?) })
    });
    work.await
}

/// The session that a token, even an outdated one, belongs to.
pub async fn find_by_token(state: &AppState, token: &RefreshToken) -> ApiResult<Option<SessionId>> {
    let known = sessions::find_session(state.database.reader(), token.session).await?;
    Ok(known.map(|_| token.session))
}

fn tokens(state: &AppState, user: &user::Model, refresh: RefreshToken) -> ApiResult<Tokens> {
    let access_token = access_token::issue(&state.keys, UserId(user.id), refresh.session, state.clock.now())?;
    let body = auth::Session {
        access_token,
        token_type: "Bearer".to_owned(),
        expires_in: ACCESS_TOKEN_SECONDS,
        user: users::to_wire(user),
    };
    Ok(Tokens { body, refresh })
}

/// The one answer to every failed sign-in.
pub(super) fn wrong_credentials() -> ApiError {
    ApiError::new(
        ErrorCode::InvalidCredentials,
        "email and password do not belong together",
    )
}

fn ended() -> ApiError {
    ApiError::new(
        ErrorCode::Unauthenticated,
        "there is no session, or it has ended; sign in again",
    )
}
