//! `daybook`: serve, work, migrate, demo, import, export, user, workspace, key, openapi.

use std::process::ExitCode;

use clap::Parser;
use daybook_api::cli::{Cli, run};

#[tokio::main]
async fn main() -> ExitCode {
    // The tests show that they would notice a fault by switching it on: FAILPOINTS names those of this process.
    #[cfg(feature = "failpoints")]
    let _faults = fail::FailScenario::setup();
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("daybook: {failure}");
            ExitCode::FAILURE
        }
    }
}
