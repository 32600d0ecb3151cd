//! The log as a reader gets it, byte for byte.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::support::program::{Serving, patient_client};

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place.
    pub sequence: i64,
    /// Its id.
    pub id: String,
    /// Its producer's key.
    pub key: Option<String>,
    /// The bytes that were read.
    pub body: String,
}

/// A page of a log, and where to go on.
pub struct Page {
    /// Its events.
    pub entries: Vec<Entry>,
    /// Whether there are more now.
    pub has_more: bool,
    /// The cursor behind it.
    pub next: Option<String>,
}

/// A workspace's log and the right to read it and to write to it.
#[derive(Debug, Clone)]
pub struct Log {
    /// The workspace's id.
    pub workspace: String,
    /// A key's text.
    pub token: String,
}

impl Log {
    /// Its path under a server's address.
    pub fn url(&self, server: &str) -> String {
        format!("{server}/v1/workspaces/{}/events", self.workspace)
    }

    /// All of it, in its order.
    pub async fn read(&self, server: &Serving) -> Vec<Entry> {
        let http = patient_client();
        let mut entries = Vec::new();
        let mut cursor = None;
        loop {
            let page = self.page(&http, &server.url, cursor.as_deref(), 500).await;
            let page = page.unwrap_or_else(|status| panic!("the log cannot be read: {status:?}"));
            entries.extend(page.entries);
            cursor = page.next;
            if !page.has_more {
                return entries;
            }
        }
    }

    /// The page behind a cursor, in the log's order; the status where it is none, `None` where no answer came.
    pub async fn page(
        &self,
        http: &reqwest::Client,
        server: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page, Option<u16>> {
        let cursor = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        let url = format!(
            "{}?sort=sequence&order=asc&limit={limit}{cursor}",
            self.url(server)
        );
        let answer = http.get(url).bearer_auth(&self.token).send().await;
        let answer = answer.map_err(|_| None)?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.map_err(|_| None)?;
        if status != 200 {
            return Err(Some(status));
        }
        let page: WirePage = serde_json::from_slice(&bytes).unwrap();
        Ok(Page {
            entries: page.data.iter().map(|body| entry(body.get())).collect(),
            has_more: page.page.has_more,
            next: page.page.next_cursor,
        })
    }
}

/// An event as it was read.
pub fn entry(body: &str) -> Entry {
    let event: WireEvent = serde_json::from_str(body).unwrap();
    Entry {
        sequence: event.sequence,
        id: event.id,
        key: event.idempotency_key,
        body: body.to_owned(),
    }
}

#[derive(Deserialize)]
struct WirePage {
    data: Vec<Box<RawValue>>,
    page: WirePageInfo,
}

#[derive(Deserialize)]
struct WirePageInfo {
    has_more: bool,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct WireEvent {
    id: String,
    sequence: i64,
    idempotency_key: Option<String>,
}
