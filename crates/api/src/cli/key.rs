//! `daybook key …`

use clap::{Args, Subcommand};
use daybook_shared::access::Scope;
use daybook_shared::api_key::NewApiKey;
use daybook_shared::id::WorkspaceId;

use crate::auth::key_changes;
use crate::error::ApiResult;
use crate::people;
use crate::state::AppState;

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// API keys.
#[derive(Debug, Args)]
pub struct KeyArgs {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a key and print it, this once.
    Create(CreateKeyArgs),
}

#[derive(Debug, Args)]
struct CreateKeyArgs {
    /// The workspace that the key opens, by id or exact name.
    #[arg(long)]
    workspace: String,
    /// A name that says which program uses it.
    #[arg(long)]
    name: String,
    /// What it may be used for: `events:read`, `events:write`, `exports:write` or `admin`; may be given several times.
    #[arg(long = "scope", required = true, value_parser = parse_scope)]
    scopes: Vec<Scope>,
    /// Days after which it stops working; never, where absent.
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=36_500))]
    expires_in_days: Option<i64>,
}

/// Runs the subcommand.
pub async fn run(args: KeyArgs, state: &AppState) -> ApiResult<()> {
    let KeyCommand::Create(args) = args.command;
    let workspace = WorkspaceId(people::find_workspace(&state.database, &args.workspace).await?.id);
    let expires_at = args
        .expires_in_days
        .map(|days| state.clock.now().plus_seconds(days * SECONDS_PER_DAY));
    let new = NewApiKey {
        name: args.name,
        scopes: args.scopes,
        expires_at,
    };
    let made = key_changes::create(state, workspace, new, None, None).await?;
    println!("{}", made.key);
    Ok(())
}

fn parse_scope(name: &str) -> Result<Scope, String> {
    Scope::find(name)
        .ok_or_else(|| "use `events:read`, `events:write`, `exports:write` or `admin`".to_owned())
}
