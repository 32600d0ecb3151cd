//! The log of the server itself: one line a record, to standard error.

use std::fmt;
use std::io::IsTerminal;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Uri;
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{LevelFilter, ParseError};

use crate::http::ticket_access::TICKET;
use crate::inbound::meta::VERIFY_TOKEN;

/// What libraries say only when asked: that migrations were looked at, that workers started.
const QUIET: &str = "sea_orm_migration=warn,sqlx=warn,actix_server=warn";

/// Starts logging what `filter` says; an error names what it may be.
pub fn init(filter: &str) -> Result<(), String> {
    let wrong = |reason: &str| {
        format!(
            "DAYBOOK_LOG: `{filter}` is no filter ({reason}); use one such as `info` or `info,daybook_api=debug`"
        )
    };
    let parsed: EnvFilter = format!("{QUIET},{filter}")
        .parse()
        .map_err(|error: ParseError| wrong(&error.to_string()))?;
    // The filter takes any other word for a module, and logs nothing else.
    let is_level = |part: &str| part.trim().parse::<LevelFilter>().is_ok();
    let strange = filter
        .split(',')
        .find(|part| !part.contains('=') && !is_level(part));
    if let Some(part) = strange {
        return Err(wrong(&format!("`{part}` is no level")));
    }
    tracing_subscriber::fmt()
        .with_env_filter(parsed)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .try_init()
        .map_err(|error| format!("DAYBOOK_LOG: {error}"))
}

/// Parameters that nobody may read in a log.
const SECRETS: [&str; 2] = [TICKET, VERIFY_TOKEN];

/// A request's path and query, without the secret that a query may hold.
struct Target<'r>(&'r Uri);

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(query) = self.0.query() else {
            return f.write_str(self.0.path());
        };
        write!(f, "{}?", self.0.path())?;
        for (index, pair) in query.split('&').enumerate() {
            let separator = if index == 0 { "" } else { "&" };
            let secret = form_urlencoded::parse(pair.as_bytes())
                .find_map(|(key, _)| SECRETS.into_iter().find(|secret| key == *secret));
            match secret {
                Some(name) => write!(f, "{separator}{name}=…")?,
                None => write!(f, "{separator}{pair}")?,
            }
        }
        Ok(())
    }
}

/// What every record of a request carries. The library's own also looks up route, scheme and peer, of every request and
/// also where nothing is logged.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        tracing::info_span!(
            "request",
            http.method = %request.method(),
            http.target = %Target(request.uri()),
            http.status_code = Empty,
            request.id = request.extensions().get::<RequestId>().map(display),
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("http.status_code", status.as_u16());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_not_written_down() {
        let shown = |uri: &str| Target(&uri.parse().unwrap()).to_string();
        assert_eq!(shown("/v1/me"), "/v1/me");
        assert_eq!(shown("/live?q=a%20b&ticket=secret&x"), "/live?q=a%20b&ticket=…&x");
        for query in [
            "%74icket=secret",
            "ticket=secret&ticket=secret",
            "t%69cket=secret&a=b",
            "hub.mode=subscribe&hub.verify_token=secret",
            "hub%2Everify_token=secret",
        ] {
            assert!(!shown(&format!("/live?{query}")).contains("secret"), "{query}");
        }
    }
}
