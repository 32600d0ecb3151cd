//! Facets and histograms: they say what the list would, for every reader and filter, whatever is counted already.

use std::collections::BTreeMap;

use daybook_api::store::events::counts;
use daybook_shared::access::Role;
use daybook_shared::counts::{Facets, Histogram};
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::id::UserId;
use daybook_shared::route;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::log::FilledLog;

/// More than are counted row by row without being gathered.
const EVENTS: usize = 1_200;

/// A log with late events, restricted ones, and some of Mona's, who is a member; and her token.
struct Counted {
    log: FilledLog,
    member: String,
}

impl Counted {
    async fn start() -> Self {
        let log = FilledLog::start(Vec::new()).await;
        let mona = log.app.person("Mona", log.workspace, Role::Member).await;
        let member = log.app.token(&mona).await;
        let mona = UserId(mona.id).to_string();
        let mut dice = StdRng::seed_from_u64(7);
        let events = (0..EVENTS)
            .map(|number| event(number, &mona, &mut dice))
            .collect();
        log.append(events).await;
        Self { log, member }
    }

    async fn ask<T: DeserializeOwned>(&self, path: &str, query: &str, token: &str) -> T {
        let answer = self.log.app.get(&format!("{path}?{query}"), token).await;
        assert_eq!(answer.code(), 200, "{query}: {:?}", answer.body);
        serde_json::from_value(answer.body).unwrap()
    }

    async fn facets(&self, query: &str, token: &str) -> Facets {
        self.ask(&route::facets(self.log.workspace), query, token).await
    }

    async fn histogram(&self, query: &str, token: &str) -> Histogram {
        self.ask(&route::histogram(self.log.workspace), query, token)
            .await
    }

    /// Every event that a filter leaves, as the list gives it.
    async fn listed(&self, filter: &EventFilter, token: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let query = format!("{}&limit=500{cursor}", filter.to_query());
            let path = format!("{}?{query}", route::events(self.log.workspace));
            let page = self.log.app.get(&path, token).await.body;
            all.extend(page["data"].as_array().unwrap().clone());
            if page["page"]["has_more"] != true {
                return all;
            }
            cursor = format!("&cursor={}", page["page"]["next_cursor"].as_str().unwrap());
        }
    }

    /// Holds facets and histogram against the list.
    async fn agree(&self, query: &str, token: &str) {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let filter = EventFilter::from_pairs(pairs).unwrap();
        let all = self.listed(&filter, token).await;
        let facets = self.facets(query, token).await;
        assert_eq!(
            (facets.total, facets.capped),
            (all.len() as u64, false),
            "{query}"
        );
        for (facet, dimension) in facets.data.iter().zip(Dimension::ALL) {
            let others = self.listed(&filter.without(*dimension), token).await;
            let found = facet
                .values
                .iter()
                .map(|value| (value.value.clone(), value.count));
            let found: BTreeMap<String, u64> = found.collect();
            assert_eq!(found, counted(&others, *dimension), "{query} {dimension:?}");
            assert!(facet.values.is_sorted_by(|one, other| one.count >= other.count));
        }
        let histogram = self.histogram(query, token).await;
        assert_eq!(
            (histogram.total, histogram.counted_back_to),
            (all.len() as u64, None),
            "{query}"
        );
        let last = histogram.data.len().saturating_sub(1);
        for (place, bucket) in histogram.data.iter().enumerate() {
            let within = all.iter().filter(|event| {
                let at = event["occurred_at"].as_str().unwrap();
                bucket.from.to_string().as_str() <= at
                    && (place == last || at < bucket.to.to_string().as_str())
            });
            let within: Vec<Value> = within.cloned().collect();
            assert_eq!(
                bucket.states,
                counted(&within, Dimension::State),
                "{query} {bucket:?}"
            );
        }
        let edges = histogram.data.windows(2);
        assert!(
            edges.into_iter().all(|pair| pair[0].to == pair[1].from),
            "{query}"
        );
    }
}

fn event(number: usize, mona: &str, dice: &mut StdRng) -> Value {
    const KINDS: [&str; 6] = [
        "post.published",
        "post.failed",
        "tiktok.error",
        "auth.signed_in",
        "crm.deal_won",
        "agent.action",
    ];
    let minutes: i64 = match dice.random_range(0..10) {
        0 => dice.random_range(0..30),
        1..6 => dice.random_range(0..10 * 24 * 60),
        _ => dice.random_range(0..400 * 24 * 60),
    };
    let at: daybook_shared::timestamp::Timestamp = crate::support::app::START.parse().unwrap();
    let mut event = json!({
        "type": KINDS[dice.random_range(0..KINDS.len())],
        "occurred_at": at.plus_seconds(-60 * minutes - i64::from(dice.random_range(0..60))).to_string(),
        "description": format!("Number {number}{}", if number.is_multiple_of(7) { " is odd" } else { "" }),
    });
    if dice.random_bool(0.5) {
        event["platform"] = json!(["x", "tiktok"][dice.random_range(0..2)]);
    }
    let someone = format!("usr_{}", dice.random_range(0..5));
    let (id, name) = if dice.random_bool(0.2) {
        (mona, "Mona")
    } else {
        (someone.as_str(), "Somebody")
    };
    event["actor"] = json!({"kind": "member", "id": id, "name": name});
    if dice.random_bool(0.3) {
        event["targets"] = json!([{"type": "post", "id": format!("p{}", dice.random_range(0..4))}, {"type": "post", "id": "p0"}]);
    }
    event
}

/// How many events have each value of a dimension.
fn counted(events: &[Value], dimension: Dimension) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for event in events {
        let mut values: Vec<&str> = match dimension {
            Dimension::Actor => event["actor"]["id"].as_str().into_iter().collect(),
            Dimension::ActorKind => event["actor"]["kind"].as_str().into_iter().collect(),
            Dimension::Target => {
                let targets = event["targets"].as_array().into_iter().flatten();
                targets.filter_map(|target| target["id"].as_str()).collect()
            }
            other => event[other.key()].as_str().into_iter().collect(),
        };
        values.sort_unstable();
        values.dedup();
        for value in values {
            *counts.entry(value.to_owned()).or_default() += 1;
        }
    }
    counts
}

const FILTERS: [&str; 10] = [
    "",
    "type=post.*",
    "type_not=post.failed&platform=x",
    "state=failed&state=published&range=7d&tz=Europe/Dublin",
    "range=1h",
    "from=2026-03-28&to=2026-10-26&tz=Europe/Dublin",
    "from=2026-11-10T09:07:31Z&to=2026-11-18T17:52:04Z&category=posts",
    "actor=usr_1&actor=usr_2",
    "target=p0&type=post.failed",
    "q=odd&range=30d",
];

#[tokio::test(flavor = "multi_thread")]
async fn counts_say_what_the_list_says() {
    let counted = Counted::start().await;
    let owner = counted.log.token.clone();
    let database = &counted.log.app.state.database;
    for is_gathered in [false, true] {
        for query in FILTERS {
            counted.agree(query, &owner).await;
            counted.agree(query, &counted.member).await;
        }
        assert!(!counts::gather(database).await.unwrap(), "{is_gathered}");
    }
    // What comes after is counted with what is kept; late events and new combinations too.
    let late = json!({"type": "post.deleted", "occurred_at": "2026-01-05T00:00:00Z", "description": "Late"});
    counted.log.append(vec![late.clone(), late]).await;
    for query in &FILTERS[..4] {
        counted.agree(query, &owner).await;
        counted.agree(query, &counted.member).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_count_at_once_count_nothing_twice() {
    let counted = Counted::start().await;
    let mut rounds = JoinSet::new();
    for _ in 0..4 {
        let database = counted.log.app.state.database.clone();
        rounds.spawn(async move { counts::gather(&database).await.unwrap() });
    }
    rounds.join_all().await;
    let owner = counted.log.token.clone();
    counted.agree("", &owner).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_counted_whole_says_so() {
    let event = |number: usize| json!({"type": "post.published", "description": format!("Number {number}"), "actor": {"kind": "member", "id": "usr_1", "name": format!("Name {number}")}, "occurred_at": format!("2026-11-20T{:02}:{:02}:00Z", number / 120, number % 60)});
    let log = FilledLog::start((0..2_100).map(event).collect()).await;
    let member = String::new();
    let counted = Counted { log, member };
    let owner = counted.log.token.clone();
    let exact = counted.facets("", &owner).await;
    assert_eq!((exact.total, exact.capped), (2_100, false));
    let actors = exact
        .data
        .iter()
        .find(|facet| facet.dimension == "actor")
        .unwrap();
    assert!(actors.capped);
    assert_eq!(actors.values[0].count, 2_000);
    assert_eq!(
        actors.values[0].name.as_deref(),
        Some("Name 2099"),
        "as the newest says"
    );
    let newest = counted.facets("actor=usr_1", &owner).await;
    assert_eq!((newest.total, newest.capped), (2_000, true));
    let histogram = counted.histogram("q=number", &owner).await;
    let back_to = histogram.counted_back_to.unwrap().to_string();
    assert_eq!(histogram.total, 2_000);
    assert_eq!(back_to, "2026-11-20T00:50:00.000000Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_and_days_are_those_of_the_zone() {
    let counted = Counted::start().await;
    let owner = counted.log.token.clone();
    let zone = |histogram: &Histogram| (histogram.time_zone.clone(), histogram.step.clone());
    let own = counted.histogram("range=24h", &owner).await;
    assert_eq!(
        zone(&own),
        ("Europe/Dublin".to_owned(), "1h".to_owned()),
        "the workspace's"
    );
    assert_eq!(own.data.len(), 25);
    let kolkata = counted.histogram("range=24h&tz=Asia/Kolkata", &owner).await;
    assert_eq!(kolkata.data[1].from.to_string(), "2026-11-20T10:30:00.000000Z");
    let days = counted
        .histogram("from=2026-10-01&to=2026-11-30&tz=Europe/Dublin", &owner)
        .await;
    assert_eq!(zone(&days).1, "1d");
    let last = days.data.last().unwrap().to.to_string();
    assert_eq!(
        last, "2026-11-22T00:00:00.000000Z",
        "not beyond the bucket of now"
    );
    let all = counted.histogram("", &owner).await;
    assert_eq!(zone(&all).1, "7d");
    assert!(all.data[0].count > 0, "it begins with the first event");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_log_and_one_of_a_moment_ago_have_counts() {
    let log = FilledLog::start(Vec::new()).await;
    let member = String::new();
    let counted = Counted { log, member };
    let owner = counted.log.token.clone();
    let nothing = counted.facets("", &owner).await;
    assert_eq!((nothing.total, nothing.data.len()), (0, Dimension::ALL.len()));
    assert_eq!(counted.histogram("", &owner).await.total, 0);
    // Within what a producer's clock may be ahead.
    let ahead = json!({"type": "post.published", "occurred_at": "2026-11-21T09:34:00Z"});
    counted.log.append(vec![ahead]).await;
    assert_eq!(counted.histogram("range=1h", &owner).await.total, 1);
    assert_eq!(counted.histogram("", &owner).await.total, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_does_not_learn_when_the_first_restricted_event_was() {
    let counted = Counted::start().await;
    let first = json!({"type": "auth.signed_in", "occurred_at": "2019-05-04T03:02:01Z"});
    counted.log.append(vec![first]).await;
    let from = |histogram: &Histogram| histogram.data[0].from.to_string();
    let owner = counted.histogram("", &counted.log.token).await;
    assert_eq!(from(&owner), "2019-05-04T03:02:01.000000Z");
    let member = counted.histogram("", &counted.member).await;
    assert!(from(&member).starts_with("2025"), "{}", from(&member));
}

#[tokio::test(flavor = "multi_thread")]
async fn any_period_has_few_buckets_and_all_of_its_events() {
    let log = FilledLog::start(Vec::new()).await;
    let member = String::new();
    let counted = Counted { log, member };
    let owner = counted.log.token.clone();
    let at = |time: &str| json!({"type": "post.published", "occurred_at": time});
    let events = [
        "0001-01-01T00:00:00Z",
        "1911-11-11T11:11:11Z",
        "2026-11-21T09:33:00Z",
    ];
    counted.log.append(events.map(at).to_vec()).await;
    for query in [
        "",
        "tz=Europe/Dublin",
        "from=2026-11-21&to=2026-11-22&tz=Europe/Dublin",
        "from=2026-11-21T09:31:00Z&to=2026-11-21T09:40:00Z",
        "from=0001-01-01T00:00:00Z&to=9999-12-31T00:00:00Z&tz=America/St_Johns",
        "to=1950-01-01T00:00:00Z",
        "to=0000-06-01T00:00:00Z",
        "from=9999-12-31T23:59:30Z",
    ] {
        counted.agree(query, &owner).await;
        let buckets = counted.histogram(query, &owner).await.data;
        assert!(buckets.len() < 100, "{query}: {}", buckets.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_filter_is_refused_by_name() {
    let counted = Counted {
        log: FilledLog::start(Vec::new()).await,
        member: String::new(),
    };
    let workspace = counted.log.workspace;
    for path in [route::facets(workspace), route::histogram(workspace)] {
        for (query, pointer) in [
            ("limit=5", "limit"),
            ("tz=Mars", "tz"),
            ("range=2d", "range"),
            ("type=x", "type"),
        ] {
            let answer = counted
                .log
                .app
                .get(&format!("{path}?{query}"), &counted.log.token)
                .await;
            let first = &answer.body["errors"][0];
            assert!(
                matches!(answer.code(), 400 | 422),
                "{path} {query} {:?}",
                answer.body
            );
            assert_eq!(first["pointer"], pointer, "{:?}", answer.body);
        }
    }
}
