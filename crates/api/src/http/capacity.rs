//! How many reads are worked on at once. Those beyond wait a moment and are then refused: a line without an end would
//! keep everybody waiting, and appends ask the same connections who their caller is.

use std::sync::Arc;
use std::time::Duration;

use daybook_shared::problem::ErrorCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{ApiError, ApiResult};

/// Reads that may wait for a place; more are refused at once.
const MAX_WAITING: usize = 1_000;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(1);
const RETRY_SECONDS: i64 = 1;

/// The places of all workers together. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Capacity {
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    patience: Duration,
}

/// A read's place among those being worked on; given back when dropped.
#[derive(Debug)]
pub struct Place {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Capacity {
    /// Room for so many reads at once, at least for one.
    pub fn for_reads(places: usize) -> Self {
        Self::new(places.max(1), MAX_WAITING, PATIENCE)
    }

    fn new(places: usize, waiting: usize, patience: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            waiting: Arc::new(Semaphore::new(waiting)),
            patience,
        }
    }

    /// A place, at once or within a second; else a refusal.
    pub async fn place(&self) -> ApiResult<Place> {
        if is_unbounded() {
            return Ok(Place { _permit: None });
        }
        if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(Place {
                _permit: Some(permit),
            });
        }
        let _in_line = self.waiting.try_acquire().map_err(|_| busy())?;
        let permit = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(self.patience, permit).await {
            Ok(Ok(permit)) => Ok(Place {
                _permit: Some(permit),
            }),
            _ => Err(busy()),
        }
    }
}

fn busy() -> ApiError {
    let detail = "too many reads are being worked on; try again in a moment";
    ApiError::new(ErrorCode::Unavailable, detail).retry_after(RETRY_SECONDS)
}

/// For a test that shows what the bound is good for.
fn is_unbounded() -> bool {
    fail::fail_point!("http::no_read_bound", |_| true);
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn who_gets_no_place_is_told_when_to_come_back() {
        let capacity = Capacity::new(1, 1, Duration::ZERO);
        let place = capacity.place().await.unwrap();
        let refused = capacity.place().await.unwrap_err();
        assert_eq!(
            (refused.code, refused.retry_after_seconds),
            (ErrorCode::Unavailable, Some(RETRY_SECONDS))
        );
        drop(place);
        assert!(capacity.place().await.is_ok());
    }

    #[tokio::test]
    async fn a_place_that_is_given_back_goes_to_who_waits() {
        let capacity = Capacity::new(1, 1, LONG);
        let place = capacity.place().await.unwrap();
        let (waited, beyond) = tokio::join!(capacity.place(), async {
            let beyond = capacity.place().await;
            drop(place);
            beyond
        });
        assert!(waited.is_ok());
        assert_eq!(
            beyond.unwrap_err().code,
            ErrorCode::Unavailable,
            "the line has an end"
        );
    }
}
