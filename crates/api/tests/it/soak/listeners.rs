//! Readers of the live stream while events are appended: each reads for a moment, breaks off, and goes on where it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;

use super::followers::Addresses;
use super::log::{Entry, Log, entry};
use crate::support::sse::Frames;

const READERS: usize = 6;
/// Before a reader whose server is gone asks again.
const PAUSE: Duration = Duration::from_millis(5);
/// After so long without a frame a reader looks whether it is done.
const SILENCE: Duration = Duration::from_millis(100);

/// Readers at work.
pub struct Listeners {
    readers: JoinSet<Heard>,
    end: Arc<AtomicI64>,
}

/// What a reader has seen, and how.
#[derive(Default)]
pub struct Heard {
    /// The events, in the order in which they came.
    pub entries: Vec<Entry>,
    /// Streams that it opened.
    pub streams: usize,
    /// How often it was sent to the list.
    pub resets: usize,
}

impl Listeners {
    /// Starts readers at the beginning of a log.
    pub fn start(log: &Log, addresses: &Addresses, dice: &mut StdRng) -> Self {
        let end = Arc::new(AtomicI64::new(i64::MAX));
        let mut readers = JoinSet::new();
        for _ in 0..READERS {
            let reader = Listener {
                log: log.clone(),
                addresses: addresses.clone(),
                dice: StdRng::seed_from_u64(dice.random()),
                place: 0,
                heard: Heard::default(),
            };
            readers.spawn(reader.run(end.clone()));
        }
        Self { readers, end }
    }

    /// Lets each reader come to a place; answers what each has seen.
    pub async fn stop_at(self, place: i64) -> Vec<Heard> {
        self.end.store(place, Ordering::Relaxed);
        self.readers.join_all().await
    }
}

struct Listener {
    log: Log,
    addresses: Addresses,
    dice: StdRng,
    place: i64,
    heard: Heard,
}

impl Listener {
    async fn run(mut self, end: Arc<AtomicI64>) -> Heard {
        let http = crate::support::http::client();
        while self.place < end.load(Ordering::Relaxed) {
            let address = {
                let addresses = self.addresses.read().await;
                addresses[self.dice.random_range(0..addresses.len())].clone()
            };
            let request = http
                .get(format!("{}/live", self.log.url(&address)))
                .bearer_auth(&self.log.token)
                .header("Last-Event-ID", self.place);
            match Frames::open(request).await {
                Ok(stream) => self.listen(stream, &http, &address, &end).await,
                Err(Some(status @ (400..=428 | 430..500))) => panic!("a reader was refused with {status}"),
                // That server is gone for the moment.
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
        self.heard
    }

    /// Reads some frames, and breaks off.
    async fn listen(&mut self, mut stream: Frames, http: &reqwest::Client, address: &str, end: &AtomicI64) {
        self.heard.streams += 1;
        let mut left = self.dice.random_range(1..400);
        while left > 0 && self.place < end.load(Ordering::Relaxed) {
            let Ok(frame) = tokio::time::timeout(SILENCE, stream.next()).await else {
                continue;
            };
            let Some(frame) = frame else { return };
            left -= 1;
            match frame.event.as_str() {
                "event" => self.heard.entries.push(entry(&frame.data)),
                "reset" => {
                    let Some(missed) = self.missed(http, address, frame.id.unwrap()).await else {
                        return;
                    };
                    self.heard.resets += 1;
                    self.heard.entries.extend(missed);
                }
                _ => {}
            }
            self.place = frame.id.unwrap_or(self.place);
        }
    }

    /// What lies between the last event and the place of a reset, from the list.
    async fn missed(&self, http: &reqwest::Client, address: &str, up_to: i64) -> Option<Vec<Entry>> {
        let after = self
            .heard
            .entries
            .last()
            .map(|last| format!("&after={}", last.id));
        let query = format!("sort=sequence&order=asc{}", after.unwrap_or_default());
        let lines = http
            .get(format!("{}?{query}", self.log.url(address)))
            .bearer_auth(&self.log.token)
            .header("accept", "application/x-ndjson");
        let lines = lines.send().await.ok()?.text().await.ok()?;
        Some(
            lines
                .lines()
                .map(entry)
                .filter(|entry| entry.sequence <= up_to)
                .collect(),
        )
    }
}
