//! Search: every word, wherever it stands, however rare, exactly as typed.

use daybook_shared::timestamp::Timestamp;
use serde_json::{Value, json};

use crate::support::log::{FilledLog, event};

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_in_description_type_platform_and_actor_ignoring_case() {
    let at = "2026-11-20T10:00:00Z";
    let sarah = json!({"type": "post.failed", "description": "It did not go out", "occurred_at": at, "platform": "instagram", "actor": {"kind": "member", "name": "Sarah Chén"}});
    let log = FilledLog::start(vec![
        sarah,
        event(
            "post.created",
            "100% of MARÍA's \"launch_plan\" (v2) \\ café 🎉🎉🎉",
            at,
        ),
        event("media.uploaded", "خصم ٣٠٪ على كل الأوشحة", at),
        event("media.uploaded", "スカーフの新色が入荷しました", at),
        event("account.refreshed", "Straße İstanbul cafe\u{301}", at),
    ])
    .await;
    let cases: &[(&str, usize)] = &[
        ("SARAH", 1),
        ("arah", 1),
        ("chén instagram failed", 1),
        ("post.failed", 1),
        ("insta", 1),
        ("sarah maría", 0),
        ("100%25", 1),
        ("%25", 1),
        ("0%25 o", 1),
        ("_", 1),
        ("launch_plan", 1),
        ("launch%25plan", 0),
        ("launchXplan", 0),
        ("\"launch", 1),
        ("(v2)", 1),
        ("\\", 1),
        ("maría", 1),
        ("MARI\u{301}A", 1),
        ("café", 2),
        ("🎉", 1),
        ("🎉🎉🎉", 1),
        ("🎉🎉🎉🎉", 0),
        ("خصم", 1),
        ("الأوشحة", 1),
        ("新色", 1),
        ("スカーフ", 1),
        ("straße", 1),
        ("istanbul", 1),
        ("ODOS", 0),
        ("zz", 0),
        ("zzz", 0),
        ("failed OR created", 0),
        ("fail*", 0),
        ("NEAR(a b)", 0),
        ("''", 0),
        ("ma", 1),
        ("a", 5),
    ];
    for (query, expected) in cases {
        let query = query
            .replace(' ', "+")
            .replace('#', "%23")
            .replace('"', "%22")
            .replace('\\', "%5C");
        assert_eq!(log.names(&format!("q={query}")).await.len(), *expected, "{query}");
    }
}

/// 12,000 events over 14 months: `common` in each, `tenth` in every tenth, one needle in the oldest month, and two
/// words that are frequent but never meet.
fn haystack() -> Vec<Value> {
    let newest: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
    (0..12_000i64)
        .map(|index| {
            let age = 12_000 - index;
            let half = if index % 2 == 0 { "evenside" } else { "oddside" };
            let tenth = if index % 10 == 0 { "tenthword" } else { "" };
            let needle = if index == 37 { "needleword" } else { "" };
            let text = format!("common row {index} {half} {tenth} {needle}");
            let mut row = event(
                if index % 4 == 0 {
                    "post.failed"
                } else {
                    "post.created"
                },
                &text,
                &newest.plus_seconds(-age * 3_000).to_string(),
            );
            row["platform"] = json!(if index % 100 == 0 { "telegram" } else { "x" });
            row
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_steps_find_every_match_in_order_with_filters_and_cursors() {
    let log = FilledLog::start(haystack()).await;
    let cases: &[(&str, usize)] = &[
        ("q=common&limit=500&platform=telegram", 120),
        ("q=tenthword&limit=500", 1_200),
        ("q=tenthword&limit=77&order=asc", 1_200),
        ("q=needleword", 1),
        ("q=needleword&order=asc", 1),
        ("q=evenside+oddside", 0),
        ("q=absentword", 0),
        ("q=tenthword&type=post.failed&platform=telegram&limit=50", 120),
        ("q=ro+11", 1_299),
        (
            "q=tenthword&from=2026-01-01&to=2026-02-01&tz=Europe/Dublin&limit=20",
            90,
        ),
        ("q=needle&sort=sequence&order=asc", 1),
        ("q=tenthword&sort=sequence&order=desc&limit=100", 1_200),
    ];
    for (query, expected) in cases {
        let (rows, _) = log.walk(query).await;
        assert_eq!(rows.len(), *expected, "{query}");
        let is_rising = query.contains("order=asc");
        assert!(
            rows.windows(2).all(|pair| if is_rising {
                pair[0] < pair[1]
            } else {
                pair[0] > pair[1]
            }),
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn short_words_are_found_wherever_they_stand_in_a_text() {
    // Rare, old, and under many rows: a walk along the log would find them, too, but looks at 1,000 rows first.
    let newest: Timestamp = "2026-11-20T00:00:00Z".parse().unwrap();
    let sentences = [
        "qx begins",
        "it ends with qx",
        "amid aqxb letters",
        "q alone",
        "x",
        "新品发布",
        "発表 新品",
        "🎉",
        "ends in 🎉",
    ];
    let old = sentences.map(|sentence| event("post.created", sentence, "2026-08-05T00:00:00Z"));
    let filler = (0..3_000i64).map(|age| {
        let at = newest.plus_seconds(-age * 600).to_string();
        event("media.uploaded", "some other text", &at)
    });
    let log = FilledLog::start(old.into_iter().chain(filler).collect()).await;
    for (word, expected) in [
        ("qx", vec![3, 2, 1]),
        ("q", vec![4, 3, 2, 1]),
        ("新品", vec![7, 6]),
        ("新", vec![7, 6]),
        ("🎉", vec![9, 8]),
        ("qz", vec![]),
        ("qx amid", vec![3]),
        ("qx it", vec![2]),
    ] {
        assert_eq!(
            log.walk(&format!("q={}", word.replace(' ', "+"))).await.0,
            expected,
            "{word}"
        );
    }
}

/// One month of 10,000 events, every 17th of which came up to six days late: `crowdword` in two long stretches, between others
/// without it, so that searches find it by the month's index and find much there.
fn late_arrivals() -> Vec<(Timestamp, Value)> {
    let first: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
    let mut rows: Vec<(i64, Timestamp, Value)> = (0..10_000i64)
        .map(|index| {
            let at = first.plus_seconds(index * 160);
            let late = if index % 17 == 0 {
                index * 7_919 % 518_400
            } else {
                0
            };
            let word = if matches!(index, 1_000..4_200 | 5_600..8_800) {
                "crowdword"
            } else {
                "other"
            };
            // Some are restricted, and nobody's.
            let kind = if index % 500 == 3 {
                "auth.signed_in"
            } else {
                "post.created"
            };
            let mut row = event(kind, &format!("row {index} {word}"), &at.to_string());
            row["actor"] = match index {
                _ if index % 500 == 3 => json!({"kind": "anonymous", "name": "Somebody"}),
                _ if index % 90 == 0 => json!({"kind": "agent", "id": "few", "name": "Robot"}),
                _ => json!({"kind": "agent", "id": "many", "name": "Robot"}),
            };
            (index * 160 + late, at, row)
        })
        .collect();
    rows.sort_by_key(|(came, ..)| *came);
    rows.into_iter().map(|(_, at, row)| (at, row)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_late_stands_where_it_happened_also_among_many_that_fit() {
    let rows = late_arrivals();
    let log = FilledLog::start(rows.iter().map(|(_, row)| row.clone()).collect()).await;
    let expected = |is_wanted: &dyn Fn(&Timestamp, &Value) -> bool| {
        let mut all: Vec<(Timestamp, i64)> = (1..)
            .zip(&rows)
            .filter(|(_, (_, row))| row["description"].as_str().unwrap().contains("crowdword"))
            .filter(|(_, (at, row))| is_wanted(at, row))
            .map(|(sequence, (at, _))| (*at, sequence))
            .collect();
        all.sort_unstable();
        all.into_iter()
            .map(|(_, sequence)| sequence)
            .collect::<Vec<i64>>()
    };
    let (early, late) = ("2026-11-11T04:00:00Z", "2026-11-08T21:00:00Z");
    let before: Timestamp = early.parse().unwrap();
    let after: Timestamp = late.parse().unwrap();
    let is_of_few = |row: &Value| row["actor"]["id"] != "many";
    let cases = [
        ("q=crowdword".to_owned(), expected(&|_, _| true)),
        (
            "q=crowdword&actor=few".to_owned(),
            expected(&|_, row| row["actor"]["id"] == "few"),
        ),
        (format!("q=crowdword&to={early}"), expected(&|at, _| *at < before)),
        (
            format!("q=crowdword&actor_not=many&to={early}"),
            expected(&|at, row| *at < before && is_of_few(row)),
        ),
        (
            format!("q=crowdword&actor_not=many&from={late}"),
            expected(&|at, row| *at >= after && is_of_few(row)),
        ),
    ];
    for (query, mut expected) in cases {
        for limit in [100, 500] {
            let (rising, _) = log.walk(&format!("{query}&limit={limit}&order=asc")).await;
            assert_eq!(rising, expected, "{query}, {limit} a page, the oldest first");
            expected.reverse();
            let (falling, _) = log.walk(&format!("{query}&limit={limit}")).await;
            assert_eq!(falling, expected, "{query}, {limit} a page, the newest first");
            expected.reverse();
        }
    }
    let nora = log
        .app
        .person("Nora", log.workspace, daybook_shared::access::Role::Member)
        .await;
    let token = log.app.token(&nora).await;
    let path = format!(
        "{}?q=crowdword&limit=500",
        daybook_shared::route::events(log.workspace)
    );
    let of_member = log.app.get(&path, &token).await;
    let mut visible = expected(&|_, row| row["type"] == "post.created");
    visible.reverse();
    assert_eq!(of_member.each("sequence"), visible[..500], "a member's page");
}

#[tokio::test(flavor = "multi_thread")]
async fn appends_between_the_steps_of_a_search_double_nothing() {
    let newest: Timestamp = "2026-11-20T00:00:00Z".parse().unwrap();
    let rows = (0..3_000i64).map(|index| {
        let word = if index % 40 == 0 { "rareword" } else { "other" };
        let at = newest.plus_seconds((index - 3_000) * 60).to_string();
        event("post.created", word, &at)
    });
    let log = FilledLog::start(rows.collect()).await;
    let expected: Vec<i64> = (0..75).rev().map(|number| number * 40 + 1).collect();
    let appends = async {
        for _ in 0..30 {
            let more = (0..100).map(|_| event("post.created", "other", "2026-11-21T00:00:00Z"));
            log.append(more.collect()).await;
        }
    };
    let searches = async {
        for _ in 0..60 {
            assert_eq!(log.walk("q=rareword&limit=500").await.0, expected);
        }
    };
    tokio::join!(appends, searches);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_has_no_index_yet_is_searched_all_the_same() {
    let log = FilledLog::start(haystack()).await;
    log.append_unindexed(event(
        "post.created",
        "needleword long ago",
        "1999-05-05T00:00:00Z",
    ))
    .await;
    assert_eq!(log.walk("q=needleword").await.0, [38, 12_001]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_s_search_does_not_find_what_is_restricted() {
    let log = FilledLog::start(vec![
        event("auth.signed_in", "secretword", "2026-11-20T00:00:00Z"),
        event("post.created", "openword", "2026-11-20T00:00:00Z"),
    ])
    .await;
    let member = log
        .app
        .person("Nora", log.workspace, daybook_shared::access::Role::Member)
        .await;
    let token = log.app.token(&member).await;
    let path = |q: &str| format!("{}?q={q}", daybook_shared::route::events(log.workspace));
    assert_eq!(
        log.app.get(&path("secretword"), &token).await.body["data"],
        json!([])
    );
    assert_eq!(log.app.get(&path("openword"), &token).await.each("sequence"), [2]);
    assert_eq!(log.names("q=secretword").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn however_old_events_are_their_search_indexes_are_few() {
    let of_year = |year: i32| {
        event(
            "post.created",
            &format!("ancientword {year}"),
            &format!("{year:04}-05-05T00:00:00Z"),
        )
    };
    let log = FilledLog::start((1000..2020).map(of_year).collect()).await;
    assert_eq!(log.walk("q=ancientword&limit=500").await.0.len(), 1_020);
    let indexes = log.search_indexes().await;
    assert!((31..40).contains(&indexes), "{indexes}");
}
