//! Clients that ask again and again and write down what every answer was and how long it took.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Response};
use serde_json::json;
use tokio::task::JoinSet;

use super::log::Log;
use super::report::Figures;
use super::violation::Violation;
use crate::support::http::client_builder;
use crate::support::program::{Serving, eventually};

/// How long a client waits: who waits longer was left hanging.
const HUNG_AFTER: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);

/// An answer, as far as the promise is about it.
#[derive(Debug)]
pub struct Seen {
    /// What was asked for.
    pub request: &'static str,
    /// Its status; none where no answer came.
    pub status: Option<u16>,
    /// How long it took.
    pub took: Duration,
    /// Whether a refusal says what it is and when to come back.
    pub is_polite: bool,
}

/// Clients at work.
pub struct Watch {
    clients: JoinSet<Vec<Seen>>,
    stop: Arc<AtomicBool>,
}

impl Watch {
    /// Starts clients that list, search and append.
    pub fn start(server: &Serving, log: &Log) -> Self {
        let stop = Arc::new(AtomicBool::default());
        let mut clients = JoinSet::new();
        for request in ["list", "search", "append", "list"] {
            let (url, log, stop) = (server.url.clone(), log.clone(), stop.clone());
            clients.spawn(async move {
                let http = patient();
                let mut seen = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    seen.push(ask(&http, &url, &log, request).await);
                    tokio::time::sleep(PAUSE).await;
                }
                seen
            });
        }
        Self { clients, stop }
    }

    /// Ends them; answers what they saw.
    pub async fn stop(self) -> Vec<Seen> {
        self.stop.store(true, Ordering::Relaxed);
        self.clients.join_all().await.into_iter().flatten().collect()
    }
}

/// A client that gives up on an answer that does not come.
pub fn patient() -> Client {
    client_builder().timeout(HUNG_AFTER).build().unwrap()
}

/// Sends one request: `list`, `search` or `append`.
pub async fn ask(http: &Client, server: &str, log: &Log, request: &'static str) -> Seen {
    let url = log.url(server);
    let asked = match request {
        "list" => http.get(format!("{url}?limit=20")),
        "search" => http.get(format!("{url}?q=published&limit=20")),
        _ => http.post(url).json(&json!({"type": "post.published"})),
    };
    let begin = Instant::now();
    let answer = asked.bearer_auth(&log.token).send().await;
    let head = answer
        .as_ref()
        .ok()
        .map(|answer| (answer.status().as_u16(), is_polite(answer)));
    // An answer counts when all of it has come.
    let is_whole = match answer {
        Ok(answer) => answer.bytes().await.is_ok(),
        Err(_) => false,
    };
    let head = head.filter(|_| is_whole);
    Seen {
        request,
        status: head.map(|(status, _)| status),
        took: begin.elapsed(),
        is_polite: head.is_some_and(|(_, is_polite)| is_polite),
    }
}

fn is_polite(answer: &Response) -> bool {
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
    let comes_back = header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok());
    comes_back && header("content-type") == Some("application/problem+json")
}

/// Whether everybody was answered, and who was refused was told so, with one of these statuses, and when to come back.
pub fn refused_only_with(refusals: &[u16], seen: &[Seen]) -> Result<Figures, Violation> {
    let hung = seen.iter().filter(|seen| seen.status.is_none());
    let hung: Vec<String> = hung
        .map(|seen| format!("{} for {:?}", seen.request, seen.took))
        .collect();
    if !hung.is_empty() {
        return Err(Violation::Hung(hung));
    }
    let mut wrong: Vec<(u16, usize)> = Vec::new();
    let mut figures = Figures::default().with("answered", 0).with("refused", 0);
    let mut slowest = Duration::ZERO;
    for answer in seen {
        let status = answer.status.unwrap_or_default();
        if matches!(status, 200 | 201) {
            figures.add("answered", 1);
        } else if refusals.contains(&status) && answer.is_polite {
            figures.add("refused", 1);
            slowest = slowest.max(answer.took);
        } else if let Some((_, times)) = wrong.iter_mut().find(|(known, _)| *known == status) {
            *times += 1;
        } else {
            wrong.push((status, 1));
        }
    }
    if !wrong.is_empty() {
        return Err(Violation::Failed(wrong));
    }
    let slowest = usize::try_from(slowest.as_millis()).unwrap();
    Ok(figures.with("slowest refusal (ms)", slowest))
}

/// Waits until lists, searches and appends are answered again, some times in a row; how many milliseconds that took.
pub async fn resumed(server: &Serving, log: &Log) -> usize {
    let begin = Instant::now();
    let http = patient();
    let look = async || {
        for request in ["list", "search", "append"].repeat(4) {
            let seen = ask(&http, &server.url, log, request).await;
            if !matches!(seen.status, Some(200 | 201)) {
                return None;
            }
        }
        Some(())
    };
    eventually("the server works again", look).await;
    usize::try_from(begin.elapsed().as_millis()).unwrap()
}
