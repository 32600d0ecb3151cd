//! `daybook mcp`

use std::fmt;

use clap::Args;
use reqwest::Url;

use super::Failure;
use crate::mcp::{self, Log};

/// Serve a log to an AI assistant.
#[derive(Args)]
pub struct McpArgs {
    /// Where Daybook is served.
    #[arg(long, env = "DAYBOOK_SERVER", default_value = "http://127.0.0.1:8080")]
    server: Url,
    /// An API key with `events:read`; better in the environment, where others do not see it.
    #[arg(long, env = "DAYBOOK_KEY", hide_env_values = true)]
    key: String,
}

impl fmt::Debug for McpArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "McpArgs({})", self.server)
    }
}

/// Serves until standard input ends.
pub async fn run(args: McpArgs) -> Result<(), Failure> {
    let log = Log::open(args.server, args.key)
        .await
        .map_err(|error| Failure::new(error.0))?;
    mcp::serve(log).await.map_err(Failure::new)
}
