//! The body of an answer that is a stream of frames.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use tokio::sync::mpsc;

use super::hub::Seat;

/// Bytes that are handed on before the server writes them out. It keeps a buffer for each connection, which grows to what it
/// was given at once, and to some 8 KiB of what a client does not take.
const AT_ONCE: usize = 4 * 1024;

/// Frames as they come. Dropped with the connection, it gives its seat back, and its stream ends.
pub struct Body {
    frames: mpsc::Receiver<Bytes>,
    rest: Bytes,
    handed_on: usize,
    _seat: Seat,
}

impl Body {
    pub(super) fn new(frames: mpsc::Receiver<Bytes>, seat: Seat) -> Self {
        Self {
            frames,
            rest: Bytes::new(),
            handed_on: 0,
            _seat: seat,
        }
    }
}

impl MessageBody for Body {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.handed_on >= AT_ONCE {
            self.handed_on = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.rest.is_empty() {
            let frame = match self.frames.poll_recv(context) {
                Poll::Pending => {
                    self.handed_on = 0;
                    return Poll::Pending;
                }
                ready => ready!(ready),
            };
            let Some(frame) = frame else {
                return Poll::Ready(None);
            };
            self.rest = frame;
        }
        let length = self.rest.len().min(AT_ONCE - self.handed_on);
        self.handed_on += length;
        let part = self.rest.split_to(length);
        Poll::Ready(Some(Ok(part)))
    }
}
