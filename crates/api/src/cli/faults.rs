//! A fault that tests switch on to show that they would notice: a server that drops what it took when it is told to stop.

use tokio::signal::unix::{SignalKind, signal};

pub(super) fn exit_at_once_when_told_to_stop() {
    if fail::eval("serve::exit_at_once", |_| ()).is_none() {
        return;
    }
    tokio::spawn(async {
        if let Ok(mut told) = signal(SignalKind::terminate()) {
            told.recv().await;
            std::process::exit(0);
        }
    });
}
