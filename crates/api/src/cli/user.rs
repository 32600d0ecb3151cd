//! `daybook user …`

use std::io::BufRead;

use clap::{Args, Subcommand};
use daybook_shared::access::Role;
use daybook_shared::event::{Change, NewEvent};
use daybook_shared::id::{UserId, WorkspaceId};

use crate::auth::{password, record};
use crate::entity;
use crate::error::{ApiError, ApiResult};
use crate::people::{self, NewUser, Stay};
use crate::state::AppState;

/// People who can sign in.
#[derive(Debug, Args)]
pub struct UserArgs {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make a person, and a member of a workspace where one is named.
    Create(CreateUserArgs),
}

#[derive(Args)]
struct CreateUserArgs {
    /// The address they sign in with.
    #[arg(long)]
    email: String,
    /// The name people read.
    #[arg(long)]
    name: String,
    /// Their time zone, such as `Europe/Dublin`; the browser's, where absent.
    #[arg(long)]
    time_zone: Option<String>,
    /// The password, at least 8 characters; one line of standard input, where absent.
    #[arg(long, env = "DAYBOOK_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// A workspace to join, by id or exact name.
    #[arg(long, requires = "role")]
    workspace: Option<String>,
    /// What they are there: `owner`, `admin`, `auditor` or `member`.
    #[arg(long, requires = "workspace", value_parser = parse_role)]
    role: Option<Role>,
}

impl std::fmt::Debug for CreateUserArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateUserArgs")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// Runs the subcommand.
pub async fn run(args: UserArgs, state: &AppState) -> ApiResult<()> {
    let UserCommand::Create(args) = args.command;
    create(args, state).await
}

async fn create(args: CreateUserArgs, state: &AppState) -> ApiResult<()> {
    let membership = match (&args.workspace, args.role) {
        (Some(workspace), Some(role)) => {
            Some((people::find_workspace(&state.database, workspace).await?, role))
        }
        _ => None,
    };
    let password = match args.password {
        Some(password) => password,
        None => read_line()?,
    };
    people::check_new_password("/password", &password)?;
    let new = NewUser {
        email: args.email,
        name: args.name,
        password_hash: password::hash(&password).await?,
        time_zone: args.time_zone,
    };
    let user = people::create_user(&state.database, &state.clock, new).await?;
    if let Some((workspace, role)) = membership {
        join(state, WorkspaceId(workspace.id), &user, role).await?;
    }
    println!("{}", UserId(user.id));
    Ok(())
}

async fn join(
    state: &AppState,
    workspace: WorkspaceId,
    user: &entity::user::Model,
    role: Role,
) -> ApiResult<()> {
    let stay = Stay {
        joined_at: state.clock.now(),
        removed_at: None,
    };
    people::add_member(&state.database, workspace, UserId(user.id), role, stay).await?;
    let change = Change {
        after: Some(role.as_str().into()),
        before: None,
        field: "role".to_owned(),
    };
    let event = NewEvent {
        actor: Some(record::actor(user)),
        changes: vec![change],
        ..NewEvent::new("member.joined")
    };
    state.appender.record(workspace, event).await?;
    Ok(())
}

fn read_line() -> ApiResult<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(ApiError::internal)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn parse_role(name: &str) -> Result<Role, String> {
    Role::find(name).ok_or_else(|| "use `owner`, `admin`, `auditor` or `member`".to_owned())
}
