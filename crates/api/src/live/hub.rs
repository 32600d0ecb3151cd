//! The streams of a process: who has one open, which logs are followed for them.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::{LIVE_HEARTBEAT_SECONDS, MAX_LIVE_STREAMS, MAX_LIVE_STREAMS_PER_CALLER};
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::{AcquireError, Semaphore, SemaphorePermit, mpsc, watch};
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::body::Body;
use super::log::Log;
use super::stream::{Stream, Wanted};
use crate::auth::ticket::Credential;
use crate::clock::Clock;
use crate::db::Database;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, ReadEvents};
use crate::store::events::head;
use crate::store::visibility::Visibility;

/// Streams that read the log at once, for what they missed or fell behind.
const READ_AT_ONCE: usize = 4;
/// Frames that wait for a connection.
const WAITING_FRAMES: usize = 1;

/// The live streams of a process. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Hub>);

struct Hub {
    database: Database,
    clock: Clock,
    // The server's own runtime: a task of a connection's would end with the connection's worker.
    runtime: Handle,
    turns: Semaphore,
    open: Mutex<Open>,
}

/// What is open.
#[derive(Default)]
pub(super) struct Open {
    logs: HashMap<Uuid, Followed>,
    readers: HashMap<(Uuid, Credential), Weak<Reader>>,
    /// Streams of each person and each key.
    callers: HashMap<Uuid, usize>,
    streams: usize,
    is_kept: bool,
    is_stopping: bool,
}

struct Followed {
    log: Arc<Log>,
    follower: AbortHandle,
}

/// A credential with a stream, and what it was allowed to see when the stream began.
pub(super) struct Reader {
    pub workspace: WorkspaceId,
    pub credential: Credential,
    pub visibility: Visibility,
    is_over: watch::Sender<bool>,
}

impl Reader {
    /// Tells when its streams end.
    pub(super) fn end(&self) -> watch::Receiver<bool> {
        self.is_over.subscribe()
    }

    /// Ends its streams.
    pub(super) fn is_over(&self) {
        self.is_over.send_replace(true);
    }
}

/// A stream's place among those open; given back when dropped.
pub(super) struct Seat {
    live: Live,
    workspace: Uuid,
    caller: Uuid,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.live.leave(self.workspace, self.caller);
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Live({} streams)", self.open().streams)
    }
}

impl Live {
    /// No stream yet; what they need runs on the current runtime.
    pub fn new(database: Database, clock: Clock) -> Self {
        Self(Arc::new(Hub {
            database,
            clock,
            runtime: Handle::current(),
            turns: Semaphore::new(READ_AT_ONCE),
            open: Mutex::default(),
        }))
    }

    /// Opens a stream. It is worked on by the thread that asks.
    pub async fn stream(&self, access: &Access<ReadEvents>, wanted: Wanted) -> ApiResult<Body> {
        let workspace = access.workspace_id();
        let (seat, log, reader) = self.sit_down(
            workspace,
            access.caller.credential(),
            access.caller.id(),
            access.visibility.clone(),
        )?;
        // After the follower was there: what it has not read is beyond this.
        let head = head::of(&self.0.database, workspace.0).await?;
        let (out, frames) = mpsc::channel(WAITING_FRAMES);
        let (stream, first) = Stream::begin(self.clone(), workspace.0, (log, reader), wanted, head, out);
        actix_web::rt::spawn(stream.run(first));
        Ok(Body::new(frames, seat))
    }

    /// Ends all streams, and opens no more: the server stops. What their readers miss they get from the next server.
    pub fn stop(&self) {
        let mut open = self.open();
        open.is_stopping = true;
        open.readers().iter().for_each(|reader| reader.is_over());
    }

    pub(super) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(super) fn database(&self) -> &Database {
        &self.0.database
    }

    /// Waits for a turn to read the log; held while it is read.
    pub(super) async fn turn_to_read(&self) -> Result<SemaphorePermit<'_>, AcquireError> {
        self.0.turns.acquire().await
    }

    pub(super) fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sit_down(
        &self,
        workspace: WorkspaceId,
        credential: Credential,
        caller: Uuid,
        visibility: Visibility,
    ) -> ApiResult<(Seat, Arc<Log>, Arc<Reader>)> {
        let mut open = self.open();
        open.check_room(caller)?;
        let key = (workspace.0, credential);
        let known = open.readers.get(&key).and_then(Weak::upgrade);
        let known = known.filter(|reader| reader.visibility == visibility && !*reader.is_over.borrow());
        let reader = known.unwrap_or_else(|| {
            Arc::new(Reader {
                workspace,
                credential,
                visibility,
                is_over: watch::Sender::new(false),
            })
        });
        open.readers.insert(key, Arc::downgrade(&reader));
        let followed = open.logs.entry(workspace.0);
        let log = followed.or_insert_with(|| self.follow(workspace.0)).log.clone();
        log.streams.fetch_add(1, Ordering::Relaxed);
        open.streams += 1;
        *open.callers.entry(caller).or_default() += 1;
        if !std::mem::replace(&mut open.is_kept, true) {
            self.0.runtime.spawn(self.clone().keep());
        }
        let seat = Seat {
            live: self.clone(),
            workspace: workspace.0,
            caller,
        };
        Ok((seat, log, reader))
    }

    fn follow(&self, workspace: Uuid) -> Followed {
        let log = Arc::new(Log::new(workspace));
        self.0.database.appends.wait_for(workspace, log.bell());
        let follower = self
            .0
            .runtime
            .spawn(log.clone().follow(self.0.database.clone()))
            .abort_handle();
        Followed { log, follower }
    }

    fn leave(&self, workspace: Uuid, caller: Uuid) {
        let mut open = self.open();
        open.streams -= 1;
        if let Some(streams) = open.callers.get_mut(&caller) {
            *streams -= 1;
            if *streams == 0 {
                open.callers.remove(&caller);
            }
        }
        let is_last = open
            .logs
            .get(&workspace)
            .is_some_and(|followed| followed.log.streams.fetch_sub(1, Ordering::Relaxed) == 1);
        if is_last && let Some(followed) = open.logs.remove(&workspace) {
            followed.follower.abort();
            self.0.database.appends.forget(workspace);
        }
    }
}

impl Open {
    fn check_room(&self, caller: Uuid) -> ApiResult<()> {
        let of_caller = self.callers.get(&caller).copied().unwrap_or(0);
        let refused = |code, detail: String| Err(ApiError::new(code, detail));
        if self.is_stopping {
            refused(
                ErrorCode::Unavailable,
                "the server is stopping; connect again".to_owned(),
            )
            .map_err(|error| error.retry_after(1))
        } else if of_caller >= MAX_LIVE_STREAMS_PER_CALLER {
            let detail = format!(
                "you have {MAX_LIVE_STREAMS_PER_CALLER} live streams open already; close one, or share one between tabs"
            );
            let seconds = LIVE_HEARTBEAT_SECONDS.cast_signed();
            refused(ErrorCode::TooManyRequests, detail).map_err(|error| error.retry_after(seconds))
        } else if self.streams >= MAX_LIVE_STREAMS {
            let seconds = LIVE_HEARTBEAT_SECONDS.cast_signed();
            refused(
                ErrorCode::Unavailable,
                "the server has as many live streams as it can".to_owned(),
            )
            .map_err(|error| error.retry_after(seconds))
        } else {
            Ok(())
        }
    }

    /// The credentials that have streams.
    pub(super) fn readers(&mut self) -> Vec<Arc<Reader>> {
        self.readers.retain(|_, reader| reader.strong_count() > 0);
        self.readers.values().filter_map(Weak::upgrade).collect()
    }

    /// The logs that are followed; `None` where no stream is open, and nobody looks after them from now on.
    pub(super) fn logs_to_keep(&mut self) -> Option<HashMap<Uuid, Arc<Log>>> {
        if self.streams == 0 {
            self.is_kept = false;
            return None;
        }
        let logs = self.logs.iter();
        Some(logs.map(|(id, followed)| (*id, followed.log.clone())).collect())
    }
}
