//! What a stream sends, as server-sent events (WHATWG HTML, 9.2).

use std::ops::Range;

use actix_web::web::Bytes;
use daybook_shared::limits::LIVE_RETRY_MILLISECONDS;
use daybook_shared::live::{EVENT, POSITION, READY, RESET};

/// Keeps the connection, and says nothing.
pub(super) const HEARTBEAT: Bytes = Bytes::from_static(b": heartbeat\n\n");

/// An event of the log, and where its body lies in the frame. A body is one line.
pub(super) fn event(sequence: i64, body: &str) -> (Bytes, Range<usize>) {
    let mut frame = format!("id: {sequence}\nevent: {EVENT}\ndata: ");
    let start = frame.len();
    frame.push_str(body);
    let end = frame.len();
    frame.push_str("\n\n");
    (Bytes::from(frame), start..end)
}

/// The first frame: the stream goes on behind this place.
pub(super) fn ready(sequence: i64) -> Bytes {
    first(READY, sequence)
}

/// The first frame, where what was missed is too much.
pub(super) fn reset_first(sequence: i64) -> Bytes {
    first(RESET, sequence)
}

/// What was missed turned out to be too much.
pub(super) fn reset(sequence: i64) -> Bytes {
    Bytes::from(place(RESET, sequence))
}

/// Everything up to this place was looked at.
pub(super) fn position(sequence: i64) -> Bytes {
    Bytes::from(place(POSITION, sequence))
}

fn first(name: &str, sequence: i64) -> Bytes {
    let frame = place(name, sequence);
    Bytes::from(format!("retry: {LIVE_RETRY_MILLISECONDS}\n{frame}"))
}

fn place(name: &str, sequence: i64) -> String {
    format!("id: {sequence}\nevent: {name}\ndata: {{\"sequence\":{sequence}}}\n\n")
}
