//! Making users, workspaces, memberships and keys: what the command line and the demo share.

use std::str::FromStr;

use chrono_tz::Tz;
use daybook_shared::access::Role;
use daybook_shared::api_key::NewApiKey;
use daybook_shared::event::Actor;
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::limits::{MAX_API_KEYS, MAX_NAME_CHARS, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS};
use daybook_shared::me::UserUpdate;
use daybook_shared::plan::Plan;
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use daybook_shared::settings::{Density, HourCycle, Theme, Times};
use daybook_shared::timestamp::Timestamp;
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};

use crate::auth::api_key;
use crate::auth::sign_in::normalised_email;
use crate::clock::Clock;
use crate::db::Database;
use crate::entity;
use crate::error::{ApiError, ApiResult};
use crate::store::{api_keys, memberships, users, workspaces};

/// A person to be made. The password is hashed by `auth::password::hash` beforehand: many people may share a hash.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The address they sign in with.
    pub email: String,
    /// The name people read.
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// Their time zone (IANA name), where they set one.
    pub time_zone: Option<String>,
}

/// Makes a person; 409 where the address is taken.
pub async fn create_user(database: &Database, clock: &Clock, new: NewUser) -> ApiResult<entity::user::Model> {
    let email = normalised_email(&new.email);
    if !email.contains('@') {
        return Err(wrong(
            "/email",
            FieldCode::Malformed,
            format!("`{email}` is no email address"),
        ));
    }
    check_name("/email", &email)?;
    check_name("/name", &new.name)?;
    if let Some(zone) = &new.time_zone {
        check_time_zone(zone)?;
    }
    let user = entity::user::Model {
        id: clock.new_uuid(),
        email,
        name: new.name,
        password_hash: new.password_hash,
        time_zone: new.time_zone,
        created_at: clock.now().0,
        hour_cycle: None,
        theme: None,
        density: None,
        times: None,
        shortcuts: None,
    };
    let row = user.clone();
    let work = database.write(move |transaction| {
        Box::pin(async move {
            let taken = format!("a person with the address `{}` exists already", row.email);
            users::insert_user(transaction, row)
                .await
                .map_err(|error| conflict(error, taken))
        })
    });
    work.await?;
    Ok(user)
}

/// Changes a person: what they were, and what they are now. The time zone is one that [`check_time_zone`] knows.
pub async fn update_user(
    database: &Database,
    id: UserId,
    change: UserUpdate,
) -> ApiResult<(entity::user::Model, entity::user::Model)> {
    let work = database.write(move |transaction| {
        Box::pin(async move {
            let found = users::lock(transaction, id).await?;
            let before = found.ok_or_else(|| ApiError::not_found("person"))?;
            let after = changed(before.clone(), change);
            if after != before {
                users::replace_user(transaction, after.clone()).await?;
            }
            Ok::<_, ApiError>((before, after))
        })
    });
    work.await
}

fn changed(user: entity::user::Model, change: UserUpdate) -> entity::user::Model {
    entity::user::Model {
        name: change.name.unwrap_or(user.name),
        time_zone: change.time_zone.unwrap_or(user.time_zone),
        hour_cycle: column(change.hour_cycle, HourCycle::as_str).or(user.hour_cycle),
        theme: column(change.theme, Theme::as_str).or(user.theme),
        density: column(change.density, Density::as_str).or(user.density),
        times: column(change.times, Times::as_str).or(user.times),
        shortcuts: change.shortcuts.or(user.shortcuts),
        ..user
    }
}

fn column<T>(choice: Option<T>, name_of: fn(T) -> &'static str) -> Option<String> {
    choice.map(|choice| name_of(choice).to_owned())
}

/// Makes a workspace with an empty log.
pub async fn create_workspace(
    database: &Database,
    clock: &Clock,
    name: &str,
    time_zone: &str,
    plan: Plan,
) -> ApiResult<entity::workspace::Model> {
    check_name("/name", name)?;
    check_time_zone(time_zone)?;
    let workspace = entity::workspace::Model {
        id: clock.new_uuid(),
        name: name.to_owned(),
        time_zone: time_zone.to_owned(),
        plan: plan.as_str().to_owned(),
        created_at: clock.now().0,
    };
    let row = workspace.clone();
    let work = database.write(move |transaction| {
        Box::pin(async move { Ok::<_, ApiError>(workspaces::insert_workspace(transaction, row).await?) })
    });
    work.await?;
    Ok(workspace)
}

/// When a person belongs to a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Stay {
    /// From when.
    pub joined_at: Timestamp,
    /// Until when, where they have been removed.
    pub removed_at: Option<Timestamp>,
}

/// Makes a person a member; 409 where they are, or were.
pub async fn add_member(
    database: &Database,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
    stay: Stay,
) -> ApiResult<()> {
    let row = entity::membership::Model {
        workspace_id: workspace.0,
        user_id: user.0,
        role: role.as_str().to_owned(),
        joined_at: stay.joined_at.0,
        removed_at: stay.removed_at.map(|moment| moment.0),
    };
    let work = database.write(move |transaction| {
        Box::pin(async move {
            let taken = "the person belongs, or belonged, to the workspace already".to_owned();
            memberships::insert_membership(transaction, row)
                .await
                .map_err(|error| conflict(error, taken))
        })
    });
    work.await
}

/// Adds an API key of a workspace, made by whoever does so; nobody, on the command line. The first part of the answer is the key
/// itself, which nobody can read again. 409 where as many work as may.
pub async fn insert_api_key(
    transaction: &DatabaseTransaction,
    clock: &Clock,
    workspace: WorkspaceId,
    new: NewApiKey,
    by: Option<&Actor>,
) -> ApiResult<(String, entity::api_key::Model)> {
    check_name("/name", &new.name)?;
    if new.scopes.is_empty() {
        return Err(wrong(
            "/scopes",
            FieldCode::Required,
            "a key needs at least one scope".to_owned(),
        ));
    }
    let (text, now) = (api_key::generate()?, clock.now());
    // Those who make keys of a workspace go one after the other.
    workspaces::lock(transaction, workspace).await?;
    if api_keys::count_alive(transaction, workspace, now).await? >= MAX_API_KEYS {
        let detail = format!("{MAX_API_KEYS} keys of this workspace work already; revoke one");
        return Err(ApiError::new(ErrorCode::LimitReached, detail));
    }
    let key = entity::api_key::Model {
        workspace_id: workspace.0,
        id: clock.new_uuid(),
        name: new.name,
        prefix: api_key::shown_part(&text).to_owned(),
        secret_hash: api_key::hash(&text).to_vec(),
        scopes: api_keys::scopes_text(&new.scopes),
        created_by: by
            .map(serde_json::to_string)
            .transpose()
            .map_err(ApiError::internal)?,
        created_at: now.0,
        expires_at: new.expires_at.map(|moment| moment.0),
        revoked_at: None,
        revoked_by: None,
        last_used_at: None,
    };
    api_keys::insert_key(transaction, key.clone()).await?;
    Ok((text, key))
}

/// The one workspace of an id or an exact name.
pub async fn find_workspace(database: &Database, id_or_name: &str) -> ApiResult<entity::workspace::Model> {
    let reader = database.reader();
    let by_id = match id_or_name.parse() {
        Ok(id) => workspaces::find_workspace(reader, id).await?,
        Err(_) => None,
    };
    if let Some(workspace) = by_id {
        return Ok(workspace);
    }
    let mut named = workspaces::list_by_name(reader, id_or_name).await?;
    match (named.pop(), named.len()) {
        (Some(workspace), 0) => Ok(workspace),
        (None, _) => Err(ApiError::new(
            ErrorCode::NotFound,
            format!("there is no workspace `{id_or_name}`"),
        )),
        (Some(_), more) => {
            let detail = format!("{} workspaces are called `{id_or_name}`; use the id", more + 1);
            Err(ApiError::new(ErrorCode::Conflict, detail))
        }
    }
}

/// Refuses a new password that is too short or too long; the error names `pointer`.
pub fn check_new_password(pointer: &str, password: &str) -> ApiResult<()> {
    let length = password.chars().count();
    if (MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS).contains(&length) {
        return Ok(());
    }
    let detail = format!("{length} characters; a password has {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS}");
    Err(wrong(pointer, FieldCode::OutOfRange, detail))
}

/// Refuses what is no IANA name of a time zone.
pub fn check_time_zone(name: &str) -> ApiResult<()> {
    match Tz::from_str(name) {
        Ok(_) => Ok(()),
        Err(_) => {
            let detail = format!("`{name}` is no time zone; use an IANA name such as `Europe/Dublin`");
            Err(wrong("/time_zone", FieldCode::UnknownValue, detail))
        }
    }
}

fn check_name(pointer: &str, name: &str) -> ApiResult<()> {
    let length = name.chars().count();
    if name.contains('\0') {
        Err(wrong(
            pointer,
            FieldCode::Nul,
            "a text cannot hold a NUL character".to_owned(),
        ))
    } else if name.trim().is_empty() || length > MAX_NAME_CHARS {
        let detail = format!("{length} characters; 1 to {MAX_NAME_CHARS} are needed, not all of them blank");
        Err(wrong(pointer, FieldCode::OutOfRange, detail))
    } else {
        Ok(())
    }
}

fn wrong(pointer: &str, code: FieldCode, detail: String) -> ApiError {
    ApiError::with_fields(
        ErrorCode::ValidationFailed,
        vec![FieldError::new(pointer, code, detail)],
    )
}

/// A unique violation as the conflict that it means here.
fn conflict(error: DbErr, detail: String) -> ApiError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::new(ErrorCode::Conflict, detail),
        _ => error.into(),
    }
}
