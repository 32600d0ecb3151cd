//! The signals that ask a process to end.

use std::future::poll_fn;
use std::io;
use std::task::Poll;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGINT and SIGTERM, from now on ours to answer.
pub(super) struct Signals(Vec<Signal>);

impl Signals {
    /// Takes the signals over; they do not end the process any more.
    pub(super) fn take() -> io::Result<Self> {
        let kinds = [SignalKind::interrupt(), SignalKind::terminate()];
        kinds.into_iter().map(signal).collect::<io::Result<_>>().map(Self)
    }

    /// Leaves the signals as they are: they end the process.
    pub(super) fn leave() -> Self {
        Self(Vec::new())
    }

    /// Returns when one of them has come.
    pub(super) async fn wait(&mut self) {
        poll_fn(|context| {
            let has_come = |signal: &mut Signal| signal.poll_recv(context).is_ready();
            match self.0.iter_mut().any(has_come) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
        .await;
    }
}
