//! The command line: one binary, one file for each command.

mod config;
mod demo;
mod export;
#[cfg(feature = "failpoints")]
mod faults;
mod import;
mod key;
mod mcp;
mod serve;
mod signals;
mod user;
mod work;
mod workspace;

use std::fmt;

use clap::{Parser, Subcommand};

use crate::error::ApiError;
use crate::state::AppState;
use crate::{migrations, openapi, telemetry};

/// `daybook --help` tells every variable, also those of one command.
const OF_ONE_COMMAND: &str = "Variables that only one command reads:
  DAYBOOK_BALLAST_MIB  `serve`: room kept beside a SQLite file and given up when the disk is full [default: 32]
  DAYBOOK_KEY          `mcp`: an API key with `events:read`
  DAYBOOK_LISTEN       `serve`: the address to listen on [default: 127.0.0.1:8080]
  DAYBOOK_NO_WORK      `serve`: `true` leaves the background work to `work` processes [default: false]
  DAYBOOK_PASSWORD     `user create`: the new person's password; read from standard input where absent
  DAYBOOK_SERVER       `mcp`: the server that it asks [default: http://127.0.0.1:8080]";

/// Daybook: the activity and audit log that a product gives its customers.
#[derive(Debug, Parser)]
#[command(name = "daybook", version, about, after_help = OF_ONE_COMMAND)]
pub struct Cli {
    #[command(flatten)]
    config: config::Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the browser client.
    Serve(serve::ServeArgs),
    /// Do background work, beside any number of `serve` and `work` on the same PostgreSQL database.
    ///
    /// On SQLite one process has the file: there `serve` does the work itself.
    Work,
    /// Bring the database up to date.
    Migrate,
    /// Fill an empty database with the demo workspaces.
    Demo(demo::DemoArgs),
    /// Append events from JSON Lines; again after an interruption, it goes on where it stopped.
    Import(import::ImportArgs),
    /// Copy a workspace's events as CSV or JSON Lines, any number of them.
    Export(export::ExportArgs),
    /// People.
    User(user::UserArgs),
    /// Workspaces.
    Workspace(workspace::WorkspaceArgs),
    /// API keys.
    Key(key::KeyArgs),
    /// Serve a log to an AI assistant, by the Model Context Protocol on standard input and output.
    ///
    /// It asks a running server with an API key; the assistant can search, read and count, and changes nothing.
    Mcp(mcp::McpArgs),
    /// Print the OpenAPI document.
    Openapi(OpenapiArgs),
}

/// Arguments of `openapi`.
#[derive(Debug, clap::Args)]
pub struct OpenapiArgs {
    /// The version of OpenAPI that it is written in.
    #[arg(long, value_name = "VERSION", value_enum, default_value_t = openapi::Version::V3_1)]
    spec: openapi::Version,
}

/// Why a command did not do what it was asked for: one line for the person who asked.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure in these words.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        let cause = error
            .source_text()
            .map(|cause| format!(" ({cause})"))
            .unwrap_or_default();
        Self(format!("{}{cause}", error.detail))
    }
}

impl From<crate::db::ConnectError> for Failure {
    fn from(error: crate::db::ConnectError) -> Self {
        Self(error.to_string())
    }
}

impl From<crate::mail::InvalidSetting> for Failure {
    fn from(error: crate::mail::InvalidSetting) -> Self {
        Self(error.0)
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Self(format!("the database refused: {error}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Runs a command to its end.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    let Cli { config, command } = cli;
    if let Command::Openapi(args) = &command {
        print!("{}", openapi::document_text(args.spec));
        return Ok(());
    }
    telemetry::init(&config.log).map_err(Failure::new)?;
    match command {
        Command::Serve(args) => serve::run(args, &config).await,
        Command::Work => work::run(&config).await,
        Command::Openapi(_) => Ok(()),
        Command::Mcp(args) => mcp::run(args).await,
        Command::Migrate => {
            let state = config.open(None).await?;
            let pending = migrations::pending(&state.database).await?;
            migrations::apply(&state.database).await?;
            println!("the database is up to date ({pending} steps taken)");
            Ok(())
        }
        Command::Demo(args) => demo::run(args, &opened(&config).await?).await,
        Command::Import(args) => import::run(args, &opened(&config).await?).await,
        Command::Export(args) => export::run(args, &opened(&config).await?).await,
        Command::User(args) => Ok(user::run(args, &opened(&config).await?).await?),
        Command::Workspace(args) => Ok(workspace::run(args, &opened(&config).await?).await?),
        Command::Key(args) => Ok(key::run(args, &opened(&config).await?).await?),
    }
}

/// The log, brought up to date where it is a SQLite file; on PostgreSQL, `daybook migrate` does that.
async fn opened(config: &config::Config) -> Result<AppState, Failure> {
    let state = config.open(None).await?;
    bring_up_to_date(&state).await?;
    Ok(state)
}

async fn bring_up_to_date(state: &AppState) -> Result<(), Failure> {
    if state.database.engine() == crate::db::Engine::Sqlite {
        migrations::apply(&state.database).await?;
    } else if migrations::pending(&state.database).await? > 0 {
        return Err(Failure::new(
            "the database is not up to date; run `daybook migrate` first",
        ));
    }
    Ok(())
}
