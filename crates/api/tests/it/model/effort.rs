//! How much is tried: a little in every test run, much where `DAYBOOK_SOAK=full` asks for it, or one seed alone.

use super::mutant::Mutant;
use super::seeds::SHRINKS;
use crate::soak::form::Form;

/// Runs of random operations.
pub fn runs() -> u64 {
    Form::wanted().choose(200, 10_000)
}

/// Runs of searches in a long log.
pub fn searches() -> u64 {
    Form::wanted().choose(20, 1_000)
}

/// Broken cursors.
pub fn cursors() -> u64 {
    Form::wanted().choose(3_000, 100_000)
}

/// Mistakes that must be noticed, and attempts to make the runs smaller that notice them.
pub fn mutants() -> (&'static [Mutant], u32) {
    Form::wanted().choose((&Mutant::ALL[..6], 0), (Mutant::ALL, SHRINKS))
}

/// The seed that `DAYBOOK_SEED` names, to see one run again.
pub fn only_seed() -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
    let seed = std::env::var("DAYBOOK_SEED").ok();
    seed.map(|seed| seed.parse().unwrap())
}
