//! What every handler can reach.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::append::Appender;
use crate::auth::Keys;
use crate::auth::recent::Recent;
use crate::clock::Clock;
use crate::db::Database;
use crate::live::Live;
use crate::mail::Dispatch;
use crate::quota::Quotas;
use crate::storage::Storage;
use crate::webhooks::Webhooks;

/// The parts of a running server. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The log and everything beside it.
    pub database: Database,
    /// The one clock.
    pub clock: Clock,
    /// Keys that everything signed derives from.
    pub keys: Keys,
    /// What is remembered of callers for a moment.
    pub recent: Recent,
    /// What callers have used of their quotas.
    pub quotas: Quotas,
    /// The one way into the log.
    pub appender: Appender,
    /// The live streams.
    pub live: Live,
    /// Told when an export is asked for or stopped: whoever makes exports need not wait to see it.
    pub export_news: Arc<Notify>,
    /// Where the files of exports lie.
    pub storage: Storage,
    /// How mails go out.
    pub mail: Dispatch,
    /// What sends events to webhooks.
    pub webhooks: Webhooks,
    /// Where people reach this server, without a slash at the end.
    pub public_url: String,
    /// Where the built browser client lies.
    pub web_dir: PathBuf,
}

impl AppState {
    /// The same for one of a server's threads.
    pub fn for_this_thread_of(&self, threads: usize) -> Self {
        Self {
            database: self.database.for_this_thread_of(threads),
            ..self.clone()
        }
    }
}
