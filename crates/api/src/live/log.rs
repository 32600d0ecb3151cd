//! A log that somebody listens to: the newest of it, and the task that reads on.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::DbErr;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use super::event::LiveEvent;
use crate::db::Database;
use crate::store::events::{follow, head};

/// Rows that are read at once.
const BATCH: usize = 100;
/// Events that are kept.
const MOST_KEPT: usize = 2_000;
/// What they may take.
const MOST_KEPT_BYTES: usize = 4 * 1024 * 1024;
/// What waking a stream and writing to it takes of a core, about. Streams are told of news so seldom that they leave
/// the server half of its time for everything else.
const PAUSE_FOR_A_STREAM: Duration = Duration::from_micros(30);
/// After a failure of the database.
const RETRY: Duration = Duration::from_millis(500);

/// A log that is followed.
#[derive(Debug)]
pub(super) struct Log {
    workspace: Uuid,
    kept: Mutex<Kept>,
    head: watch::Sender<i64>,
    bell: Arc<Notify>,
    /// How many listen.
    pub streams: AtomicUsize,
}

/// The newest events, without a hole up to the head.
#[derive(Debug, Default)]
struct Kept {
    events: VecDeque<Arc<LiveEvent>>,
    bytes: usize,
    head: i64,
}

/// What is kept behind a place.
pub(super) enum Next {
    /// The next event.
    Event(Arc<LiveEvent>),
    /// Nothing, up to now.
    Nothing,
    /// The next events are not kept; the log has them.
    Gone,
}

impl Log {
    pub(super) fn new(workspace: Uuid) -> Self {
        Self {
            workspace,
            kept: Mutex::default(),
            head: watch::Sender::new(0),
            bell: Arc::default(),
            streams: AtomicUsize::new(0),
        }
    }

    /// What wakes the follower.
    pub(super) fn bell(&self) -> Arc<Notify> {
        self.bell.clone()
    }

    /// Wakes the follower where the log has gone on.
    pub(super) fn is_said_to_end_at(&self, head: i64) {
        if head > *self.head.borrow() {
            self.bell.notify_one();
        }
    }

    /// Tells of what was read.
    pub(super) fn news(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// The next event behind a place. One only: what a stream holds while its client does not read, it holds for long.
    pub(super) fn next(&self, place: i64) -> Next {
        self.kept().next(place)
    }

    /// The place before all that is kept.
    pub(super) fn oldest(&self) -> i64 {
        self.kept().oldest()
    }

    /// Reads on as long as it is followed.
    pub(super) async fn follow(self: Arc<Self>, database: Database) {
        while let Err(error) = self.begin(&database).await {
            tracing::warn!(%error, "a log could not be followed; it is tried again");
            tokio::time::sleep(RETRY).await;
        }
        loop {
            match self.read_on(&database).await {
                Ok(BATCH) => self.pause().await,
                Ok(0) => self.bell.notified().await,
                Ok(_) => {
                    self.pause().await;
                    self.bell.notified().await;
                }
                Err(error) => {
                    tracing::warn!(%error, "a log could not be followed; it is tried again");
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    async fn begin(&self, database: &Database) -> Result<(), DbErr> {
        let head = head::of(database, self.workspace).await?;
        self.kept().head = head;
        self.head.send_replace(head);
        Ok(())
    }

    async fn read_on(&self, database: &Database) -> Result<usize, DbErr> {
        let place = self.kept().head;
        let rows = follow::behind(database, self.workspace, place, BATCH).await?;
        let count = rows.len();
        let events: Vec<_> = rows.into_iter().map(|row| Arc::new(LiveEvent::of(row))).collect();
        if let Some(last) = events.last().map(|event| event.sequence()) {
            self.kept().push(events);
            self.head.send_replace(last);
        }
        Ok(count)
    }

    async fn pause(&self) {
        let streams = u32::try_from(self.streams.load(Ordering::Relaxed)).unwrap_or(u32::MAX);
        tokio::time::sleep(PAUSE_FOR_A_STREAM.saturating_mul(streams)).await;
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn push(&mut self, events: Vec<Arc<LiveEvent>>) {
        for event in events {
            if event.sequence() != self.head + 1 {
                // It cannot be; streams that are left with a hole read the log.
                self.events.clear();
                self.bytes = 0;
            }
            self.head = event.sequence();
            self.bytes += event.bytes();
            self.events.push_back(event);
        }
        while self.events.len() > MOST_KEPT || self.bytes > MOST_KEPT_BYTES {
            let Some(oldest) = self.events.pop_front() else {
                return;
            };
            self.bytes -= oldest.bytes();
        }
    }

    fn oldest(&self) -> i64 {
        self.head - i64::try_from(self.events.len()).unwrap_or(self.head)
    }

    fn next(&self, place: i64) -> Next {
        if place >= self.head {
            return Next::Nothing;
        }
        let passed = usize::try_from(place - self.oldest()).ok();
        let next = passed.and_then(|passed| self.events.get(passed));
        next.map_or(Next::Gone, |event| Next::Event(event.clone()))
    }
}
