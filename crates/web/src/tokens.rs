//! What is typed as `type:post.failed -platform:x actor:"Sarah Chen"`, as parts of the filter.

use daybook_shared::filter::Dimension;
use leptos::wasm_split::wasm_split;

use crate::chunk::SplitLoaderError;
use crate::directory::Directory;
use crate::token_values::values;

/// The keys, and the field that each means.
const KEYS: &[(&str, Dimension)] = &[
    ("type", Dimension::Type),
    ("category", Dimension::Category),
    ("platform", Dimension::Platform),
    ("state", Dimension::State),
    ("actor", Dimension::Actor),
    ("kind", Dimension::ActorKind),
    ("actor_kind", Dimension::ActorKind),
    ("target", Dimension::Target),
];

/// One side of a dimension with what it shall have.
pub type Clause = (Dimension, bool, Vec<String>);

/// A text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// What became parts of the filter.
    pub clauses: Vec<Clause>,
    /// The words that are searched for.
    pub words: String,
    /// What stays in the box: the words, and the tokens that say nothing.
    pub rest: String,
    /// Why the first of them says nothing, and what is known instead.
    pub complaint: Option<String>,
}

/// Whether the text holds a token, finished or not. Then it is not searched for while it is typed.
pub fn has_token(text: &str) -> bool {
    pieces(text).iter().any(|piece| token(piece).is_some())
}

/// Whether the last token is finished: a blank follows, and no quotation is open.
pub fn is_finished(text: &str) -> bool {
    let is_open = pieces(text)
        .last()
        .is_some_and(|piece| piece.matches('"').count() % 2 == 1);
    text.ends_with(char::is_whitespace) && !is_open
}

/// The text without its tokens.
pub fn plain(text: &str) -> String {
    let mut words = pieces(text);
    words.retain(|piece| token(piece).is_none());
    words.join(" ")
}

/// What takes a text apart.
pub type Reader = fn(&str, &Directory) -> Read;

/// Loads it: most searches have no token.
#[wasm_split(filters, wasm_split_path = leptos::wasm_split, fallible)]
pub fn reader() -> Result<Reader, SplitLoaderError> {
    Ok(read)
}

/// Takes a text apart. Nothing is lost: what is no token with known values stays as it was typed.
pub fn read(text: &str, directory: &Directory) -> Read {
    let mut read = Read::default();
    let (mut words, mut rest) = (Vec::new(), Vec::new());
    for piece in pieces(text) {
        let Some((dimension, excludes, value)) = token(piece) else {
            words.push(piece);
            rest.push(piece);
            continue;
        };
        match values(dimension, value, directory) {
            Ok(found) => read.clauses.push((dimension, excludes, found)),
            Err(complaint) => {
                read.complaint.get_or_insert(complaint);
                rest.push(piece);
            }
        }
    }
    read.words = words.join(" ");
    read.rest = rest.join(" ");
    read
}

/// The text between blanks; those in quotation marks are no blanks.
fn pieces(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let is_blank = |letter: char| {
        is_quoted ^= letter == '"';
        letter.is_whitespace() && !is_quoted
    };
    // A sign that only quotes is no reason to take the rest of the text for one word.
    if text.matches('"').count() % 2 == 1 && !pieces_hold_open_token(text) {
        return text.split_whitespace().collect();
    }
    text.split(is_blank).filter(|piece| !piece.is_empty()).collect()
}

/// Whether the quotation that is open belongs to a token: `actor:"Sarah `.
fn pieces_hold_open_token(text: &str) -> bool {
    let before = text.rsplit_once('"').map_or("", |(before, _)| before);
    let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    token(last).is_some()
}

/// Field, operator and value of a token.
fn token(piece: &str) -> Option<(Dimension, bool, &str)> {
    let (key, value) = piece.split_once(':')?;
    let (key, excludes) = key.strip_prefix('-').map_or((key, false), |key| (key, true));
    let (_, dimension) = KEYS.iter().find(|(known, _)| known.eq_ignore_ascii_case(key))?;
    Some((*dimension, excludes, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        let named = [
            ("usr_1", "Sarah Chen"),
            ("usr_2", "Sarah Kelly"),
            ("usr_3", "Tomás Ó Briain"),
            ("agent_publisher", "Publisher"),
        ];
        Directory {
            named: named.map(|(id, name)| (id.to_owned(), name.to_owned())).into(),
            ..Directory::default()
        }
    }

    fn clauses(text: &str) -> Vec<String> {
        let read = read(text, &directory());
        assert_eq!(read.complaint, None, "{text}");
        let side = |(dimension, excludes, values): &Clause| {
            let key = if *excludes {
                dimension.not_key()
            } else {
                dimension.key()
            };
            format!("{key}={}", values.join("|"))
        };
        read.clauses.iter().map(side).collect()
    }

    #[test]
    fn tokens_are_parts_of_the_filter_and_words_stay_words() {
        let text = r#"type:post.failed launch -platform:x actor:"Sarah Chen" https://x.example state:failed"#;
        assert_eq!(
            clauses(text),
            [
                "type=post.failed",
                "platform_not=x",
                "actor=usr_1",
                "state=failed"
            ]
        );
        let read = read(text, &directory());
        assert_eq!(read.words, "launch https://x.example");
        assert_eq!(read.rest, read.words);
    }

    #[test]
    fn values_go_by_wire_name_and_by_what_people_read() {
        assert_eq!(clauses("Platform:TikTok,X"), ["platform=tiktok|x"]);
        assert_eq!(clauses(r#"type:"Post failed""#), ["type=post.failed"]);
        assert_eq!(clauses("-type:webhook.*"), ["type_not=webhook.*"]);
        assert_eq!(
            clauses("category:posts kind:agent"),
            ["category=posts", "actor_kind=agent"]
        );
        assert_eq!(clauses(r#"kind:"API key""#), ["actor_kind=api_key"]);
        assert_eq!(clauses(r#"target:"post 8, final""#), ["target=post 8, final"]);
    }

    #[test]
    fn a_part_of_a_name_means_everybody_of_that_name() {
        assert_eq!(clauses("actor:sarah"), ["actor=usr_1|usr_2"]);
        assert_eq!(clauses("actor:TOMÁS"), ["actor=usr_3"]);
        assert_eq!(clauses("actor:publisher"), ["actor=agent_publisher"]);
        assert_eq!(clauses("actor:key_nobody_listed"), ["actor=key_nobody_listed"]);
    }

    #[test]
    fn what_is_not_known_stays_and_says_what_is() {
        let read = read("launch platform:myspace state:failed", &directory());
        assert_eq!(read.clauses.len(), 1);
        assert_eq!(
            (read.words.as_str(), read.rest.as_str()),
            ("launch", "launch platform:myspace")
        );
        assert!(
            read.complaint
                .unwrap()
                .starts_with("There is no platform “myspace”.")
        );
    }

    #[test]
    fn other_texts_have_no_token() {
        for text in [
            "",
            ":",
            "-",
            "-:x",
            "--type:post.failed",
            "https://example.org",
            "types:x",
            "a type :x",
            "\"type:x\"",
            "event;--",
            "' or '1'='1",
            "12:30",
        ] {
            assert!(!has_token(text), "{text}");
            let read = read(text, &directory());
            assert!(read.clauses.is_empty() && read.complaint.is_none(), "{text}");
            assert_eq!(
                read.words.split_whitespace().count(),
                text.split_whitespace().count(),
                "{text}"
            );
        }
    }

    #[test]
    fn hostile_texts_are_read_too() {
        for text in [
            "type:\"",
            "actor:\"\"\"",
            "state:\0",
            "state:,,,",
            "type:*",
            "type:.*",
            "-type:-type:x",
            "platform:\u{202e}x",
            "type:<script>",
            "kind:🧶",
            "actor:'; drop table events",
            &"type:".repeat(500),
            &"\"".repeat(501),
        ] {
            let read = read(text, &directory());
            assert!(read.clauses.is_empty(), "{text}: {:?}", read.clauses);
        }
        assert_eq!(clauses("actor:\"Sarah Chen"), ["actor=usr_1"]);
    }

    #[test]
    fn a_token_is_finished_by_a_blank_outside_of_quotation_marks() {
        assert!(is_finished("type:post.failed "));
        assert!(!is_finished("type:post.failed"));
        assert!(!is_finished("actor:\"Sarah "));
        assert!(is_finished("actor:\"Sarah Chen\" "));
    }
}
