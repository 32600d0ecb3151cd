//! `daybook`: serve, work, migrate, demo, import, export, user, workspace, key, openapi.

use std::process::ExitCode;

use clap::Parser;
use daybook_api::cli::{Cli, run};

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("daybook: {failure}");
            ExitCode::FAILURE
        }
    }
}
