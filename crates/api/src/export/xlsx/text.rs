//! Texts as a cell of Excel can hold them.

use std::borrow::Cow;

/// The most that Excel takes in a cell, in UTF-16 units.
pub(super) const MAX_UNITS: usize = 32_767;
/// What stands at the end of a text that is longer.
pub(super) const CUT_MARK: &str = " … [cut: CSV and JSON Lines hold all of it]";
/// `_x0041`, which Excel reads as one character when a `_` follows.
const OPEN_ESCAPE: usize = 6;

/// The text as it is, or cut behind as many characters as there is room for with the mark; and whether it was.
pub(super) fn fitting(text: &str) -> (Cow<'_, str>, bool) {
    // Never more units than bytes: most texts need no counting.
    if text.len() <= MAX_UNITS || text.encode_utf16().count() <= MAX_UNITS {
        return (Cow::Borrowed(text), false);
    }
    let room = MAX_UNITS - CUT_MARK.encode_utf16().count();
    let mut units = 0;
    let end = text.char_indices().find_map(|(place, letter)| {
        units += letter.len_utf16();
        (units > room).then_some(place)
    });
    let kept = end.and_then(|end| text.get(..end)).unwrap_or_default();
    (Cow::Owned(format!("{kept}{CUT_MARK}")), true)
}

/// The text such that Excel reads it back. It writes a control character as `_x0001_`; where what stands before that
/// looks like an escape that lacks its last `_`, it would be read as one. There the character is shown by its picture.
pub(super) fn readable(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("_x") || !text.contains(is_escaped) {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_misread = is_escaped(letter) && ends_with_open_escape(&shown);
        shown.push(if is_misread { picture(letter) } else { letter });
    }
    Cow::Owned(shown)
}

/// Whether XML cannot hold a character, so that it is written as an escape.
fn is_escaped(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn ends_with_open_escape(text: &str) -> bool {
    let start = text.len().checked_sub(OPEN_ESCAPE);
    let last = start.and_then(|start| text.get(start..));
    let digits = last.and_then(|last| last.strip_prefix("_x"));
    digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// `␁` for the character 1.
fn picture(letter: char) -> char {
    const FIRST: u32 = 0x2400;
    match u32::from(letter) {
        control @ 0..0x20 => char::from_u32(FIRST + control).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_says_so() {
        let fits = "é".repeat(MAX_UNITS);
        assert_eq!(fitting(&fits), (Cow::Borrowed(fits.as_str()), false));
        for (letter, units) in [("a", 1), ("é", 1), ("😀", 2)] {
            let long = letter.repeat(MAX_UNITS / units + 1);
            let (cut, is_cut) = fitting(&long);
            assert!(is_cut, "{letter}");
            let count = cut.encode_utf16().count();
            assert!((MAX_UNITS - 1..=MAX_UNITS).contains(&count), "{letter}: {count}");
            let kept = cut.strip_suffix(CUT_MARK).unwrap();
            assert!(long.starts_with(kept), "{letter}");
        }
    }

    #[test]
    fn only_what_would_be_misread_is_changed() {
        for text in [
            "_x0041_",
            "\u{1}",
            "_x004\u{1}",
            "_x0041\n",
            "_x00g1\u{1}",
            "é_x\u{1}",
            "_x0041_\u{1}",
        ] {
            assert_eq!(readable(Cow::Borrowed(text)), text);
        }
        assert_eq!(readable(Cow::Borrowed("a_x0041\u{1}b")), "a_x0041␁b");
        assert_eq!(readable(Cow::Borrowed("_x0041\u{ffff}")), "_x0041\u{fffd}");
    }
}
