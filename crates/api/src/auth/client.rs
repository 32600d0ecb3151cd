//! Where a request comes from, as the log remembers it.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;
use daybook_shared::event::Context;
use daybook_shared::limits::MAX_TEXT_CHARS;

/// The other end of a connection.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its address. No header is asked for it: anybody can write one.
    pub address: Option<IpAddr>,
    /// What the program says it is.
    pub user_agent: Option<String>,
}

impl Client {
    /// Who sent a request.
    pub fn of(request: &HttpRequest) -> Self {
        let user_agent = request.headers().get(header::USER_AGENT);
        let text = user_agent.map(|value| {
            String::from_utf8_lossy(value.as_bytes())
                .chars()
                .take(MAX_TEXT_CHARS)
                .collect()
        });
        Self {
            address: request.peer_addr().map(|address| address.ip().to_canonical()),
            user_agent: text.filter(|text: &String| !text.is_empty()),
        }
    }

    /// The client as an event's context.
    pub fn context(&self) -> Context {
        Context {
            ip: self.address.map(|address| address.to_string()),
            request_id: None,
            user_agent: self.user_agent.clone(),
        }
    }
}
