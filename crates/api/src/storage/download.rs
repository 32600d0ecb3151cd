//! An object that is read piece by piece.

use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore};

use super::error::{StorageError, StorageFailure, StorageResult};

/// Bytes of a piece. Each is fetched whole, by a call of its own: a client that takes its time holds no connection to
/// the store, and meets none of its time-outs.
const PIECE: u64 = 1024 * 1024;

/// An object, or a range of it, as a stream; one piece of it is in memory. It ends with an error, never early: where
/// the object is replaced meanwhile, where it is removed, and where the store fails.
pub struct Download {
    size: u64,
    source: Source,
    range: Range<u64>,
    piece: Option<Piece>,
}

type Piece = Pin<Box<dyn Future<Output = StorageResult<Bytes>> + Send>>;

#[derive(Clone)]
struct Source {
    store: Arc<dyn ObjectStore>,
    path: Path,
    e_tag: Option<String>,
}

impl Download {
    pub(super) async fn begin(
        store: Arc<dyn ObjectStore>,
        path: Path,
        range: Option<Range<u64>>,
    ) -> StorageResult<Self> {
        let head = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let meta = store.get_opts(&path, head).await?.meta;
        let range = range.unwrap_or(0..meta.size);
        let source = Source {
            store,
            path,
            e_tag: meta.e_tag,
        };
        Ok(Self {
            size: meta.size,
            source,
            range: range.start.min(meta.size)..range.end.min(meta.size),
            piece: None,
        })
    }

    /// Bytes of the whole object.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Bytes that are still to come.
    pub const fn left(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }
}

impl Source {
    async fn piece(self, range: Range<u64>) -> StorageResult<Bytes> {
        let wanted = range.end - range.start;
        let options = GetOptions::default()
            .with_range(Some(GetRange::Bounded(range)))
            .with_if_match(self.e_tag);
        let bytes = self.store.get_opts(&self.path, options).await?.bytes().await?;
        if bytes.len() as u64 == wanted {
            return Ok(bytes);
        }
        Err(StorageError::new(
            StorageFailure::Unavailable,
            format!("{} bytes of {wanted} came", bytes.len()),
        ))
    }
}

impl Stream for Download {
    type Item = StorageResult<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<StorageResult<Bytes>>> {
        let Range { start, end } = self.range;
        if start >= end {
            return Poll::Ready(None);
        }
        let mut piece = match self.piece.take() {
            Some(piece) => piece,
            None => Box::pin(self.source.clone().piece(start..end.min(start + PIECE))),
        };
        let Poll::Ready(bytes) = piece.as_mut().poll(context) else {
            self.piece = Some(piece);
            return Poll::Pending;
        };
        self.range.start = match &bytes {
            Ok(bytes) => start + bytes.len() as u64,
            Err(_) => end,
        };
        Poll::Ready(Some(bytes))
    }
}
