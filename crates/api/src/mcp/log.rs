//! A workspace's log behind the API, for a key.

use std::time::Duration;

use daybook_shared::me::Me;
use daybook_shared::problem::Problem;
use daybook_shared::route;
use reqwest::header::ACCEPT;
use reqwest::{Client, StatusCode, Url};
use serde_json::{Value, json};

/// How long an answer may take. The server gives up much sooner.
const PATIENCE: Duration = Duration::from_secs(30);

/// A log that a key may read.
#[derive(Clone)]
pub struct Log {
    http: Client,
    server: Url,
    key: String,
    /// The only workspace that the key opens.
    pub(super) workspace: String,
    /// Its name.
    pub(super) name: String,
}

/// Why a log cannot be read at all, in a sentence.
#[derive(Debug)]
pub struct NotReached(pub String);

impl Log {
    /// Finds the workspace of a key.
    ///
    /// # Errors
    ///
    /// [`NotReached`] where the server is not there, or does not know the key.
    pub async fn open(server: Url, key: String) -> Result<Self, NotReached> {
        crate::tls::provide();
        let http = Client::builder()
            .timeout(PATIENCE)
            .build()
            .map_err(|error| NotReached(error.to_string()))?;
        let mut log = Self {
            http,
            server,
            key,
            workspace: String::new(),
            name: String::new(),
        };
        let me = log
            .get(route::ME, "")
            .await
            .map_err(|problem| NotReached(words(&log.server, &problem)))?;
        let me: Me = serde_json::from_value(me)
            .map_err(|error| NotReached(format!("{} is not a Daybook: {error}", log.server)))?;
        let workspace = me
            .workspaces
            .into_iter()
            .next()
            .ok_or_else(|| NotReached("the key opens no workspace".to_owned()))?;
        log.workspace = workspace.id.to_string();
        log.name = workspace.name;
        // A key that may not read is told so now, and not at the first question.
        log.get(&route::events(&log.workspace), "limit=1")
            .await
            .map_err(|problem| NotReached(words(&log.server, &problem)))?;
        Ok(log)
    }

    /// What the server answers, or the problem that it tells.
    pub(super) async fn get(&self, path: &str, query: &str) -> Result<Value, Value> {
        let mut url = self.server.clone();
        url.set_path(&format!("{}{path}", self.server.path().trim_end_matches('/')));
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        let request = self
            .http
            .get(url)
            .bearer_auth(&self.key)
            .header(ACCEPT, "application/json");
        let answer = request
            .send()
            .await
            .map_err(|error| away(&error.without_url().to_string()))?;
        let status = answer.status();
        let body: Value = answer
            .json()
            .await
            .map_err(|error| not_json(status, &error.without_url().to_string()))?;
        if status.is_success() { Ok(body) } else { Err(body) }
    }
}

fn away(why: &str) -> Value {
    json!({"title": "Daybook cannot be reached", "detail": why})
}

fn not_json(status: StatusCode, why: &str) -> Value {
    json!({"title": "That was no answer of Daybook", "status": status.as_u16(), "detail": why})
}

/// A problem as a line for who started the program.
fn words(server: &Url, problem: &Value) -> String {
    match serde_json::from_value::<Problem>(problem.clone()) {
        Ok(problem) => format!(
            "{server} refused the key: {} ({})",
            problem.detail, problem.status
        ),
        Err(_) => format!(
            "{server}: {}: {}",
            problem["title"].as_str().unwrap_or("no answer"),
            problem["detail"].as_str().unwrap_or("nothing more is known")
        ),
    }
}
