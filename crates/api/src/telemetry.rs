//! The log of the server itself: one line a record, to standard error.

use tracing_subscriber::EnvFilter;

/// Starts logging what `filter` says; an error names what it may be.
pub fn init(filter: &str) -> Result<(), String> {
    let filter: EnvFilter = filter.parse().map_err(|error| format!("DAYBOOK_LOG: `{filter}` is no filter ({error}); use one such as `info` or `info,daybook_api=debug`"))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .try_init()
        .map_err(|error| format!("DAYBOOK_LOG: {error}"))
}
