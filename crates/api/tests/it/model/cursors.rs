//! Cursors that are not what the server gave out, or not for this list: every one is refused by name, and no row of
//! another workspace or filter is ever seen through one.

use std::collections::HashSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use daybook_api::auth::Keys;
use daybook_api::http::cursor::{Binding, Cursor, Direction};
use daybook_api::store::events::query::{Position, Range};
use daybook_shared::route;
use proptest::prelude::*;
use reqwest::Method;
use serde_json::json;

use super::seeds::{self, Failure, Outcome};
use super::server::{Place, Server};
use super::step::Who;
use super::{effort, start};
use crate::support::app::send;

/// The lists whose cursors are mixed up, each with another filter, sort or order.
const LISTS: &[&str] = &[
    "",
    "order=asc",
    "sort=sequence",
    "sort=sequence&order=asc",
    "type=post.failed",
    "type_not=post.created",
    "platform=x",
    "q=launch",
    "q=laun",
    "range=30d",
    "from=2026-10-22T09:30:00Z",
];

/// What becomes of a cursor that was good. Cursors are counted over all that were given out.
#[derive(Debug, Clone)]
enum Damage {
    /// A bit of what it encodes is turned over.
    Flip { bit: usize },
    /// A character becomes another.
    Replace { at: usize, with: char },
    /// It ends early.
    Cut { length: usize },
    /// Something follows, or comes before.
    Extend { with: String, before: bool },
    /// Its end is that of another, from a place on.
    Splice { other: usize, at: usize },
    /// The same with places in what it encodes: another's nonce, another's position.
    SpliceBytes { other: usize, at: usize },
    /// It is used for another list of the same workspace.
    OtherList { list: usize },
    /// It is used for the same list of the other workspace.
    OtherWorkspace,
    /// It is as good, but another server's secret sealed it.
    OtherSecret { sequence: i64 },
    /// Every letter has the other case.
    Case,
    /// It is this instead.
    Other { text: String },
}

#[derive(Debug, Clone)]
struct Case {
    cursor: usize,
    damage: Damage,
}

/// A cursor that a page held, and the list that it belongs to.
struct Good {
    workspace: usize,
    list: &'static str,
    text: String,
}

fn cases() -> BoxedStrategy<Case> {
    let places = 0..200usize;
    let others = 0..1_000usize;
    let damage = prop_oneof![
        4 => (0..712usize).prop_map(|bit| Damage::Flip { bit }),
        3 => (places.clone(), any::<char>()).prop_map(|(at, with)| Damage::Replace { at, with }),
        2 => (places.clone(), "[A-Za-z0-9_-]").prop_map(|(at, with)| Damage::Replace { at, with: with.chars().next().unwrap() }),
        2 => (0..119usize).prop_map(|length| Damage::Cut { length }),
        1 => ("[A-Za-z0-9_=-]{1,8}", any::<bool>()).prop_map(|(with, before)| Damage::Extend { with, before }),
        1 => ("\\PC{1,8}", any::<bool>()).prop_map(|(with, before)| Damage::Extend { with, before }),
        4 => (others.clone(), 1..119usize).prop_map(|(other, at)| Damage::Splice { other, at }),
        4 => (others, 1..89usize).prop_map(|(other, at)| Damage::SpliceBytes { other, at }),
        3 => (0..LISTS.len()).prop_map(|list| Damage::OtherList { list }),
        2 => Just(Damage::OtherWorkspace),
        2 => (0..60i64).prop_map(|sequence| Damage::OtherSecret { sequence }),
        1 => Just(Damage::Case),
        2 => "\\PC{0,40}".prop_map(|text| Damage::Other { text }),
        1 => "[A-Za-z0-9_-]{119}".prop_map(|text| Damage::Other { text }),
        1 => (1..60usize).prop_map(|thousands| Damage::Other { text: "A".repeat(1_000 * thousands) }),
        1 => any::<String>().prop_map(|text| Damage::Other { text }),
    ];
    (0..1_000usize, damage)
        .prop_map(|(cursor, damage)| Case { cursor, damage })
        .boxed()
}

impl Damage {
    /// The text that is sent for a good cursor; `None` where nothing is changed.
    fn done_to(&self, good: &Good, all: &[Good]) -> Option<String> {
        let letters: Vec<char> = good.text.chars().collect();
        let decoded = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
        let text = match self {
            Self::Flip { bit } => {
                let mut bytes = decoded(&good.text);
                let place = bit / 8 % bytes.len();
                bytes[place] ^= 1 << (bit % 8);
                BASE64_URL_SAFE_NO_PAD.encode(bytes)
            }
            Self::Replace { at, with } => {
                let mut letters = letters;
                let at = at % letters.len();
                letters[at] = *with;
                letters.into_iter().collect()
            }
            Self::Cut { length } => letters.into_iter().take(*length).collect(),
            Self::Extend { with, before: true } => format!("{with}{}", good.text),
            Self::Extend { with, before: false } => format!("{}{with}", good.text),
            Self::Splice { other, at } => {
                let other = &all[other % all.len()].text;
                format!("{}{}", good.text.get(..*at)?, other.get(*at..)?)
            }
            Self::SpliceBytes { other, at } => {
                let (one, other) = (decoded(&good.text), decoded(&all[other % all.len()].text));
                BASE64_URL_SAFE_NO_PAD.encode([one.get(..*at)?, other.get(*at..)?].concat())
            }
            Self::OtherSecret { sequence } => {
                let cursor = Cursor {
                    direction: Direction::Next,
                    position: Position {
                        occurred_at: 0,
                        sequence: *sequence,
                    },
                    range: Range::default(),
                };
                cursor
                    .seal(&Keys::derive(b"another secret"), &Binding::to(&[b"any"]))
                    .unwrap()
            }
            Self::Case => {
                let other = |letter: char| {
                    if letter.is_ascii_lowercase() {
                        letter.to_ascii_uppercase()
                    } else {
                        letter.to_ascii_lowercase()
                    }
                };
                letters.into_iter().map(other).collect()
            }
            Self::Other { text } => text.clone(),
            Self::OtherList { .. } | Self::OtherWorkspace => return Some(good.text.clone()),
        };
        // By chance it may be one that was given out after all.
        all.iter().all(|good| good.text != text).then_some(text)
    }
}

struct Bench {
    server: Server,
    place: Place,
    good: Vec<Good>,
}

impl Bench {
    /// Two workspaces with the same events, and the cursors of their lists.
    async fn new(server: Server) -> Self {
        let place = server.place().await;
        let token = server.token(&place, Who::Owner).to_owned();
        let events: Vec<_> = (0..60)
            .map(|index| {
                json!({
                    "type": if index % 2 == 0 { "post.failed" } else { "post.published" },
                    "platform": "x", "description": format!("launch {index}"),
                    "occurred_at": format!("2026-11-{:02}T10:00:00Z", index % 20 + 1),
                })
            })
            .collect();
        let mut good = Vec::new();
        for workspace in 0..2 {
            let path = route::events(place.workspaces[workspace]);
            let stored = server
                .app
                .post(&format!("{path}/batch"), &token, &json!(events))
                .await;
            assert_eq!(stored.code(), 201, "{:?}", stored.body);
            for list in LISTS {
                let mut cursor = String::new();
                for _ in 0..4 {
                    let page = server
                        .app
                        .get(&format!("{path}?{list}&limit=7{cursor}"), &token)
                        .await;
                    let text = |which: &str| page.body["page"][which].as_str().map(str::to_owned);
                    let (next, prev) = (text("next_cursor").unwrap(), text("prev_cursor"));
                    cursor = format!("&cursor={next}");
                    good.extend([Some(next), prev].into_iter().flatten().map(|text| Good {
                        workspace,
                        list,
                        text,
                    }));
                }
            }
        }
        let different: HashSet<&str> = good.iter().map(|good| good.text.as_str()).collect();
        assert_eq!((different.len(), good.len()), (good.len(), 2 * 7 * LISTS.len()));
        Self { server, place, good }
    }

    async fn check(&self, case: &Case) -> Outcome {
        let good = &self.good[case.cursor % self.good.len()];
        let Some(text) = case.damage.done_to(good, &self.good) else {
            return Ok(());
        };
        let (workspace, list) = match case.damage {
            Damage::OtherList { list } => (good.workspace, LISTS[list]),
            Damage::OtherWorkspace => (1 - good.workspace, good.list),
            _ => (good.workspace, good.list),
        };
        if (workspace, list) == (good.workspace, good.list) && text == good.text {
            return Ok(());
        }
        let code = if text == good.text {
            "cursor_mismatch"
        } else {
            "cursor_invalid"
        };
        let mut query = form_urlencoded::Serializer::new(list.to_owned());
        let path = route::events(self.place.workspaces[workspace]);
        let path = format!("{path}?{}", query.append_pair("cursor", &text).finish());
        let request = self.server.app.request(Method::GET, &path);
        let answer = send(request.bearer_auth(self.server.token(&self.place, Who::Owner))).await;
        let is_problem = answer
            .header("content-type")
            .starts_with("application/problem+json");
        let detail = answer.body["detail"].as_str().unwrap_or_default();
        if answer.code() == 400
            && answer.problem() == code
            && is_problem
            && detail.contains("cursor")
            && answer.body["data"].is_null()
        {
            return Ok(());
        }
        Err(format!(
            "the cursor {} of the list [{}] of workspace {}\nbecame {text:?} for [{list}] of workspace {workspace}\nand the answer {} {} instead of 400 {code}",
            good.text,
            good.list,
            good.workspace,
            answer.code(),
            answer.body
        ))
    }
}

/// The first case that is not refused as it should be, of those that count.
fn first_finding(cases_to_try: u64, counts: fn(&str) -> bool) -> Option<Failure<Case>> {
    let (runtime, server) = start();
    let bench = runtime.block_on(Bench::new(server));
    let check = |case| match runtime.block_on(bench.check(&case)) {
        Err(report) if counts(&report) => Err(report),
        _ => Ok(()),
    };
    seeds::try_all(super::seeds_to(cases_to_try), cases, seeds::SHRINKS, check)
}

#[test]
fn a_cursor_that_was_changed_or_is_of_another_list_is_refused() {
    if let Some(Failure { seed, steps, report }) = first_finding(effort::cursors(), |_| true) {
        panic!(
            "DAYBOOK_SEED={seed} takes this again: {:?}\n{report}",
            steps.damage
        );
    }
}

#[cfg(feature = "failpoints")]
#[test]
fn a_server_that_does_not_authenticate_cursors_would_be_noticed() {
    fail::cfg("cursor-authentication-skipped", "return").unwrap();
    let accepted = first_finding(2_000, |report| report.contains("and the answer 200"));
    let Some(Failure { seed, steps, report }) = accepted else {
        panic!("2000 broken cursors, and no page was answered to one");
    };
    println!("seed {seed}: {:?}\n{report}", steps.damage);
}
