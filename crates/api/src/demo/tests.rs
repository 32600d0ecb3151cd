use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use daybook_shared::event::{Actor, NewEvent};
use daybook_shared::timestamp::Timestamp;
use daybook_shared::{catalogue, event_type, limits, platform, state};

use super::{DAYS, DemoWorkspace, events, workspaces};

const SEED: u64 = 7;

/// A Saturday evening: the office is closed.
const NOW: &str = "2026-11-21T21:40:12.345678Z";

static ALL: LazyLock<Vec<(DemoWorkspace, Vec<NewEvent>)>> = LazyLock::new(|| generate(SEED, NOW));

fn generate(seed: u64, now: &str) -> Vec<(DemoWorkspace, Vec<NewEvent>)> {
    let now = now.parse().unwrap();
    let of = |workspace: DemoWorkspace| {
        let told = events(&workspace, &|email| format!("usr_{email}"), seed, now).collect();
        (workspace, told)
    };
    workspaces(seed).into_iter().map(of).collect()
}

fn every() -> impl Iterator<Item = &'static NewEvent> {
    ALL.iter().flat_map(|(_, events)| events)
}

fn northwind() -> &'static [NewEvent] {
    &ALL[0].1
}

fn count(kind: &str) -> usize {
    northwind().iter().filter(|event| event.kind == kind).count()
}

fn actor(event: &NewEvent) -> &Actor {
    event.actor.as_ref().unwrap()
}

#[test]
fn the_same_seed_and_moment_give_the_same_bytes() {
    let text = |all: &[(DemoWorkspace, Vec<NewEvent>)]| {
        all.iter()
            .map(|(_, events)| serde_json::to_string(events).unwrap())
            .collect::<Vec<_>>()
    };
    assert!(text(&ALL) == text(&generate(SEED, NOW)));
    assert!(text(&ALL) != text(&generate(SEED + 1, NOW)));
}

#[test]
fn every_event_keeps_the_limits() {
    let now: Timestamp = NOW.parse().unwrap();
    let is_name =
        |text: &str| (1..=limits::MAX_NAME_CHARS).contains(&text.chars().count()) && !text.contains('\0');
    let is_text =
        |text: &str| (1..=limits::MAX_TEXT_CHARS).contains(&text.chars().count()) && !text.contains('\0');
    for event in every() {
        let shown = || serde_json::to_string(event).unwrap();
        assert!(
            shown().len() <= limits::MAX_EVENT_BYTES && !shown().contains("\\u0000"),
            "{}",
            shown()
        );
        assert!(
            event_type::is_type_name(&event.kind) && catalogue::find_type(&event.kind).is_some(),
            "{}",
            shown()
        );
        assert!(
            event
                .state
                .as_deref()
                .is_none_or(|name| state::find(name).is_some()),
            "{}",
            shown()
        );
        assert!(
            event
                .platform
                .as_deref()
                .is_none_or(|name| platform::find(name).is_some()),
            "{}",
            shown()
        );
        assert!(
            event
                .occurred_at
                .is_some_and(|at| at <= now && at >= now.plus_seconds(-86_400 * DAYS)),
            "{}",
            shown()
        );
        assert!(event.description.as_deref().is_some_and(is_text), "{}", shown());
        assert!(
            event.idempotency_key.as_deref().is_some_and(is_name),
            "{}",
            shown()
        );
        assert!(event.correlation_id.as_deref().is_none_or(is_name), "{}", shown());
        assert!(
            is_name(&actor(event).name) && actor(event).id.as_deref().is_none_or(is_name),
            "{}",
            shown()
        );
        assert!(event.targets.len() <= limits::MAX_TARGETS && event.changes.len() <= limits::MAX_CHANGES);
        for target in &event.targets {
            let url = target.url.as_deref().unwrap_or("https://a.example");
            let host = url.strip_prefix("https://").unwrap().split('/').next().unwrap();
            assert!(
                url.len() <= limits::MAX_URL_CHARS && host.ends_with(".example"),
                "{}",
                shown()
            );
            assert!(is_name(&target.id) && is_name(&target.kind), "{}", shown());
            assert!(target.name.as_deref().is_none_or(is_name), "{}", shown());
        }
        if let Some(error) = &event.error {
            assert!(
                is_name(&error.code) && error.reason.as_deref().is_some_and(is_text),
                "{}",
                shown()
            );
        }
        if let Some(context) = &event.context {
            assert!(
                context
                    .ip
                    .as_deref()
                    .is_none_or(|ip| ip.parse::<std::net::IpAddr>().is_ok()),
                "{}",
                shown()
            );
            assert!(context.user_agent.as_deref().is_none_or(is_name), "{}", shown());
        }
        if let Some(metadata) = &event.metadata {
            let bytes = serde_json::to_string(metadata).unwrap().len();
            assert!(metadata.len() <= limits::MAX_METADATA_KEYS && bytes <= limits::MAX_METADATA_BYTES);
        }
    }
}

#[test]
fn every_built_in_type_and_platform_and_agent_occurs() {
    for built_in in catalogue::TYPES {
        assert!(count(built_in.name) > 0, "{}", built_in.name);
    }
    for known in platform::PLATFORMS {
        assert!(
            northwind()
                .iter()
                .any(|event| event.platform.as_deref() == Some(known.name)),
            "{}",
            known.name
        );
    }
    for name in platform::AGENTS {
        assert!(
            northwind()
                .iter()
                .any(|event| actor(event).agent.as_deref() == Some(*name)),
            "{name}"
        );
    }
}

#[test]
fn there_are_about_fifty_thousand_events_whatever_the_hour() {
    for now in [NOW, "2027-01-04T05:00:00Z", "2026-05-13T11:30:00Z"] {
        let counts: Vec<usize> = generate(SEED, now)
            .iter()
            .map(|(_, events)| events.len())
            .collect();
        assert!(
            (42_000..50_000).contains(&counts[0]) && (3_500..4_700).contains(&counts[1]),
            "{now} {counts:?}"
        );
    }
}

#[test]
fn sentences_name_the_actor_and_failures_give_reasons() {
    for event in every() {
        let words = event.description.as_deref().unwrap();
        assert!(words.contains(&actor(event).name), "{words}");
        let default = catalogue::find_type(&event.kind).map(|kind| kind.state);
        let state = event.state.as_deref().or(default).unwrap();
        assert!(
            !matches!(state, "failed" | "denied") || event.error.is_some(),
            "{words}"
        );
        assert!(
            event.kind != "post.scheduled" || event.metadata.as_ref().unwrap().contains_key("scheduled_for")
        );
        assert!(
            !event.kind.starts_with("post.") || event.correlation_id.as_ref() == Some(&event.targets[0].id)
        );
    }
}

#[test]
fn few_posts_fail_and_a_few_videos_get_stuck() {
    let share = count("post.failed") * 1_000 / (count("post.published") + count("post.failed"));
    assert!((20..45).contains(&share), "{share} per mille");
    let ended: BTreeSet<_> = northwind()
        .iter()
        .filter(|event| matches!(event.kind.as_str(), "tiktok.video_published" | "tiktok.error"))
        .map(|event| &event.correlation_id)
        .collect();
    let limit = NOW
        .parse::<Timestamp>()
        .unwrap()
        .plus_seconds(-60 * limits::MISSING_OUTCOME_MINUTES);
    let is_stuck = |event: &&NewEvent| {
        event.kind == "tiktok.video_uploaded"
            && event.occurred_at.unwrap() < limit
            && !ended.contains(&event.correlation_id)
    };
    let stuck: Vec<Timestamp> = northwind()
        .iter()
        .filter(is_stuck)
        .filter_map(|event| event.occurred_at)
        .collect();
    assert!((2..12).contains(&stuck.len()), "{}", stuck.len());
    assert!(stuck.iter().max().unwrap() > &limit.plus_seconds(-3 * 3_600));
}

#[test]
fn a_few_events_arrive_late_and_keys_do_not_repeat() {
    for (_, events) in ALL.iter() {
        let late = events
            .windows(2)
            .filter(|pair| pair[0].occurred_at > pair[1].occurred_at)
            .count();
        assert!(late > 5 && late * 50 < events.len(), "{late}");
        let keys: BTreeSet<_> = events.iter().map(|event| &event.idempotency_key).collect();
        assert_eq!(keys.len(), events.len());
    }
}

#[test]
fn people_act_only_while_they_belong_to_the_workspace() {
    for (workspace, events) in ALL.iter() {
        let mut acts: BTreeMap<&str, (Timestamp, Timestamp)> = BTreeMap::new();
        for event in events {
            if let (Some(id), Some(at)) = (actor(event).id.as_deref(), event.occurred_at) {
                let seen = acts.entry(id).or_insert((at, at));
                *seen = (seen.0.min(at), seen.1.max(at));
            }
        }
        let now: Timestamp = NOW.parse().unwrap();
        for person in &workspace.people {
            let Some((first, last)) = acts.get(format!("usr_{}", person.email).as_str()) else {
                continue;
            };
            let since = person
                .joined_days_ago
                .map_or(now.plus_seconds(-86_400 * DAYS), |days| {
                    now.plus_seconds(-86_400 * days)
                });
            assert!(*first >= since, "{} acted before joining", person.name);
            let until = now.plus_seconds(
                -86_400
                    * if person.former {
                        super::cast::REMOVED_DAYS_AGO
                    } else {
                        0
                    },
            );
            assert!(*last <= until, "{} acted after leaving", person.name);
        }
    }
}

#[test]
fn the_last_hours_are_lively() {
    let page = &northwind()[northwind().len() - 300..];
    let kinds: BTreeSet<&str> = page.iter().map(|event| event.kind.as_str()).collect();
    for kind in [
        "post.failed",
        "post.published",
        "post.scheduled",
        "agent.action",
        "account.disconnected",
        "tiktok.error",
    ] {
        assert!(kinds.contains(kind), "{kind}");
    }
}

#[test]
fn the_demo_user_owns_both_workspaces() {
    for (workspace, _) in ALL.iter() {
        let owner = &workspace.people[0];
        assert_eq!(
            (owner.email, owner.role.as_str()),
            ("demo@daybook.example", "owner")
        );
        let emails: BTreeSet<_> = workspace.people.iter().map(|person| person.email).collect();
        assert_eq!(emails.len(), workspace.people.len());
    }
}
