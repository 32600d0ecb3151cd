//! Random events and filters without a model that knows what becomes of them: for tests that compare two answers.

use rand::RngExt;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use super::pools::{ACTORS, DIMENSIONS, MOMENTS, PERIODS, PLATFORMS, STATES, TARGETS, TEXTS, TYPES, WORDS};

fn one_of<T: Copy>(dice: &mut StdRng, values: &[T]) -> T {
    values[dice.random_range(0..values.len())]
}

/// An event as a producer sends it; `named` puts ids where the pools have their names.
pub fn event(dice: &mut StdRng, named: &impl Fn(&str) -> String) -> Value {
    let mut event = json!({"type": one_of(dice, TYPES), "occurred_at": one_of(dice, MOMENTS)});
    let parts: Vec<&str> = (0..dice.random_range(1..4))
        .map(|_| one_of(dice, TEXTS))
        .collect();
    event["description"] = json!(parts.join(" "));
    if dice.random_bool(0.5) {
        event["platform"] = json!(one_of(dice, PLATFORMS));
    }
    if dice.random_bool(0.5) {
        event["state"] = json!(one_of(dice, STATES));
    }
    if dice.random_bool(0.8) {
        event["actor"] = serde_json::from_str(&named(one_of(dice, ACTORS))).unwrap();
    }
    let targets =
        (0..dice.random_range(0..3)).map(|_| serde_json::from_str::<Value>(one_of(dice, TARGETS)).unwrap());
    event["targets"] = targets.collect();
    event
}

/// The query form of a filter.
pub fn query(dice: &mut StdRng, named: &impl Fn(&str) -> String) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for _ in 0..dice.random_range(0..3) {
        let (dimension, values) = one_of(dice, DIMENSIONS);
        let key = if dice.random_bool(0.3) {
            format!("{dimension}_not")
        } else {
            dimension.to_owned()
        };
        for _ in 0..dice.random_range(1..3) {
            query.append_pair(&key, &named(one_of(dice, values)));
        }
    }
    if dice.random_bool(0.3) {
        query.append_pair("q", one_of(dice, WORDS));
    }
    if dice.random_bool(0.4) {
        let period = &PERIODS[dice.random_range(0..PERIODS.len())];
        query.extend_pairs(period.query);
    }
    query.finish()
}
