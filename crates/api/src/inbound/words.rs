//! Texts of strangers, as names, ids and sentences of events hold them.

use daybook_shared::limits::MAX_NAME_CHARS;
use sha2::{Digest, Sha256};

/// Characters of what somebody wrote that a description repeats.
const QUOTED_CHARS: usize = 200;
/// Characters of a long id that are kept; a hash stands for the rest.
const ID_CHARS: usize = 160;

/// The text with replacement characters for NUL, which no event can hold.
pub(super) fn without_nul(text: String) -> String {
    match text.contains('\0') {
        true => text.replace('\0', "\u{fffd}"),
        false => text,
    }
}

/// At most so many characters, the last of them an ellipsis where something is left out.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
    }
}

/// A name on one line, without what would turn the direction of the sentence around it; none where nothing is left.
pub(super) fn name(text: &str) -> Option<String> {
    let line = cut(&one_line(text), MAX_NAME_CHARS);
    (!line.is_empty()).then_some(line)
}

/// An id; two long ones that differ stay different.
pub(super) fn id(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    if text.chars().count() <= MAX_NAME_CHARS {
        return Some(text.to_owned());
    }
    let start: String = text.chars().take(ID_CHARS).collect();
    let hash = hex::encode(&Sha256::digest(text)[..16]);
    Some(format!("{start}…{hash}"))
}

/// What somebody wrote, to stand behind a sentence; nothing where it is blank.
pub(super) fn quoted(text: Option<&str>) -> String {
    let line = cut(&one_line(text.unwrap_or_default()), QUOTED_CHARS);
    if line.is_empty() {
        return line;
    }
    format!(": “{line}”")
}

fn one_line(text: &str) -> String {
    let kept = text.chars().filter(|c| !turns_direction(*c));
    let spaced: String = kept.map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_strangers_stay_on_their_line_and_within_their_length() {
        assert_eq!(quoted(Some(" a\r\n\tb \u{202e}evil\u{202c} ")), ": “a b evil”");
        assert_eq!(quoted(Some("\u{200f} \n")), "");
        assert_eq!(quoted(None), "");
        assert_eq!(name("مرحبا 👋🏽"), Some("مرحبا 👋🏽".to_owned()));
        assert_eq!(name(&"😀".repeat(300)).unwrap().chars().count(), 200);
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
    }

    #[test]
    fn long_ids_that_differ_stay_different() {
        let long = "1".repeat(300);
        let (one, other) = (id(&format!("{long}a")).unwrap(), id(&format!("{long}b")).unwrap());
        assert_ne!(one, other);
        assert!(one.chars().count() <= MAX_NAME_CHARS);
        assert_eq!(id(&long[..200]), Some("1".repeat(200)));
        assert_eq!(id(""), None);
    }
}
