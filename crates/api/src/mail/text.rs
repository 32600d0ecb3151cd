//! What other people wrote, made fit for one line of a letter.

/// One line: whatever would end or hide a part of it is a space, and nothing turns the direction of what follows.
pub(super) fn one_line(text: &str) -> String {
    let seen: String = text
        .chars()
        .filter(|c| !turns_direction(*c))
        .map(|c| if breaks(c) { ' ' } else { c })
        .collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same, and not more than so many characters.
pub(super) fn short(text: &str, most: usize) -> String {
    let text = one_line(text);
    match text.char_indices().nth(most) {
        None => text,
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

fn breaks(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Unicode's embeddings, overrides and isolates: one that is not closed reaches into the words around it.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_line_whatever_was_written() {
        assert_eq!(
            one_line("  Sarah\r\nBcc: x\u{2028}\u{202e}y\t\0z "),
            "Sarah Bcc: x y z"
        );
        assert_eq!(one_line("שרה 陈 🦊"), "שרה 陈 🦊");
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(short("Northwind", 9), "Northwind");
        assert_eq!(short("Northwind Social", 9), "Northwin…");
    }
}
