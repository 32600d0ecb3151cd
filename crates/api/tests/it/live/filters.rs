//! The stream and the list mean the same events, whatever the filter and whoever reads.

use daybook_shared::access::Role;
use daybook_shared::id::UserId;
use daybook_shared::route;
use rand::SeedableRng;
use rand::rngs::StdRng;
use reqwest::Method;
use serde_json::json;

use crate::model::dice;
use crate::model::pools::{KEY, MEMBER, OWNER};
use crate::support::log::FilledLog;
use crate::support::sse::Frames;

const EVENTS: usize = 300;
const FILTERS: usize = 150;

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
    let mut chance = StdRng::seed_from_u64(seed);
    log.append((0..EVENTS).map(|_| dice::event(&mut chance, &named)).collect())
        .await;
    let mut found = 0;
    for _ in 0..FILTERS {
        let query = dice::query(&mut chance, &named);
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
