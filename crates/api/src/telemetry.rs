//! The log of the server itself: one line a record, to standard error.

use std::io::IsTerminal;

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{LevelFilter, ParseError};

/// What libraries say only when asked: that migrations were looked at, that workers started.
const QUIET: &str = "sea_orm_migration=warn,actix_server=warn";

/// Starts logging what `filter` says; an error names what it may be.
pub fn init(filter: &str) -> Result<(), String> {
    let parsed: Result<EnvFilter, _> = format!("{QUIET},{filter}").parse();
    let filter = parsed.map_err(|error| {
        format!("DAYBOOK_LOG: `{filter}` is no filter ({error}); use one such as `info` or `info,daybook_api=debug`")
    })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .try_init()
        .map_err(|error| format!("DAYBOOK_LOG: {error}"))
}
