//! The stream and the list mean the same events, whatever the filter and whoever reads.

use daybook_shared::access::Role;
use daybook_shared::id::UserId;
use daybook_shared::route;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};

use crate::model::pools::{
    ACTORS, DIMENSIONS, KEY, MEMBER, MOMENTS, OWNER, PERIODS, PLATFORMS, STATES, TARGETS, TEXTS, TYPES, WORDS,
};
use crate::support::log::FilledLog;
use crate::support::sse::Frames;

const EVENTS: usize = 300;
const FILTERS: usize = 150;

fn one_of<T: Copy>(dice: &mut StdRng, values: &[T]) -> T {
    values[dice.random_range(0..values.len())]
}

fn event(dice: &mut StdRng, named: &impl Fn(&str) -> String) -> Value {
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

fn query(dice: &mut StdRng, named: &impl Fn(&str) -> String) -> String {
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

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_means_the_same_events_as_the_list() {
    let log = FilledLog::start(Vec::new()).await;
    let member = log.app.person("Nina", log.workspace, Role::Member).await;
    let (id, member) = (UserId(member.id).to_string(), log.app.token(&member).await);
    let named = |text: &str| {
        let text = text.replace(MEMBER, &id);
        text.replace(OWNER, "usr_owner").replace(KEY, "key_1")
    };
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    log.append((0..EVENTS).map(|_| event(&mut dice, &named)).collect())
        .await;
    let mut found = 0;
    for _ in 0..FILTERS {
        let query = query(&mut dice, &named);
        for token in [&log.token, &member] {
            let path = format!(
                "{}?sort=sequence&order=asc&limit=500&{query}",
                route::events(log.workspace)
            );
            let listed = log.app.get(&path, token).await;
            assert_eq!(listed.code(), 200, "{query}: {:?}", listed.body);
            let listed: Vec<i64> = listed
                .each("sequence")
                .iter()
                .map(|place| place.as_i64().unwrap())
                .collect();
            let path = format!("{}?last_event_id=0&{query}", route::live(log.workspace));
            let mut stream = Frames::open(log.app.request(Method::GET, &path).bearer_auth(token))
                .await
                .unwrap();
            let streamed = stream.events_up_to(EVENTS as i64).await;
            assert_eq!(streamed, listed, "{query}");
            found += listed.len();
        }
    }
    assert!(found > FILTERS, "hardly a filter left anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_is_about_when_events_happened_and_moves_with_the_clock() {
    let log = FilledLog::start(Vec::new()).await;
    let at = |seconds: i64| json!({"type": "post.published", "occurred_at": log.app.clock.now().plus_seconds(seconds)});
    let mut hour = log.live_behind(0, "range=1h").await;
    let mut bounds = log
        .live_behind(0, "from=2026-11-21T09:30:00Z&to=2026-11-21T09:30:01Z")
        .await;
    log.append(vec![at(-3_601), at(-3_600), at(0), at(1)]).await;
    assert_eq!(hour.events_up_to(4).await, [2, 3, 4]);
    log.app.clock.advance_seconds(1_800);
    log.append(vec![at(-3_601), at(-1)]).await;
    assert_eq!(hour.events_up_to(6).await, [6]);
    log.app.clock.advance_seconds(-1_800);
    log.append(vec![at(0)]).await;
    assert_eq!(bounds.events_up_to(7).await, [3, 7]);
}
