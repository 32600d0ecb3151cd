//! Readers that follow the cursor while events are appended, and what they must have seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::RwLock;
use tokio::task::JoinSet;

use super::log::{Entry, Log};
use super::violation::Violation;
use crate::support::program::{PATIENCE, patient_client};

/// Where the servers are at the moment; a reader asks them in turn.
pub type Addresses = Arc<RwLock<Vec<String>>>;

/// How many events each reader asks for at a time.
const LIMITS: [usize; 4] = [5, 20, 100, 500];
/// Before a reader that is at the end asks again.
const PAUSE: Duration = Duration::from_millis(2);

/// Readers at work.
pub struct Followers {
    readers: JoinSet<Vec<Entry>>,
    stop: Arc<AtomicBool>,
}

impl Followers {
    /// Starts readers at the beginning of a log.
    pub fn start(log: &Log, addresses: &Addresses) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut readers = JoinSet::new();
        for limit in LIMITS {
            readers.spawn(follow(log.clone(), addresses.clone(), limit, stop.clone()));
        }
        Self { readers, stop }
    }

    /// Lets each reader come to the end of the log; answers what each has seen.
    pub async fn stop(self) -> Vec<Vec<Entry>> {
        self.stop.store(true, Ordering::Relaxed);
        self.readers.join_all().await
    }
}

async fn follow(log: Log, addresses: Addresses, limit: usize, stop: Arc<AtomicBool>) -> Vec<Entry> {
    let http = patient_client();
    let mut cursor: Option<String> = None;
    let mut seen = Vec::new();
    let mut answered = Instant::now();
    for turn in 0.. {
        let is_last = stop.load(Ordering::Relaxed);
        let address = {
            let addresses = addresses.read().await;
            addresses[turn % addresses.len()].clone()
        };
        match log.page(&http, &address, cursor.as_deref(), limit).await {
            Ok(page) => {
                answered = Instant::now();
                let is_at_end = page.entries.is_empty() && !page.has_more;
                seen.extend(page.entries);
                cursor = page.next.or(cursor);
                if is_at_end && is_last {
                    break;
                }
                if !page.has_more {
                    tokio::time::sleep(PAUSE).await;
                }
            }
            Err(Some(status @ 400..500)) => panic!("a reader was refused with {status}"),
            Err(status) if answered.elapsed() > 2 * PATIENCE => {
                panic!("a reader got no page for {:?}: {status:?}", answered.elapsed())
            }
            // That server is gone for the moment.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    seen
}

/// Whether a reader saw the whole log, each event once and each right behind the one before it.
pub fn missed_nothing(seen: &[Entry], log: &[Entry]) -> Result<(), Violation> {
    if let Some((entry, expected)) = seen
        .iter()
        .zip(1..)
        .find(|(entry, place)| entry.sequence != *place)
    {
        return Err(Violation::Missed(expected, Some(entry.sequence)));
    }
    if let Some(unseen) = log.get(seen.len()) {
        return Err(Violation::Missed(unseen.sequence, None));
    }
    match seen.iter().zip(log).find(|(was, is)| was != is) {
        Some((was, is)) => Err(Violation::Changed(format!(
            "{} was read as {}",
            is.body, was.body
        ))),
        None => Ok(()),
    }
}
