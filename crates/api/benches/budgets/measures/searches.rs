//! P4: searches of every kind, alone and together with a filter and a period.

use std::time::{Duration, Instant};

use daybook_shared::timestamp::Timestamp;

use super::Subject;
use super::filters::period;
use crate::data::{AUDIENCES, Dice, END, FORMATS, OLD_WORD, SEASONS, SPAN, SUBJECTS, TONES};
use crate::figures::{Times, shown};
use crate::load::client::Client;
use crate::outcome::Outcome;
use crate::table::Row;

/// Requests of a kind: first pages, pages that follow, and pages before random times.
const REQUESTS: usize = 36;
/// After this no further request of the kind is made.
const TIME: Duration = Duration::from_secs(20);
const MOST_MILLISECONDS: f64 = 20.0;
const MOST_MILLISECONDS_NEVER_MEETING: f64 = 150.0;

/// A kind of search: what it is called, and what it may look for.
struct Kind {
    name: &'static str,
    queries: Vec<String>,
    most: f64,
}

fn kind(name: &'static str, queries: &[&str]) -> Kind {
    Kind {
        name,
        queries: queries.iter().map(|&query| query.to_owned()).collect(),
        most: MOST_MILLISECONDS,
    }
}

/// All kinds. The words are those that the generator plants.
fn kinds() -> Vec<Kind> {
    let mut dice = Dice::new(4);
    let phrases = (0..12).map(|_| {
        format!(
            "{} {} {} {}",
            dice.one(&TONES),
            dice.one(&SUBJECTS),
            dice.one(&FORMATS),
            dice.one(&AUDIENCES)
        )
    });
    let phrases = Kind {
        name: "phrase of four common words",
        queries: phrases.collect(),
        most: MOST_MILLISECONDS,
    };
    let never_meeting = Kind {
        name: "four common words that never meet",
        queries: vec![
            SEASONS.join(" "),
            [TONES[0], TONES[1], TONES[2], TONES[3]].join(" "),
        ],
        most: MOST_MILLISECONDS_NEVER_MEETING,
    };
    vec![
        kind("word in 30 %", &["campaign", "CAMPAIGN"]),
        kind("word in 1 %", &["giveaway", "giveaw"]),
        kind("word in 0.24 %", &["refund"]),
        kind("word in 0.01 %", &["chargeback"]),
        kind("word in none, rare letters", &["zeppelin", "quokka", "jazzwyx"]),
        kind(
            "word in none, common letters",
            &["instapost", "carousummer", "teacherun"],
        ),
        kind("word in old rows only", &[OLD_WORD]),
        phrases,
        never_meeting,
        kind("two letters, common", &["tv", "ca"]),
        kind("two letters, in 0.01 %", &["qx"]),
        kind("maría", &["maría", "María"]),
        kind("emoji", &["🎉", "🎬"]),
        kind("Arabic", &["حملة", "حملة الصيف"]),
        kind("Chinese", &["新品发布", "新品"]),
        kind("with %", &["50%", "50% off"]),
        kind("with _", &["promo_code", "promo_"]),
        kind("with quotes", &["\"best of\"", "of\""]),
        kind("full-text syntax", &["foo* OR \"bar", "foo*"]),
    ]
}

/// Every kind, alone and combined.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let server = subject.serve()?;
    let client = Client::of(&server, subject.dataset)?;
    let mut rows = Vec::new();
    for is_combined in [false, true] {
        for kind in kinds() {
            rows.push(row(subject, &client, &kind, is_combined)?);
        }
    }
    Ok(rows)
}

fn row(subject: &Subject<'_>, client: &Client, kind: &Kind, is_combined: bool) -> Outcome<Row> {
    let mut dice = Dice::new(5);
    let mut times = Times::default();
    let (mut cut_short, mut asked) = (0, 0);
    let mut cursor: Option<(Vec<(&str, String)>, String)> = None;
    // One to wake up whatever sleeps.
    client.list(&[("q", kind.queries[0].clone())])?;
    let started = Instant::now();
    for number in (0..REQUESTS).take_while(|_| started.elapsed() < TIME) {
        asked += 1;
        let query = kind.queries[number % kind.queries.len()].clone();
        let mut parameters = vec![("limit", "100".to_owned()), ("q", query)];
        if is_combined {
            parameters.extend(filter(&mut dice));
            parameters.extend(period(&mut dice));
        } else if number % 3 == 1 {
            parameters.push(("to", Timestamp(dice.between(END - SPAN, END)).to_string()));
        }
        // Every third goes on where the last one stopped, if there is more.
        if number % 3 == 2
            && let Some((of_list, cursor)) = cursor.take()
        {
            parameters = of_list;
            parameters.push(("cursor", cursor));
        }
        let answer = client.list(&parameters)?;
        times.push(answer.time);
        cut_short += usize::from(answer.page["page"]["searched_back_to"].is_string());
        parameters.retain(|(key, _)| *key != "cursor");
        cursor = answer.next().map(|next| (parameters, next.to_owned()));
    }
    let mut detail = format!(
        " p95 (p50 {}, longest {})",
        shown(times.percentile(50)),
        shown(times.longest())
    );
    if cut_short > 0 {
        detail.push_str(&format!(", {cut_short} of {asked} cut short"));
    } else if asked < REQUESTS {
        detail.push_str(&format!(", {asked} requests"));
    }
    let combined = if is_combined {
        ", with a filter and a period"
    } else {
        ""
    };
    Ok(Row::at_most(
        "P4",
        format!("search: {}{combined}", kind.name),
        subject.engine,
        "ms",
        (times.percentile(95), &detail),
        kind.most,
    ))
}

fn filter(dice: &mut Dice) -> Vec<(&'static str, String)> {
    match dice.below(4) {
        0 => vec![("state", "published".to_owned())],
        1 => vec![("platform", "tiktok".to_owned()), ("platform", "x".to_owned())],
        2 => vec![("type", "post.*".to_owned())],
        _ => vec![("category_not", "webhooks".to_owned())],
    }
}
