//! Faults that tests switch on. No part of a program that is built without them.

use std::time::Duration;

/// Waits for as many milliseconds as the fault says: `append::slow=return(500)`.
pub(crate) async fn pause(fault: &'static str) {
    let milliseconds = fail::eval(fault, |text| text.and_then(|text| text.parse().ok())).flatten();
    if let Some(milliseconds) = milliseconds {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
}
