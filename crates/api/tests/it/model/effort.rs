//! How much is tried: a little in every test run, much where `DAYBOOK_SOAK=full` asks for it, or one seed alone.

use super::mutant::Mutant;

/// Runs of random operations.
pub fn runs() -> u64 {
    if is_full() { 10_000 } else { 300 }
}

/// Runs of searches in a long log.
pub fn searches() -> u64 {
    if is_full() { 1_000 } else { 25 }
}

/// Broken cursors.
pub fn cursors() -> u64 {
    if is_full() { 100_000 } else { 4_000 }
}

/// Mistakes that must be noticed.
pub fn mutants() -> &'static [Mutant] {
    let count = if is_full() { Mutant::ALL.len() } else { 6 };
    &Mutant::ALL[..count]
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
