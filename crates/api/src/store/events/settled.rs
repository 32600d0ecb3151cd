//! Events of which nothing will ever be missing: answered, or such as call for no answer. The log only grows, so that what is
//! found once stays so, and a page that is read again asks for nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::sync::Cache;
use uuid::Uuid;

/// Places of the log that one piece of the memory holds, a bit each.
const PLACES: i64 = 64 * WORDS as i64;
const WORDS: usize = 64;
/// Pieces that a process remembers: two megabytes, for sixteen million places.
const PIECES: usize = 4_000;

type Piece = Arc<[AtomicU64; WORDS]>;

/// What this process has found to be settled.
#[derive(Debug, Clone)]
pub struct Settled(Arc<Cache<(Uuid, i64), Piece>>);

impl Default for Settled {
    fn default() -> Self {
        Self(Arc::new(Cache::new(PIECES)))
    }
}

impl Settled {
    /// Whether the event at a place of a workspace's log is known to be settled.
    pub(super) fn has(&self, workspace: Uuid, sequence: i64) -> bool {
        let (piece, word, bit) = place(sequence);
        let found = self.0.get(&(workspace, piece));
        found.is_some_and(|piece| piece[word].load(Ordering::Relaxed) & bit != 0)
    }

    /// Remembers that it is. Where two begin a piece at once, one may be forgotten, and be found again.
    pub(super) fn add(&self, workspace: Uuid, sequence: i64) {
        let (piece, word, bit) = place(sequence);
        let key = (workspace, piece);
        let piece = self.0.get(&key).unwrap_or_else(|| {
            let new: Piece = Arc::new([const { AtomicU64::new(0) }; WORDS]);
            self.0.insert(key, new.clone());
            new
        });
        piece[word].fetch_or(bit, Ordering::Relaxed);
    }
}

fn place(sequence: i64) -> (i64, usize, u64) {
    let within = sequence.rem_euclid(PLACES).unsigned_abs();
    let word = usize::try_from(within / 64).unwrap_or(0);
    (sequence.div_euclid(PLACES), word, 1 << (within % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_of_each_workspace_is_remembered_by_itself() {
        let settled = Settled::default();
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let sequences = [0, 1, 63, 64, 4_095, 4_096, 5_000_000, i64::MAX];
        for sequence in sequences {
            assert!(!settled.has(one, sequence), "{sequence}");
            settled.add(one, sequence);
            assert!(
                settled.has(one, sequence) && !settled.has(other, sequence),
                "{sequence}"
            );
        }
        let found = (0..10_000).filter(|sequence| settled.has(one, *sequence));
        assert_eq!(found.collect::<Vec<_>>(), sequences[..6]);
    }
}
