//! The words of a search, and the text that they are looked for in.

/// The words of a search: lower case, each once. All of them must occur, each may lie inside a longer word.
/// Quotes, `%`, `_` and operators of search engines are letters like any other.
pub fn words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in fold(query).split_whitespace() {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// The text that searches look in: lower case, one line for each part, so that no word joins two parts.
pub fn text<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&fold(part));
    }
    text
}

/// One spelling for letters that differ only in case: lower case, and no form that depends on the place in the word
/// (Greek final sigma) or on the language (the dot that lower case leaves on a Turkish İ).
fn fold(text: &str) -> String {
    text.to_lowercase().replace('ς', "σ").replace("i\u{307}", "i")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_unique() {
        assert_eq!(
            words("  Sarah MARÍA sarah 100% \"x_y\" "),
            ["sarah", "maría", "100%", "\"x_y\""]
        );
        assert!(words(" \t\n").is_empty());
    }

    #[test]
    fn case_is_folded_wherever_a_letter_stands() {
        assert_eq!(words("ΟΔΟΣ οδος"), ["οδοσ"]);
        assert_eq!(text(["İSTANBUL"]), "istanbul");
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_eq!(text(["Sarah", "", "post.Failed"]), "sarah\npost.failed");
    }
}
