//! One message on its way: a POST to a checked address, without redirects and proxies, within a time, of whose answer so much is read.

use std::sync::Arc;
use std::time::Duration;

use daybook_shared::limits::{DELIVERY_SECONDS, MAX_RECEIVER_ANSWER_BYTES};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::time::{Instant, timeout_at};

use super::allowed::Allowed;
use super::reply::{Failure, Reply};
use super::resolver::{Lookup, Resolver};
use super::target::Target;

/// Connections to a receiver that are kept for the next message, and for how long.
const KEPT_CONNECTIONS: usize = 8;
const KEPT_FOR: Duration = Duration::from_secs(30);

/// Sends messages. Cheap to clone.
#[derive(Clone)]
pub struct Sender {
    allowed: Arc<Allowed>,
    lookup: Lookup,
    /// To everybody's addresses.
    to_anybody: Client,
    /// To those only that the setting names.
    to_inside: Client,
    patience: Duration,
}

impl Sender {
    pub(super) fn new(allowed: Arc<Allowed>, lookup: Lookup) -> Result<Self, reqwest::Error> {
        crate::tls::provide();
        let client = |is_inside| {
            let resolver = Resolver {
                allowed: allowed.clone(),
                lookup: lookup.clone(),
                is_inside,
            };
            Client::builder()
                .dns_resolver(Arc::new(resolver))
                .redirect(Policy::none())
                .no_proxy()
                .referer(false)
                .user_agent(concat!("Daybook/", env!("CARGO_PKG_VERSION"), " (webhooks)"))
                .pool_max_idle_per_host(KEPT_CONNECTIONS)
                .pool_idle_timeout(KEPT_FOR)
                .build()
        };
        Ok(Self {
            to_anybody: client(false)?,
            to_inside: client(true)?,
            allowed,
            lookup,
            patience: Duration::from_secs(DELIVERY_SECONDS),
        })
    }

    /// The same, with less time for receivers.
    pub fn giving_up_after(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What the URL of an endpoint must be like; also that its host has an address that may be sent to, as far as that can be known now. Says
    /// what is wrong otherwise.
    pub async fn check(&self, url: &str) -> Result<Target, String> {
        let target = Target::parse(url, &self.allowed)?;
        if let Some(domain) = target.domain().map(str::to_owned) {
            let looking = (self.lookup)(domain);
            // A name that has no address now may have one when there is something to send.
            if let Ok(Ok(found)) = tokio::time::timeout(self.patience / 5, looking).await
                && !found.is_empty()
            {
                target.check_addresses(&found, &self.allowed)?;
            }
        }
        Ok(target)
    }

    /// Sends a message, and reads what is answered.
    pub async fn send(&self, url: &str, headers: HeaderMap, body: String) -> Result<Reply, Failure> {
        // Once more: addresses in a URL are not looked up, and the setting may be another than when the endpoint was made.
        let target = Target::parse(url, &self.allowed).map_err(Failure)?;
        let client = match target.is_inside {
            true => &self.to_inside,
            false => &self.to_anybody,
        };
        let request = client.post(target.url).headers(headers).body(body);
        let deadline = Instant::now() + self.patience;
        let late = || Failure(format!("no answer within {} seconds", self.patience.as_secs()));
        match timeout_at(deadline, request.send()).await {
            Ok(Ok(response)) => Ok(read(response, deadline).await),
            Ok(Err(error)) => Err(failure(error)),
            Err(_) => Err(late()),
        }
    }
}

/// Reads the beginning of an answer. Its status counts, whatever becomes of the rest.
async fn read(mut response: Response, deadline: Instant) -> Reply {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    let reading = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            let room = MAX_RECEIVER_ANSWER_BYTES - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if body.len() >= MAX_RECEIVER_ANSWER_BYTES {
                return;
            }
        }
    };
    // What did not come in time is not needed.
    let _ = timeout_at(deadline, reading).await;
    Reply {
        status,
        headers,
        body,
    }
}

/// Why no answer came, in the words of whatever failed first. The address is not among them: it may hold a secret.
fn failure(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let mut innermost: &dyn std::error::Error = &error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let at = match error.is_connect() {
        true => "no connection",
        false => "no answer",
    };
    Failure(format!("{at}: {innermost}"))
}
