//! How things go wrong here: with a sentence for whoever runs the benchmark.

use std::error::Error;

/// What a step gives, or why it could not.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// A failure in these words.
pub fn fail(message: impl Into<String>) -> Box<dyn Error + Send + Sync> {
    message.into().into()
}
