//! Who sends a request: the person of a session, or an API key.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use daybook_shared::access::Scope;
use daybook_shared::event::{Actor, ActorKind};
use daybook_shared::id::{ApiKeyId, SessionId, WorkspaceId};
use daybook_shared::problem::ErrorCode;
use daybook_shared::quota::Policy;
use daybook_shared::timestamp::Timestamp;
use sea_orm::DbErr;
use uuid::Uuid;

use super::quota;
use crate::auth::ticket::Credential;
use crate::auth::{access_token, api_key, record};
use crate::db::Database;
use crate::entity;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::{api_keys, users};

/// Seconds within which the use of a key is written at most once.
const LAST_USED_SECONDS: i64 = 60;

/// A caller whose credential is valid at this moment.
#[derive(Debug, Clone)]
pub enum Caller {
    /// A person, by the access token of a session that has not ended.
    Session {
        /// The person.
        user: entity::user::Model,
        /// The session.
        session_id: SessionId,
    },
    /// A program, by an API key that is neither revoked nor expired.
    ApiKey {
        /// The key.
        key: entity::api_key::Model,
        /// What it may be used for.
        scopes: Vec<Scope>,
    },
}

impl Caller {
    /// The person; 403 for a program, which has nothing of its own.
    pub fn person(&self) -> ApiResult<&entity::user::Model> {
        self.session().map(|(user, _)| user)
    }

    /// The person and the session; 403 for a program.
    pub fn session(&self) -> ApiResult<(&entity::user::Model, SessionId)> {
        match self {
            Self::Session { user, session_id } => Ok((user, *session_id)),
            Self::ApiKey { .. } => Err(ApiError::new(
                ErrorCode::Forbidden,
                "this belongs to a person: sign in; an API key has none of its own",
            )),
        }
    }

    /// The id of the person or the key.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Session { user, .. } => user.id,
            Self::ApiKey { key, .. } => key.id,
        }
    }

    /// The caller as the actor of what they do.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Session { user, .. } => record::actor(user),
            Self::ApiKey { key, .. } => {
                Actor::new(ActorKind::ApiKey, Some(ApiKeyId(key.id).to_string()), &key.name)
            }
        }
    }
}

impl Caller {
    /// The name of their credential.
    pub fn credential(&self) -> Credential {
        match self {
            Self::Session { session_id, .. } => Credential::Session(*session_id),
            Self::ApiKey { key, .. } => Credential::Key(ApiKeyId(key.id)),
        }
    }

    /// The callers behind credentials, as far as these are valid at this moment.
    pub async fn all_of(
        database: &Database,
        now: Timestamp,
        credentials: &[Credential],
    ) -> Result<Vec<Self>, DbErr> {
        let reader = database.reader();
        let mut sessions = Vec::new();
        let mut keys = Vec::new();
        for credential in credentials {
            match credential {
                Credential::Session(id) => sessions.push(*id),
                Credential::Key(id) => keys.push(*id),
            }
        }
        let people = users::list_by_sessions(reader, &sessions, now).await?;
        let people = people
            .into_iter()
            .map(|(session_id, user)| Self::Session { user, session_id });
        let keys = api_keys::list_alive(reader, &keys, now).await?;
        Ok(people.chain(keys.into_iter().map(Self::of_key)).collect())
    }

    fn of_key(key: entity::api_key::Model) -> Self {
        let scopes = api_keys::scopes_of(&key);
        Self::ApiKey { key, scopes }
    }
}

impl Caller {
    /// Who sends a request, by its header.
    pub(super) async fn of(request: &HttpRequest) -> ApiResult<Self> {
        identify(state_of(request)?, bearer(request)?).await
    }
}

/// Outside all workspaces, where the request counts as well.
impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let caller = Self::of(&request).await?;
            quota::count(&request, caller.id(), None, Policy::Read).await?;
            Ok(caller)
        })
    }
}

/// The parts of the server, which every request can reach.
pub(super) fn state_of(request: &HttpRequest) -> ApiResult<&AppState> {
    let state = request.app_data::<web::Data<AppState>>();
    state
        .map(|state| &***state)
        .ok_or_else(|| ApiError::internal("the server has no state"))
}

fn bearer(request: &HttpRequest) -> ApiResult<&str> {
    let mut headers = request.headers().get_all(header::AUTHORIZATION);
    let refuse = |detail: &str| ApiError::new(ErrorCode::Unauthenticated, detail);
    let (Some(value), None) = (headers.next(), headers.next()) else {
        return Err(refuse(
            "send one `Authorization: Bearer …` with an access token or an API key",
        ));
    };
    let named = value.to_str().ok().and_then(|value| value.split_once(' '));
    match named {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(refuse(
            "`Authorization` begins with `Bearer`, and an access token or an API key follows",
        )),
    }
}

async fn identify(state: &AppState, token: &str) -> ApiResult<Caller> {
    let found = if token.starts_with(api_key::PREFIX) {
        find_key(state, token).await?
    } else {
        find_session(state, token).await?
    };
    let detail = "the token is not valid, has expired, or was revoked; sign in again, or use another key";
    found.ok_or_else(|| ApiError::new(ErrorCode::Unauthenticated, detail))
}

async fn find_session(state: &AppState, token: &str) -> ApiResult<Option<Caller>> {
    let now = state.clock.now();
    let Some((user_id, session_id)) = access_token::read(&state.keys, token, now) else {
        return Ok(None);
    };
    let read = users::find_by_session(state.database.reader(), session_id, now);
    let user = state
        .recent
        .sessions
        .find(&state.database, now, session_id, read)
        .await?;
    Ok(user
        .filter(|user| user.id == user_id.0)
        .map(|user| Caller::Session { user, session_id }))
}

async fn find_key(state: &AppState, token: &str) -> ApiResult<Option<Caller>> {
    if !api_key::is_well_formed(token) {
        return Ok(None);
    }
    let hash = api_key::hash(token);
    let now = state.clock.now();
    let read = api_keys::find_by_secret(state.database.reader(), &hash, now);
    let Some(key) = state
        .recent
        .keys
        .find(&state.database, now, hash.to_vec(), read)
        .await?
    else {
        return Ok(None);
    };
    note_use(state, &key);
    Ok(Some(Caller::of_key(key)))
}

/// Writes when the key was used, beside the request: a reader does not wait for it.
fn note_use(state: &AppState, key: &entity::api_key::Model) {
    let now = state.clock.now();
    let unless_since = now.plus_seconds(-LAST_USED_SECONDS);
    if key.last_used_at.is_some_and(|last| last > unless_since.0) {
        return;
    }
    let (workspace, id) = (WorkspaceId(key.workspace_id), ApiKeyId(key.id));
    let database = state.database.clone();
    tokio::spawn(async move {
        let work = database.write(move |transaction| {
            Box::pin(
                async move { api_keys::set_last_used(transaction, workspace, id, now, unless_since).await },
            )
        });
        if let Err(error) = work.await {
            tracing::warn!(api_key.id = %id, error = %error, "the last use of a key could not be written");
        }
    });
}
