//! How long a client waits for the server: what takes longer is answered with 503. The work has a task of its own, which
//! does not end with a client that hangs up: a read is given up when its answer is late, a change may go on.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, web};
use daybook_shared::problem::ErrorCode;
use futures_core::Stream;
use tokio::time::Instant;
use tracing::Instrument;

use super::capacity::{Capacity, Place};
use crate::error::ApiError;

/// What the server may take for an answer, beside what it waits for the request's body.
const PATIENCE: Duration = Duration::from_secs(4);
const RETRY_SECONDS: i64 = 1;

/// Answers every request to the API in time; what reads is worked on when it has a place.
pub async fn answer_in_time<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let is_api = request.path().starts_with("/v1/");
    if !is_api && request.path() != "/readyz" {
        return next.call(request).await;
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let capacity = request.app_data::<web::Data<Capacity>>();
    let place = match capacity.filter(|_| is_api && reads) {
        Some(capacity) => Some(capacity.place().await?),
        None => None,
    };
    work(request, next, place, reads).await
}

async fn work<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
    place: Option<Place>,
    reads: bool,
) -> Result<ServiceResponse<B>, Error> {
    let stopwatch = Stopwatch::start();
    if !reads {
        let payload = request.take_payload();
        request.set_payload(stopwatch.stopped_by(payload));
    }
    let given_up_after = if reads { PATIENCE } else { 2 * PATIENCE };
    let watch = stopwatch.clone();
    let answer = async move {
        let answer = tokio::select! {
            answer = next.call(request) => answer,
            () = watch.shows(given_up_after), if !is_patient() => Err(late(reads).into()),
        };
        // Held as long as the work goes on, also when nobody waits for it any more.
        if loses_places() {
            std::mem::forget(place);
        }
        answer
    };
    let answer = actix_web::rt::spawn(answer.in_current_span());
    tokio::select! {
        answer = answer => answer.map_err(ApiError::internal)?,
        () = stopwatch.shows(PATIENCE), if !reads && !is_patient() => Err(late(reads).into()),
    }
}

fn late(reads: bool) -> ApiError {
    let detail = if reads {
        "the answer took too long"
    } else {
        "the answer took too long; whether this was done is not known, and to send an event again under the same \
         `idempotency_key` is safe"
    };
    ApiError::new(ErrorCode::Unavailable, detail).retry_after(RETRY_SECONDS)
}

/// Time that the server has taken, without what it waited for its client.
#[derive(Clone)]
struct Stopwatch(Rc<Cell<Time>>);

#[derive(Clone, Copy)]
struct Time {
    taken: Duration,
    running_since: Option<Instant>,
}

impl Stopwatch {
    fn start() -> Self {
        Self(Rc::new(Cell::new(Time {
            taken: Duration::ZERO,
            running_since: Some(Instant::now()),
        })))
    }

    fn taken(&self, now: Instant) -> Duration {
        let Time { taken, running_since } = self.0.get();
        taken + running_since.map_or(Duration::ZERO, |since| now.duration_since(since))
    }

    fn run(&self, runs: bool, now: Instant) {
        if self.0.get().running_since.is_some() != runs {
            self.0.set(Time {
                taken: self.taken(now),
                running_since: runs.then_some(now),
            });
        }
    }

    /// Ends when it shows `limit`.
    async fn shows(&self, limit: Duration) {
        // While it stands still, no time is lost by looking again later.
        let left = || limit.saturating_sub(self.taken(Instant::now()));
        while !left().is_zero() {
            tokio::time::sleep(left()).await;
        }
    }

    /// A body that lets the watch stand still while it is waited for.
    fn stopped_by(&self, payload: Payload) -> Payload {
        let payload = Awaited {
            payload,
            stopwatch: self.clone(),
        };
        Payload::Stream {
            payload: Box::pin(payload),
        }
    }
}

struct Awaited {
    payload: Payload,
    stopwatch: Stopwatch,
}

impl Stream for Awaited {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.payload).poll_next(context);
        self.stopwatch.run(polled.is_ready(), Instant::now());
        polled
    }
}

// What a test switches on to see that it would notice.

/// What was done once cannot be done again.
fn loses_places() -> bool {
    fail::fail_point!("http::lose_places", |_| true);
    false
}

/// Clients wait as long as the work takes.
fn is_patient() -> bool {
    fail::fail_point!("http::never_late", |_| true);
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watch_stands_still_while_a_body_is_waited_for() {
        let watch = Stopwatch::start();
        let start = watch.0.get().running_since.unwrap();
        let second = |number| start + Duration::from_secs(number);
        watch.run(false, second(1));
        assert_eq!(watch.taken(second(100)), Duration::from_secs(1));
        watch.run(true, second(101));
        watch.run(true, second(102));
        assert_eq!(watch.taken(second(103)), Duration::from_secs(3));
    }
}
