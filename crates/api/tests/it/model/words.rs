//! What a search finds, said without a database: letters are compared one by one, in one case and composed.

use unicode_normalization::UnicodeNormalization;

use super::log::Stored;
use super::mutant::Mutant;

/// One spelling for letters that differ in case only: also for the final sigma, and for the dotted capital i.
pub fn folded(text: &str) -> String {
    let small: String = text.nfc().flat_map(char::to_lowercase).collect();
    small.replace('ς', "σ").replace("i\u{307}", "i").nfc().collect()
}

/// The words of a search, read once for all events.
pub struct Search {
    words: Vec<String>,
    mutant: Option<Mutant>,
}

impl Search {
    pub fn new(words: &[&str], mutant: Option<Mutant>) -> Self {
        let query = words.join(" ");
        let query = match mutant {
            Some(Mutant::CaseMatters) => query,
            _ => folded(&query),
        };
        Self {
            words: query.split_whitespace().map(str::to_owned).collect(),
            mutant,
        }
    }

    /// Whether every word stands somewhere in description, type, platform or the actor's name.
    pub fn finds(&self, stored: &Stored) -> bool {
        let mut words = self.words.iter();
        let stands = |word: &String| match self.mutant {
            Some(Mutant::WordIsPattern) => stored.texts.iter().any(|text| is_like(text, word)),
            _ => stored.texts.iter().any(|text| text.contains(word.as_str())),
        };
        match self.mutant {
            Some(Mutant::AnyWord) => self.words.is_empty() || words.any(stands),
            _ => words.all(stands),
        }
    }
}

/// SQL's `LIKE '%word%'`, for a word with at most a few wildcards.
fn is_like(text: &str, word: &str) -> bool {
    (0..=text.len())
        .filter(|start| text.is_char_boundary(*start))
        .any(|start| begins_like(&text[start..], word))
}

fn begins_like(text: &str, pattern: &str) -> bool {
    let mut letters = pattern.chars();
    let Some(first) = letters.next() else {
        return true;
    };
    let rest = letters.as_str();
    let mut left = text.chars();
    let next = left.next();
    match first {
        '%' => begins_like(text, rest) || next.is_some_and(|_| begins_like(left.as_str(), pattern)),
        '_' => next.is_some() && begins_like(left.as_str(), rest),
        _ => next == Some(first) && begins_like(left.as_str(), rest),
    }
}
