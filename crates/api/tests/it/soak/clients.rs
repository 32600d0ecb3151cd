//! Clients that append as fast as they are answered, and write down what they were told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::journal::{Journal, Outcome, Receipt, Request};
use super::log::Log;
use crate::support::program::{Serving, eventually, patient_client};

/// How many of them there are.
pub const CLIENTS: usize = 8;
const MOST_OF_A_BATCH: usize = 20;
/// Before a request after one that failed.
const PAUSE: Duration = Duration::from_millis(20);

/// What a client does after a request that was not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterTrouble {
    /// It ends: its server is being killed.
    End,
    /// It goes on with another request.
    GoOn,
}

/// Clients at work.
pub struct Load {
    clients: JoinSet<Vec<Request>>,
    signs: Arc<Signs>,
}

/// What the clients and the test tell each other.
#[derive(Default)]
struct Signs {
    stop: AtomicBool,
    confirmed: AtomicUsize,
}

impl Load {
    /// Starts clients; each writes to one of the logs through one of the servers. Their keys begin with `name`.
    pub fn start(
        name: &str,
        servers: &[&Serving],
        logs: &[&Log],
        after_trouble: AfterTrouble,
        dice: &mut StdRng,
    ) -> Self {
        let signs = Arc::new(Signs::default());
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            let client = AppendingClient {
                url: logs[number % logs.len()].url(&servers[number % servers.len()].url),
                token: logs[number % logs.len()].token.clone(),
                name: format!("{name}-c{number}"),
                dice: StdRng::seed_from_u64(dice.random()),
                after_trouble,
                signs: signs.clone(),
            };
            clients.spawn(client.run());
        }
        Self { clients, signs }
    }

    /// Waits until so many requests were confirmed; fails where none is any more.
    pub async fn confirmed(&self, wanted: usize) {
        loop {
            let before = self.confirmed_until_now();
            if before >= wanted {
                return;
            }
            let more = async || (self.confirmed_until_now() > before).then_some(());
            eventually("another request is confirmed", more).await;
        }
    }

    /// How many requests were confirmed until now.
    pub fn confirmed_until_now(&self) -> usize {
        self.signs.confirmed.load(Ordering::Relaxed)
    }

    /// Lets the clients finish what they wait for; answers what they wrote down.
    pub async fn stop(self) -> Vec<Request> {
        self.signs.stop.store(true, Ordering::Relaxed);
        self.clients.join_all().await.into_iter().flatten().collect()
    }
}

struct AppendingClient {
    url: String,
    token: String,
    name: String,
    dice: StdRng,
    after_trouble: AfterTrouble,
    signs: Arc<Signs>,
}

impl AppendingClient {
    async fn run(mut self) -> Vec<Request> {
        let http = patient_client();
        let mut journal = Vec::new();
        while !self.signs.stop.load(Ordering::Relaxed) {
            let keys = self.next_keys(journal.len());
            let outcome = send(&http, &self.url, &self.token, &keys).await;
            let is_acked = outcome.is_acked();
            if let Outcome::Refused(status @ 400..500) = outcome {
                panic!("{}: {keys:?} was refused with {status}", self.name);
            }
            journal.push(Request { keys, outcome });
            if is_acked {
                self.signs.confirmed.fetch_add(1, Ordering::Relaxed);
            } else if self.after_trouble == AfterTrouble::End {
                break;
            } else {
                tokio::time::sleep(PAUSE).await;
            }
        }
        journal
    }

    /// The keys of a request: for one event, or as often for more.
    fn next_keys(&mut self, number: usize) -> Vec<String> {
        let size = if self.dice.random_bool(0.5) {
            1
        } else {
            self.dice.random_range(2..=MOST_OF_A_BATCH)
        };
        (0..size)
            .map(|place| format!("{}-{number}-{place}", self.name))
            .collect()
    }
}

/// Sends again what nobody knows of, and some of what was confirmed; writes down what is said now.
pub async fn send_again(server: &Serving, log: &Log, journal: &mut Journal) {
    let (http, url) = (patient_client(), log.url(&server.url));
    let mut acked_seen = 0;
    for request in &mut journal.0 {
        if request.is_acked() {
            acked_seen += 1;
            if acked_seen % 10 != 1 {
                continue;
            }
        }
        request.outcome = send(&http, &url, &log.token, &request.keys).await;
    }
}

/// Sends a request.
pub async fn send(http: &Client, url: &str, token: &str, keys: &[String]) -> Outcome {
    let (path, body) = match keys {
        [key] => ("", event(key)),
        keys => ("/batch", keys.iter().map(|key| event(key)).collect()),
    };
    let request = http.post(format!("{url}{path}")).bearer_auth(token).json(&body);
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) if error.is_timeout() => panic!("neither answered nor refused: {error}"),
        Err(_) => return Outcome::Unknown,
    };
    let status = answer.status().as_u16();
    // An answer counts when all of it has come.
    let Ok(text) = answer.text().await else {
        return Outcome::Unknown;
    };
    match status {
        200 | 201 => Outcome::Acked(status, receipts(&text, keys.len())),
        other => Outcome::Refused(other),
    }
}

fn event(key: &str) -> Value {
    json!({"type": "post.published", "idempotency_key": key, "targets": [{"type": "post", "id": key}]})
}

fn receipts(text: &str, events: usize) -> Vec<Receipt> {
    if events == 1 {
        let event: WireReceipt = serde_json::from_str(text).unwrap();
        return vec![Receipt {
            id: event.id,
            sequence: event.sequence,
            body: Some(text.to_owned()),
        }];
    }
    let batch: WireBatch = serde_json::from_str(text).unwrap();
    assert_eq!(batch.results.len(), events, "{text}");
    let receipts = batch.results.into_iter().map(|event| Receipt {
        id: event.id,
        sequence: event.sequence,
        body: None,
    });
    receipts.collect()
}

#[derive(Deserialize)]
struct WireReceipt {
    id: String,
    sequence: i64,
}

#[derive(Deserialize)]
struct WireBatch {
    results: Vec<WireReceipt>,
}
