//! The HTTP server: routes, middleware in their order, and how it starts and stops.

use std::net::{SocketAddr, TcpListener};
use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt;

use crate::db::Database;
use crate::http::capacity::Capacity;
use crate::http::fallback::fallback;
use crate::http::headers::secure;
use crate::http::idempotency::once;
use crate::http::known_paths::{KnownPaths, refuse_unknown_parameters};
use crate::http::patience::answer_in_time;
use crate::http::problem::name_problems;
use crate::http::quota::tell_quotas;
use crate::http::web_client::WebClient;
use crate::routes::docs::{self, Document};
use crate::state::AppState;
use crate::telemetry::RequestSpan;
use crate::{openapi, routes};

/// Seconds that requests under way get to finish when the server stops.
const DRAIN_SECONDS: u64 = 10;
/// Time that a client gets to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes of a body that wait for a client to take them, about; what comes at once is not cut. Many clients may wait.
const UNWRITTEN_BYTES: usize = 8 * 1024;

/// A server that listens; it runs while it is awaited.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Ends when the server has stopped.
    pub server: Server,
}

/// Starts serving on a listener.
pub fn start(listener: TcpListener, state: AppState) -> std::io::Result<Running> {
    let address = listener.local_addr()?;
    let document = openapi::document();
    let known = web::Data::new(KnownPaths::of(&document));
    let text = web::Data::new(Document::generate());
    let client = web::Data::new(WebClient::load(&state.web_dir));
    let workers = available_parallelism().map_or(1, NonZero::get);
    let server = HttpServer::new(move || {
        let state = state.for_this_thread_of(workers);
        App::new()
            .app_data(web::Data::new(Capacity::for_reads(reads_at_once(
                &state.database,
            ))))
            .app_data(web::Data::new(state))
            .app_data(known.clone())
            .app_data(text.clone())
            .app_data(client.clone())
            .into_utoipa_app()
            .configure(routes::configure)
            .map(|app| app.configure(docs::configure).default_service(web::to(fallback)))
            .map(|app| {
                app.wrap(from_fn(once))
                    .wrap(from_fn(answer_in_time))
                    .wrap(from_fn(refuse_unknown_parameters))
                    .wrap(Compress::default())
                    .wrap(from_fn(name_problems))
                    .wrap(from_fn(tell_quotas))
                    .wrap(from_fn(secure))
                    .wrap(TracingLogger::<RequestSpan>::new())
            })
            .into_app()
    })
    .workers(workers)
    .client_request_timeout(HEAD_TIMEOUT)
    .h1_write_buffer_size(unwritten_bytes())
    // A frame of a live stream does not wait until the one before it was confirmed.
    .tcp_nodelay(true)
    // Who has closed the connection waits for nothing: a live stream ends with it, not with the next frame.
    .h1_allow_half_closed(false)
    .shutdown_timeout(DRAIN_SECONDS)
    .listen(listener)?
    .run();
    Ok(Running { address, server })
}

/// The bound, or for a test that shows what it is good for hardly any.
fn unwritten_bytes() -> usize {
    fail::fail_point!("serve::buffer_without_end", |_| 64 * 1024 * 1024);
    UNWRITTEN_BYTES
}

/// Reads get most of the connections that read events, never all: who comes first may still be reading when its place is
/// given on.
fn reads_at_once(database: &Database) -> usize {
    let connections = database.event_readers();
    connections - connections.div_ceil(4)
}
