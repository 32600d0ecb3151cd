//! Readers of live streams, all in one thread, that write down when what came.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use daybook_shared::limits::MAX_LIVE_STREAMS_PER_CALLER;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

use crate::outcome::{Outcome, fail};

/// When each place was read, by each stream.
type Read = Arc<Mutex<HashMap<i64, Vec<Instant>>>>;

/// Open streams; closed when dropped.
pub struct Streams {
    read: Read,
    count: usize,
    close: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Streams {
    /// Opens streams, and waits until each has its first frame.
    pub fn open(
        address: &str,
        workspace: &str,
        keys: &[String],
        count: usize,
        filter: &str,
    ) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let read = Read::default();
        let (close, closed) = oneshot::channel();
        let (ready, mut all_ready) = mpsc::unbounded_channel();
        let requests: Vec<String> = (0..count)
            .map(|number| {
                let key = &keys[number / MAX_LIVE_STREAMS_PER_CALLER];
                format!("GET /v1/workspaces/{workspace}/events/live?{filter} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\r\n")
            })
            .collect();
        let (address, reads) = (address.to_owned(), read.clone());
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                for request in requests {
                    let (address, reads, ready) = (address.clone(), reads.clone(), ready.clone());
                    tokio::spawn(async move {
                        let _ = listen(&address, &request, &reads, &ready).await;
                    });
                }
                drop(ready);
                // An error says that nobody can tell any more, which is the same.
                let _ = closed.await;
            });
        });
        let streams = Self {
            read,
            count,
            close: Some(close),
            thread: Some(thread),
        };
        let mut opened = 0;
        while opened < count {
            let answer = all_ready.blocking_recv().unwrap_or_default();
            if !answer.starts_with("HTTP/1.1 200") {
                return Err(fail(format!("a stream was not opened: {answer}")));
            }
            opened += 1;
        }
        Ok(streams)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// When the streams had read an event.
    pub fn read_at(&self, place: i64) -> Vec<Instant> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.get(&place).cloned().unwrap_or_default()
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        if let Some(close) = self.close.take() {
            // The thread may have ended.
            let _ = close.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads a stream; frames are found by the lines that begin with their ids, which no body holds.
async fn listen(
    address: &str,
    request: &str,
    read: &Read,
    ready: &mpsc::UnboundedSender<String>,
) -> std::io::Result<()> {
    let mut connection = TcpStream::connect(address).await?;
    connection.write_all(request.as_bytes()).await?;
    let (mut bytes, mut text, mut is_told) = (vec![0; 4_096], String::new(), false);
    loop {
        let count = connection.read(&mut bytes).await?;
        if count == 0 {
            return Ok(());
        }
        let now = Instant::now();
        text.push_str(&String::from_utf8_lossy(&bytes[..count]));
        if !is_told && (text.contains("event: ready") || !text.starts_with("HTTP/1.1 200")) {
            is_told = true;
            // The one who waits may have given up.
            let _ = ready.send(text.clone());
        }
        while let Some(end) = text.find("\n\n") {
            let frame: String = text.drain(..end + 2).collect();
            let id = frame
                .lines()
                .find_map(|line| line.strip_prefix("id: ")?.parse().ok());
            if let Some(id) = id.filter(|_| frame.contains("\nevent: event\n")) {
                let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
                read.entry(id).or_default().push(now);
            }
        }
    }
}
