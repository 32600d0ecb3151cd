//! P3: any three filters together.

use std::time::{Duration, Instant};

use daybook_shared::catalogue;
use daybook_shared::event::ActorKind;
use daybook_shared::platform::PLATFORMS;
use daybook_shared::timestamp::Timestamp;

use super::Subject;
use crate::data::{Dice, END, PEOPLE, SPAN, TARGETS, type_names};
use crate::figures::{Times, milliseconds, shown};
use crate::load::client::Client;
use crate::outcome::Outcome;
use crate::table::Row;

const WARM_UP: usize = 100;
const REQUESTS: usize = 400;
/// After this no further request is made, neither to warm up nor to be timed.
const WARM_UP_TIME: Duration = Duration::from_secs(30);
const TIME: Duration = Duration::from_secs(120);
/// Slowest requests that are written down.
const SLOWEST: usize = 15;
/// The most that 95 of 100 requests may take.
const MOST_MILLISECONDS: f64 = 20.0;

type Parameters = Vec<(&'static str, String)>;

/// Random requests, the same in every run.
pub fn measure(subject: &Subject<'_>) -> Outcome<Vec<Row>> {
    let server = subject.serve()?;
    let client = Client::of(&server, subject.dataset)?;
    let mut dice = Dice::new(3);
    let started = Instant::now();
    for _ in (0..WARM_UP).take_while(|_| started.elapsed() < WARM_UP_TIME) {
        client.list(&three_filters(&mut dice))?;
    }
    let mut times = Times::default();
    let mut slowest: Vec<(Duration, Parameters)> = Vec::new();
    let started = Instant::now();
    for _ in (0..REQUESTS).take_while(|_| started.elapsed() < TIME) {
        let parameters = three_filters(&mut dice);
        let answer = client.list(&parameters)?;
        times.push(answer.time);
        slowest.push((answer.time, parameters));
    }
    slowest.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
    let lines = slowest.iter().take(SLOWEST);
    let lines: Vec<String> = lines
        .map(|(time, parameters)| format!("{:8.1} ms {parameters:?}\n", milliseconds(*time)))
        .collect();
    std::fs::write(
        subject.file(&format!("slow-filters-{}.txt", subject.engine))?,
        lines.concat(),
    )?;
    let detail = format!(
        " p95 (p50 {}, longest {})",
        shown(times.percentile(50)),
        shown(times.longest())
    );
    Ok(vec![Row::at_most(
        "P3",
        format!("three random filters, {} requests", slowest.len()),
        subject.engine,
        "ms",
        (times.percentile(95), &detail),
        MOST_MILLISECONDS,
    )])
}

/// Three of all there are, each half of the time the excluding one; a period counts as one.
fn three_filters(dice: &mut Dice) -> Parameters {
    let mut parameters = vec![("limit", "100".to_owned())];
    let mut left: Vec<usize> = (0..8).collect();
    for _ in 0..3 {
        let which = left.swap_remove(dice.below(left.len()));
        let is_excluding = dice.chance(500_000);
        let keys = [
            ("type", "type_not"),
            ("category", "category_not"),
            ("platform", "platform_not"),
            ("state", "state_not"),
            ("actor", "actor_not"),
            ("actor_kind", "actor_kind_not"),
            ("target", "target_not"),
        ];
        match keys.get(which) {
            Some((including, excluding)) => {
                let key = if is_excluding { *excluding } else { *including };
                for value in values(dice, including) {
                    parameters.push((key, value));
                }
            }
            None => parameters.extend(period(dice)),
        }
    }
    parameters
}

/// One to three values of a dimension.
fn values(dice: &mut Dice, dimension: &str) -> Vec<String> {
    let count = 1 + dice.below(3);
    let mut values: Vec<String> = (0..count)
        .map(|_| match dimension {
            "type" if dice.chance(200_000) => "post.*".to_owned(),
            "type" => (*dice.one(&type_names())).to_owned(),
            "category" => dice.one(catalogue::CATEGORIES).name.to_owned(),
            "platform" => dice.one(PLATFORMS).name.to_owned(),
            "state" => (*dice.one(&[
                "published",
                "failed",
                "scheduled",
                "draft",
                "uploaded",
                "overdue",
                "denied",
                "done",
            ]))
            .to_owned(),
            "actor" => format!("person_{}", dice.skewed(PEOPLE)),
            "actor_kind" => dice.one(ActorKind::ALL).as_str().to_owned(),
            _ => format!(
                "{}_{}",
                dice.one(&["post", "media", "video"]),
                dice.below(TARGETS)
            ),
        })
        .collect();
    values.sort();
    values.dedup();
    values
}

/// From an hour to half of all time, anywhere.
pub fn period(dice: &mut Dice) -> [(&'static str, String); 2] {
    const HOUR: i64 = 3_600_000_000;
    let length = *dice.one(&[HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR, SPAN / 2]);
    let from = dice.between(END - SPAN, END - length);
    [
        ("from", Timestamp(from).to_string()),
        ("to", Timestamp(from + length).to_string()),
    ]
}
