//! Chance that is the same in every run.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Dice of a seed.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Dice whose throws the seed decides.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `end`, each as likely.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end.max(1))
    }

    /// A number from `start` up to, not including, `end`.
    pub fn between(&mut self, start: i64, end: i64) -> i64 {
        self.0.random_range(start..end.max(start + 1))
    }

    /// A number below `end`, small ones far likelier: the long tail of names.
    pub fn skewed(&mut self, end: usize) -> usize {
        let share: f64 = self.0.random();
        let index = (share * share * share * end as f64) as usize;
        index.min(end.saturating_sub(1))
    }

    /// Whether something happens that happens so often in a million.
    pub fn chance(&mut self, per_million: u32) -> bool {
        self.0.random_range(0..1_000_000u32) < per_million
    }

    /// One of them.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        self.0.random()
    }
}
