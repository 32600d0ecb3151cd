//! How much is tried: a little in every test run, much where `DAYBOOK_SOAK=full` asks for it, or one seed alone.

use super::mutant::Mutant;
use super::seeds::SHRINKS;

/// Runs of random operations.
pub fn runs() -> u64 {
    if is_full() { 10_000 } else { 200 }
}

/// Runs of searches in a long log.
pub fn searches() -> u64 {
    if is_full() { 1_000 } else { 20 }
}

/// Broken cursors.
pub fn cursors() -> u64 {
    if is_full() { 100_000 } else { 3_000 }
}

/// Mistakes that must be noticed, and attempts to make the runs smaller that notice them.
pub fn mutants() -> (&'static [Mutant], u32) {
    if is_full() {
        (Mutant::ALL, SHRINKS)
    } else {
        (&Mutant::ALL[..6], 0)
    }
}

/// The seed that `DAYBOOK_SEED` names, to see one run again.
pub fn only_seed() -> Option<u64> {
    variable("DAYBOOK_SEED").map(|seed| seed.parse().unwrap())
}

fn is_full() -> bool {
    variable("DAYBOOK_SOAK").as_deref() == Some("full")
}

#[expect(clippy::disallowed_methods, reason = "a test has no command line")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
