//! The log of the server itself: one line a record, to standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{LevelFilter, ParseError};

/// What libraries say only when asked: that migrations were looked at, that workers started.
const QUIET: &str = "sea_orm_migration=warn,sqlx=warn,actix_server=warn";

/// Starts logging what `filter` says; an error names what it may be.
pub fn init(filter: &str) -> Result<(), String> {
    let wrong = |reason: &str| {
        format!(
            "DAYBOOK_LOG: `{filter}` is no filter ({reason}); use one such as `info` or `info,daybook_api=debug`"
        )
    };
    let parsed: EnvFilter = format!("{QUIET},{filter}")
        .parse()
        .map_err(|error: ParseError| wrong(&error.to_string()))?;
    // The filter takes any other word for a module, and logs nothing else.
    let is_level = |part: &str| part.trim().parse::<LevelFilter>().is_ok();
    let strange = filter
        .split(',')
        .find(|part| !part.contains('=') && !is_level(part));
    if let Some(part) = strange {
        return Err(wrong(&format!("`{part}` is no level")));
    }
    tracing_subscriber::fmt()
        .with_env_filter(parsed)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .try_init()
        .map_err(|error| format!("DAYBOOK_LOG: {error}"))
}
