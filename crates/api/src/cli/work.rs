//! `daybook work`.

use super::config::Config;
use super::signals::Signals;
use super::{Failure, bring_up_to_date};
use crate::db;
use crate::work::Work;

/// Works until told to stop.
pub async fn run(config: &Config) -> Result<(), Failure> {
    if !db::is_postgres(&config.database_url) {
        return Err(Failure::new(
            "DAYBOOK_DATABASE_URL: `daybook work` is for PostgreSQL, which several processes can share; on SQLite `daybook serve` does the background work",
        ));
    }
    let mut signals = Signals::take()?;
    let state = config.open(None).await?;
    bring_up_to_date(&state).await?;
    let work = Work::start(&state);
    println!("Daybook works in the background");
    signals.wait().await;
    work.stop().await;
    Ok(())
}
