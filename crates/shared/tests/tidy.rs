//! The rules of the repository (spec 3, "The tree"), read off its sources.

#![expect(clippy::unwrap_used, reason = "in a test a panic is a finding")]

use std::path::{Path, PathBuf};
use std::process::Command;

const MOST_LINES: usize = 400;
const MOST_LINES_OF_TESTS: usize = 600;
const MEASURED: [&str; 3] = [".rs", ".ts", ".css"];
/// Names that say nothing about what is inside.
const VAGUE_NAMES: [&str; 6] = ["utils", "util", "helpers", "common", "manager", "service"];
/// What only the store, the connections below it and the schema may name.
const SQL: [&str; 21] = [
    "ActiveModel",
    "ColumnTrait",
    "ConnectionTrait",
    "EntityTrait",
    "ModelTrait",
    "QueryFilter",
    "QueryOrder",
    "QuerySelect",
    "QueryTrait",
    "Statement",
    "TransactionTrait",
    "begin_with_options",
    "entity::prelude",
    "execute_raw",
    "execute_unprepared",
    "query_all_raw",
    "query_one_raw",
    "sea_query",
    "::Column",
    "::Entity::",
    "::Entity)",
];
/// Beside the store, the feature modules hold rows; so do these, which is more than spec 3 means. Nothing may be added.
const ALSO_HOLD_ROWS: [&str; 4] = ["http/access.rs", "http/caller.rs", "cli/demo.rs", "cli/user.rs"];

/// A file that is tracked, or will be.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_any(&self, ends: &[&str]) -> bool {
        ends.iter().any(|end| self.path.ends_with(end))
    }

    fn is_in(&self, places: &[&str]) -> bool {
        let is_in = |place: &&str| self.path == **place || self.path.starts_with(&format!("{place}/"));
        places.iter().any(is_in)
    }

    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("tests.rs") || self.path.starts_with("e2e/")
    }

    /// The lines of code that hold any of the words, with their numbers; comments aside.
    fn lines_with(&self, words: &[&str]) -> Vec<String> {
        let lines = self.text.lines().enumerate();
        let code = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
        let found = code.filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        let named = found.map(|(index, line)| format!("{}:{}: {}", self.path, index + 1, line.trim()));
        named.collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every text file that git tracks or would add.
fn sources() -> Vec<Source> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let mut git = Command::new("git");
    let listed = git.args(arguments).current_dir(root()).output().unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let paths = String::from_utf8(listed.stdout).unwrap();
    let read = |path: &str| {
        let text = std::fs::read_to_string(root().join(path)).ok()?;
        let path = path.to_owned();
        Some(Source { path, text })
    };
    let sources: Vec<Source> = paths.split_terminator('\0').filter_map(read).collect();
    assert!(sources.len() > 100, "{} files: not the repository", sources.len());
    sources
}

/// The server's sources, by their paths below `crates/api/src`.
fn server() -> Vec<Source> {
    let below = |file: Source| {
        let path = file.path.strip_prefix("crates/api/src/")?.to_owned();
        Some(Source { path, ..file })
    };
    let server: Vec<Source> = sources().into_iter().filter_map(below).collect();
    assert!(server.iter().any(|file| file.path == "main.rs"));
    server
}

fn assert_none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

#[test]
fn files_are_short() {
    let too_long = |file: Source| {
        let most = if file.is_test() {
            MOST_LINES_OF_TESTS
        } else {
            MOST_LINES
        };
        let lines = file.text.lines().count();
        (lines > most).then(|| format!("{}: {lines} lines, {most} at most", file.path))
    };
    let measured = sources().into_iter().filter(|file| file.is_any(&MEASURED));
    let found: Vec<String> = measured.filter_map(too_long).collect();
    assert_none("split these", &found);
}

#[test]
fn names_say_what_is_inside() {
    let is_vague = |part: &str| VAGUE_NAMES.contains(&part.split('.').next().unwrap_or(part));
    let paths = sources().into_iter().map(|file| file.path);
    let found: Vec<String> = paths.filter(|path| path.split('/').any(is_vague)).collect();
    assert_none("name these after what they do", &found);
}

#[test]
fn only_the_store_speaks_to_the_database() {
    let below = ["store", "db", "migrations", "entity"];
    let above = server().into_iter().filter(|file| !file.is_in(&below));
    let found: Vec<String> = above.flat_map(|file| file.lines_with(&SQL)).collect();
    assert_none("SQL is written in store, db and migrations only", &found);
}

#[test]
fn the_store_knows_nothing_of_http() {
    let words = ["actix_web", "crate::http", "crate::routes", "StatusCode"];
    let below = server()
        .into_iter()
        .filter(|file| file.is_in(&["store", "db", "migrations", "entity"]));
    let found: Vec<String> = below.flat_map(|file| file.lines_with(&words)).collect();
    assert_none("requests and answers are not the store's business", &found);
}

#[test]
fn only_the_server_and_the_document_know_the_routes() {
    let may = ["routes", "server.rs", "openapi/mod.rs", "lib.rs"];
    let others = server().into_iter().filter(|file| !file.is_in(&may));
    let found: Vec<String> = others.flat_map(|file| file.lines_with(&["routes"])).collect();
    assert_none(
        "nothing but server.rs and openapi/mod.rs looks up to the routes",
        &found,
    );
}

#[test]
fn rows_stay_below_the_handlers() {
    let may = [
        "store",
        "db",
        "migrations",
        "entity",
        "people.rs",
        "auth",
        "lib.rs",
    ];
    let words = ["entity::", "crate::entity", "super::entity"];
    let above = server().into_iter().filter(|file| !file.is_in(&may));
    let (listed, others): (Vec<Source>, Vec<Source>) = above.partition(|file| file.is_in(&ALSO_HOLD_ROWS));
    let found: Vec<String> = others.iter().flat_map(|file| file.lines_with(&words)).collect();
    assert_none("handlers ask the store, and do not see its tables", &found);
    for place in ALSO_HOLD_ROWS {
        let still = listed
            .iter()
            .any(|file| file.path == place && !file.lines_with(&words).is_empty());
        assert!(still, "{place} holds no rows any more: take it off the list");
    }
}

#[test]
fn client_and_server_meet_in_shared_only() {
    let apart = [
        ("crates/web", "daybook_api"),
        ("crates/api", "daybook_web"),
        ("crates/shared/src", "daybook_api"),
        ("crates/shared/src", "daybook_web"),
    ];
    let mut found = Vec::new();
    for file in sources() {
        for (_, name) in apart.into_iter().filter(|(place, _)| file.is_in(&[place])) {
            if file.is_any(&[".rs"]) {
                found.extend(file.lines_with(&[&format!("{name}::"), &format!("use {name}")]));
            } else if file.is_any(&["Cargo.toml"]) {
                found.extend(file.lines_with(&[&format!("{} =", name.replace('_', "-"))]));
            }
        }
    }
    assert_none("web → shared ← api", &found);
}

#[test]
fn only_our_own_drawings_are_markup() {
    let drawings =
        ["art.rs", "brand.rs", "door_art.rs"].map(|file| format!("crates/web/src/components/{file}"));
    let found: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.path.starts_with("crates/web/src/") && source.text.contains("inner_html"))
        .map(|source| source.path)
        .filter(|path| !drawings.contains(path))
        .collect();
    assert_none("event text is text, never markup", &found);
}

#[test]
fn nothing_is_left_to_be_done() {
    let written = [".rs", ".ts", ".mjs", ".css", ".html", ".jq", ".toml"];
    // Escaped, so that this file does not hold them.
    let words = ["TO\u{44}O", "FIX\u{4d}E", "tod\u{6f}!(", "unimplemente\u{64}!("];
    let mut found = Vec::new();
    for file in sources().into_iter().filter(|file| file.is_any(&written)) {
        let lines = file.text.lines().enumerate();
        let unfinished = lines.filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        let named = unfinished.map(|(index, line)| format!("{}:{}: {}", file.path, index + 1, line.trim()));
        found.extend(named);
    }
    assert_none("finish it, or write an issue", &found);
}
