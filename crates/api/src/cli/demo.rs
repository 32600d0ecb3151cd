//! `daybook demo`: fills an empty database with the demo workspaces.

use std::collections::HashMap;

use clap::Args;
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::limits::MAX_BATCH_EVENTS;
use daybook_shared::timestamp::Timestamp;

use super::Failure;
use crate::append::{Sent, UnknownTypes, daybook};
use crate::auth::password;
use crate::demo::{self, DemoPerson, DemoWorkspace, PASSWORD};
use crate::entity::workspace;
use crate::people::{self, NewUser, Stay};
use crate::state::AppState;
use crate::store::{events, users, workspaces};

/// Who the demo is signed in as.
const EMAIL: &str = "demo@daybook.example";
/// The seed of `serve --demo`.
pub const DEFAULT_SEED: u64 = 20_261_121;

/// Which demo.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The same seed gives the same events.
    #[arg(long, default_value_t = DEFAULT_SEED)]
    seed: u64,
}

/// Fills the database.
pub async fn run(args: DemoArgs, state: &AppState) -> Result<(), Failure> {
    fill(args.seed, state).await?;
    println!("{}", how_to_sign_in());
    Ok(())
}

/// How to sign in to the demo, for the person who started it.
pub fn how_to_sign_in() -> String {
    format!("Sign in as {EMAIL} with the password {PASSWORD}")
}

/// Fills an empty database; goes on with one whose filling was interrupted; refuses one with other people's data.
pub async fn fill(seed: u64, state: &AppState) -> Result<(), Failure> {
    let cast = demo::workspaces(seed);
    let existing = workspaces::list_all(state.database.reader()).await?;
    let is_of_demo = |row: &workspace::Model| cast.iter().any(|of_demo| of_demo.name == row.name);
    let has_people = users::count(state.database.reader()).await? > 0;
    let has_demo_user = users::find_by_email(state.database.reader(), EMAIL)
        .await?
        .is_some();
    if !existing.iter().all(is_of_demo) || (has_people && !has_demo_user) {
        return Err(Failure::new(
            "the demo wants an empty database, and this one holds other people's data; name another in DAYBOOK_DATABASE_URL",
        ));
    }
    let hash = password::hash(PASSWORD).await?;
    for of_demo in &cast {
        let row = existing.iter().find(|row| row.name == of_demo.name);
        fill_workspace(seed, state, of_demo, row, &hash).await?;
    }
    Ok(events::ensure_slices(&state.database, state.clock.now().0).await?)
}

async fn fill_workspace(
    seed: u64,
    state: &AppState,
    of_demo: &DemoWorkspace,
    existing: Option<&workspace::Model>,
    hash: &str,
) -> Result<(), Failure> {
    let row = match existing {
        Some(row) => row.clone(),
        None => {
            people::create_workspace(
                &state.database,
                &state.clock,
                of_demo.name,
                of_demo.time_zone,
                of_demo.plan,
            )
            .await?
        }
    };
    let workspace = WorkspaceId(row.id);
    // The moment that the events lead up to: a second run makes the same ones.
    let now = Timestamp(row.created_at);
    let mut ids = HashMap::new();
    for person in &of_demo.people {
        ids.insert(
            person.email,
            add_person(state, workspace, person, now, hash).await?,
        );
    }
    let id_of = |email: &str| ids.get(email).map(ToString::to_string).unwrap_or_default();
    let made: Vec<_> = demo::events(of_demo, &id_of, seed, now).collect();
    let last_key = made
        .last()
        .and_then(|event| event.idempotency_key.clone())
        .unwrap_or_default();
    if events::get::has_idempotency_key(&state.database, workspace.0, &last_key).await? {
        return Ok(());
    }
    tracing::info!(
        workspace.name = of_demo.name,
        events = made.len(),
        "filling the demo"
    );
    for (index, batch) in made.chunks(MAX_BATCH_EVENTS).enumerate() {
        let sent = batch
            .iter()
            .map(|event| Sent {
                pointer: String::new(),
                event: event.clone(),
            })
            .collect();
        state
            .appender
            .append(workspace, sent, &daybook(), UnknownTypes::Refuse)
            .await?;
        if index == events::QUICK_GROWTH_BATCHES {
            events::refresh_statistics(&state.database).await?;
        }
    }
    Ok(())
}

async fn add_person(
    state: &AppState,
    workspace: WorkspaceId,
    person: &DemoPerson,
    now: Timestamp,
    hash: &str,
) -> Result<UserId, Failure> {
    let user = match users::find_by_email(state.database.reader(), person.email).await? {
        Some(user) => user,
        None => {
            let time_zone = person.time_zone.map(str::to_owned);
            let new = NewUser {
                email: person.email.to_owned(),
                name: person.name.to_owned(),
                password_hash: hash.to_owned(),
                time_zone,
            };
            people::create_user(&state.database, &state.clock, new).await?
        }
    };
    let id = UserId(user.id);
    let joined_at = now.plus_seconds(-demo::DAYS * 24 * 60 * 60);
    let removed_at = person.former.then_some(now);
    let stay = Stay {
        joined_at,
        removed_at,
    };
    match people::add_member(&state.database, workspace, id, person.role, stay).await {
        Err(error) if error.code != daybook_shared::problem::ErrorCode::Conflict => Err(error.into()),
        _ => Ok(id),
    }
}
