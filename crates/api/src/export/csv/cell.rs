//! Cells that a spreadsheet would run, made harmless so that nothing is lost.
//!
//! A cell gets an apostrophe in front where its first character begins a formula in some spreadsheet, and where it is
//! an apostrophe itself. A reader takes one apostrophe off each cell that begins with one, and has the exact text.

/// Whether a spreadsheet could take a text that begins with this for something to run; or it reads as our own mark.
const fn is_marked(first: char) -> bool {
    matches!(
        first,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠' | '\''
    )
}

/// The text as it stands in a cell; `room` holds it where it differs.
pub(super) fn neutralised<'t>(text: &'t str, room: &'t mut String) -> &'t str {
    if !text.starts_with(is_marked) {
        return text;
    }
    room.clear();
    room.push('\'');
    room.push_str(text);
    room
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a reader of the file does.
    fn decoded(cell: &str) -> &str {
        cell.strip_prefix('\'').unwrap_or(cell)
    }

    fn encoded(text: &str) -> String {
        neutralised(text, &mut String::new()).to_owned()
    }

    #[test]
    fn formulas_get_an_apostrophe_and_other_texts_stay() {
        for text in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\0=1",
            "＝1",
            "＋1",
            "－1",
            "＠A",
            "'quoted",
            "''",
        ] {
            assert_eq!(encoded(text), format!("'{text}"));
        }
        for text in ["", "a=1", "1-2", "…", "{\"a\":1}", "ʼ", "\u{2212}1"] {
            assert_eq!(encoded(text), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn every_text_comes_back(text in "[=+\\-@\t\r\n\0＝＋－＠'a\"]{0,3}\\PC{0,5}") {
            let cell = encoded(&text);
            prop_assert_eq!(decoded(&cell), &text);
            let first = cell.chars().next();
            prop_assert!(!first.is_some_and(|first| first != '\'' && is_marked(first)));
        }
    }
}
