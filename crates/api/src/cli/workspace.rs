//! `daybook workspace …`

use clap::{Args, Subcommand};
use daybook_shared::id::WorkspaceId;
use daybook_shared::plan::Plan;

use crate::error::ApiResult;
use crate::people;
use crate::state::AppState;

/// Workspaces.
#[derive(Debug, Args)]
pub struct WorkspaceArgs {
    #[command(subcommand)]
    command: WorkspaceCommand,
}

#[derive(Debug, Subcommand)]
enum WorkspaceCommand {
    /// Make a workspace with an empty log.
    Create(CreateWorkspaceArgs),
}

#[derive(Debug, Args)]
struct CreateWorkspaceArgs {
    /// Its name.
    #[arg(long)]
    name: String,
    /// Its time zone, such as `Europe/Dublin`.
    #[arg(long, default_value = "UTC")]
    time_zone: String,
    /// What it pays for: `free`, `team` or `enterprise`.
    #[arg(long, default_value = "free", value_parser = parse_plan)]
    plan: Plan,
}

/// Runs the subcommand.
pub async fn run(args: WorkspaceArgs, state: &AppState) -> ApiResult<()> {
    let WorkspaceCommand::Create(args) = args.command;
    let made = people::create_workspace(
        &state.database,
        &state.clock,
        &args.name,
        &args.time_zone,
        args.plan,
    );
    println!("{}", WorkspaceId(made.await?.id));
    Ok(())
}

fn parse_plan(name: &str) -> Result<Plan, String> {
    Plan::find(name).ok_or_else(|| "use `free`, `team` or `enterprise`".to_owned())
}
