//! A wire between the server and PostgreSQL that can be cut without either of them being told.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::support::database;

/// Passes connections on, until it is dropped.
pub struct Forwarder {
    port: u16,
    wire: watch::Sender<Wire>,
    connections: Arc<AtomicU64>,
}

/// What the wire lets through.
#[derive(Debug, Clone, Copy)]
struct Wire {
    is_cut: bool,
    /// Connections before this one are dead for ever, and nobody tells their ends.
    first_alive: u64,
}

/// What becomes of the connections that a cut has met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mending {
    /// They go on where they stopped.
    GoesOn,
    /// Not one byte passes through them any more: whatever is between has forgotten them.
    Forgets,
}

impl Forwarder {
    /// Begins to pass connections on to an address.
    pub async fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (wire, wired) = watch::channel(Wire {
            is_cut: false,
            first_alive: 0,
        });
        let connections = Arc::new(AtomicU64::default());
        let count = connections.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(connect(near, target, number, wired.clone()));
            }
        });
        Self {
            port,
            wire,
            connections,
        }
    }

    /// A database's URL, through this wire.
    pub fn url(&self, url: &str) -> String {
        database::at_port(url, self.port)
    }

    /// Nothing passes any more; no connection is closed.
    pub fn cut(&self) {
        self.wire.send_modify(|wire| wire.is_cut = true);
    }

    /// What is connected from now on passes, and what was before as `mending` says.
    pub fn mend(&self, mending: Mending) {
        let made = self.connections.load(Ordering::SeqCst);
        self.wire.send_modify(|wire| {
            wire.is_cut = false;
            if mending == Mending::Forgets {
                wire.first_alive = made;
            }
        });
    }
}

async fn connect(near: TcpStream, target: SocketAddr, number: u64, mut wire: watch::Receiver<Wire>) {
    passable(number, &mut wire).await;
    // A target that is gone closes its end.
    let Ok(far) = TcpStream::connect(target).await else {
        return;
    };
    let (near_reads, near_writes) = near.into_split();
    let (far_reads, far_writes) = far.into_split();
    let back = pass(far_reads, near_writes, number, wire.clone());
    tokio::join!(pass(near_reads, far_writes, number, wire), back);
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, number: u64, mut wire: watch::Receiver<Wire>) {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut bytes).await.unwrap_or(0);
        passable(number, &mut wire).await;
        if read == 0 || to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

/// Waits until bytes of a connection may pass.
async fn passable(number: u64, wire: &mut watch::Receiver<Wire>) {
    let passes = |wire: &Wire| !wire.is_cut && number >= wire.first_alive;
    if wire.wait_for(passes).await.is_err() {
        // The test is over.
        std::future::pending::<()>().await;
    }
}
