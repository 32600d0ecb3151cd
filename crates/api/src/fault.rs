//! Slowness at named points, for tests that ask what else then happens. It holds no thread; a server that people run
//! has none of it.

use std::time::Duration;

/// Waits as many milliseconds as `FAILPOINTS` says for the point, such as `search=return(500)`.
pub async fn slow(point: &'static str) {
    if let Some(pause) = pause_at(point) {
        tokio::time::sleep(pause).await;
    }
}

#[cfg(feature = "failpoints")]
fn pause_at(point: &'static str) -> Option<Duration> {
    fail::fail_point!(point, |milliseconds| milliseconds
        .and_then(|text| text.parse().ok())
        .map(Duration::from_millis));
    None
}

#[cfg(not(feature = "failpoints"))]
const fn pause_at(_: &'static str) -> Option<Duration> {
    None
}
