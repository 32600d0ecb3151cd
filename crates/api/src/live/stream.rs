//! One stream: what its reader missed, then what comes.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use daybook_shared::filter::Matcher;
use daybook_shared::limits::{LIVE_HEARTBEAT_SECONDS, MAX_LIVE_REPLAY, MAX_LIVE_REPLAY_ROWS};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::event::LiveEvent;
use super::frames;
use super::hub::{Live, Reader};
use super::log::{Log, Next};
use crate::period;
use crate::store::events::follow;
use crate::store::events::query::Range;

const HEARTBEAT: Duration = Duration::from_secs(LIVE_HEARTBEAT_SECONDS);
/// Rows of the log that are read at a time, at least and at most.
const PAGE: (usize, usize) = (8, 200);
/// Bytes of them that are held while the client takes them; the others are read again.
const HELD: usize = 16 * 1024;
/// Places of the log that are passed without a word.
const PASSED_IN_SILENCE: i64 = 1_000;

/// What a reader wants to hear of.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which events.
    pub matcher: Matcher,
    /// The filter's period at this moment.
    pub range: Range,
    /// The place that the reader has come to; none: now.
    pub behind: Option<i64>,
}

/// A stream at work.
pub(super) struct Stream {
    live: Live,
    workspace: Uuid,
    log: Arc<Log>,
    news: watch::Receiver<i64>,
    reader: Arc<Reader>,
    matcher: Matcher,
    range: Range,
    /// The last place that was looked at.
    place: i64,
    /// The last place that the reader was, or is being, told.
    told: i64,
    told_at: Instant,
    /// The head when the stream began: up to it, events are such as the reader missed.
    missed_up_to: i64,
    missed: usize,
    page: usize,
    out: mpsc::Sender<Bytes>,
}

/// The client has gone, or is to begin anew.
struct End;

impl Stream {
    /// A stream of a log whose head is known, and its first frame.
    pub(super) fn begin(
        live: Live,
        workspace: Uuid,
        (log, reader): (Arc<Log>, Arc<Reader>),
        wanted: Wanted,
        head: i64,
        out: mpsc::Sender<Bytes>,
    ) -> (Self, Bytes) {
        let behind = wanted.behind.filter(|_| !forgets_places()).unwrap_or(head);
        let is_whole_log = wanted.matcher.filter().is_empty() && reader.visibility.sees_restricted();
        let most = if is_whole_log {
            i64::try_from(MAX_LIVE_REPLAY).unwrap_or(i64::MAX)
        } else {
            MAX_LIVE_REPLAY_ROWS
        };
        // A place beyond the head: the log was restored from an earlier day, or it is that of another workspace.
        let is_too_much = !(0..=most).contains(&(head - behind));
        let (place, first) = if is_too_much {
            (head, frames::reset_first(head))
        } else {
            (behind, frames::ready(behind))
        };
        let stream = Self {
            news: log.news(),
            live,
            workspace,
            log,
            reader,
            matcher: wanted.matcher,
            range: wanted.range,
            place,
            told: place,
            told_at: Instant::now(),
            missed_up_to: head,
            missed: 0,
            page: PAGE.0,
            out,
        };
        (stream, first)
    }

    /// Sends what there is to send until the client has gone, its rights end, or the server stops.
    pub(super) async fn run(mut self, first: Bytes) {
        let (out, mut end) = (self.out.clone(), self.reader.end());
        let sending = async {
            let mut sent = self.send(first).await;
            while sent.is_ok() {
                sent = self.go_on().await;
            }
        };
        tokio::select! {
            () = sending => {}
            () = out.closed() => {}
            // An error says that nobody can tell any more.
            _told = end.wait_for(|is_over| *is_over) => {}
        }
    }

    async fn go_on(&mut self) -> Result<(), End> {
        // Nothing is taken from those kept before there is room for it: it would be held as long as the client does not read.
        drop(self.out.reserve().await.map_err(|_| End)?);
        self.look_at_the_clock();
        match self.log.next(self.place) {
            Next::Event(event) => match self.pass(&event) {
                Some(frame) => self.send(frame).await,
                None => Ok(()),
            },
            Next::Gone if skips_what_is_gone() => {
                self.place = self.log.oldest();
                Ok(())
            }
            Next::Gone => self.read_the_log().await,
            Next::Nothing => self.wait().await,
        }
    }

    /// A span that ends now has moved.
    fn look_at_the_clock(&mut self) {
        let period = &self.matcher.filter().period;
        if period.range.is_some()
            && let Ok(range) = period::resolve(period, self.live.now())
        {
            self.range = range;
        }
    }

    async fn read_the_log(&mut self) -> Result<(), End> {
        let rows = {
            let _turn = self.live.turn_to_read().await.map_err(|_| End)?;
            follow::behind(self.live.database(), self.workspace, self.place, self.page).await
        };
        let rows = rows.map_err(|error| {
            tracing::warn!(%error, "a live stream ends: what it missed could not be read");
            End
        })?;
        if rows.is_empty() {
            return Err(End);
        }
        let (mut frames, mut bytes, mut passed) = (Vec::new(), 0, 0);
        for row in rows {
            passed += 1;
            if let Some(frame) = self.pass(&LiveEvent::of(row)) {
                bytes += frame.len();
                frames.push(frame);
            }
            if bytes >= HELD {
                break;
            }
        }
        self.page = (2 * passed).clamp(PAGE.0, PAGE.1);
        for frame in frames {
            self.send(frame).await?;
        }
        Ok(())
    }

    /// Looks at the next event; answers what is to be said of it.
    fn pass(&mut self, event: &LiveEvent) -> Option<Bytes> {
        if event.sequence() <= self.place {
            return None;
        }
        self.place = event.sequence();
        let period = (self.range.from, self.range.to);
        let is_meant = event.is_visible_to(&self.reader.visibility)
            && self.matcher.matches(&event.fields(), period, || event.targets());
        let is_missed = self.place <= self.missed_up_to;
        if is_meant && is_missed {
            self.missed += 1;
            if self.missed > MAX_LIVE_REPLAY {
                self.place = self.missed_up_to;
                self.told = self.place;
                return Some(frames::reset(self.place));
            }
        }
        let is_long_since = self.place - self.told >= PASSED_IN_SILENCE;
        if is_meant || is_long_since || self.place == self.missed_up_to {
            self.told = self.place;
        }
        match is_meant {
            true => Some(event.frame.clone()),
            false => (self.told == self.place).then(|| frames::position(self.place)),
        }
    }

    async fn wait(&mut self) -> Result<(), End> {
        let silent_until = self.told_at + HEARTBEAT;
        let has_news = tokio::select! {
            changed = self.news.changed() => changed.map_err(|_| End).map(|()| true)?,
            () = sleep_until(silent_until) => false,
        };
        if has_news && Instant::now() < silent_until {
            return Ok(());
        }
        let frame = if self.place > self.told {
            self.told = self.place;
            frames::position(self.place)
        } else {
            frames::HEARTBEAT
        };
        self.send(frame).await
    }

    async fn send(&mut self, frame: Bytes) -> Result<(), End> {
        self.out.send(frame).await.map_err(|_| End)?;
        self.told_at = Instant::now();
        Ok(())
    }
}

/// A resumed stream begins now, for a test that shows that it would notice.
fn forgets_places() -> bool {
    fail::fail_point!("live::forget_places", |_| true);
    false
}

/// A stream that fell behind goes on with what is kept, for the same.
fn skips_what_is_gone() -> bool {
    fail::fail_point!("live::skip_what_is_gone", |_| true);
    false
}
