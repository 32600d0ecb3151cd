//! Programs: their keys, and the endpoints and sources of webhooks.

use daybook_shared::access::Role;
use daybook_shared::timestamp::Timestamp;

use crate::demo::cast::{Person, World, system};
use crate::demo::draft::Draft;
use crate::demo::log::Log;

/// A key: id, name, scopes, days ago when made, days ago when revoked.
type Key = (
    &'static str,
    &'static str,
    &'static [&'static str],
    i64,
    Option<i64>,
);

/// All keys of the demo's time.
const KEYS: &[Key] = &[
    ("key_zapier_bridge", "Zapier bridge", &["events:read"], 88, None),
    (
        "key_warehouse",
        "Warehouse loader",
        &["events:read", "exports:write"],
        63,
        None,
    ),
    ("key_intern_test", "Test of the intern", &["admin"], 47, Some(46)),
    ("key_hr_sync", "HR sync", &["events:write"], 66, None),
    ("key_asset_sync", "Asset sync", &["events:write"], 89, None),
    ("key_old_crm", "Old CRM", &["events:write"], 85, Some(21)),
];

fn event(
    kind: &str,
    person: &Person,
    at: Timestamp,
    words: String,
    (target, id, name): (&str, &str, &str),
) -> Draft {
    let draft = Draft::new(kind, person.actor(), at, format!("{} {words}", person.about.name));
    draft.target(target, id, name).from(person.desk()).story(id)
}

/// Keys are made and revoked.
pub(crate) fn keys(world: &World, log: &mut Log) {
    let mut dice = world.dice("keys");
    let admin = world.who(Role::Admin);
    for &(id, name, scopes, made, revoked) in KEYS {
        let at = |days: i64, second: i64| world.calendar.at(world.calendar.workday_ago(days), second);
        let words = format!("created the API key “{name}”");
        let created = event(
            "api_key.created",
            admin,
            at(made, dice.around(33_000, 50_000)),
            words,
            ("api_key", id, name),
        );
        log.add(created.change("scopes", (), scopes));
        if let Some(days) = revoked {
            let words = format!("revoked the API key “{name}”");
            let when = at(days, dice.around(51_000, 62_000));
            log.add(event(
                "api_key.revoked",
                admin,
                when,
                words,
                ("api_key", id, name),
            ));
        }
    }
}

/// Endpoints and sources are added, changed, stopped and deleted.
pub(crate) fn endpoints(world: &World, log: &mut Log) {
    let admin = world.who(Role::Admin);
    let at = |days: i64, second: i64| world.calendar.at(world.calendar.workday_ago(days), second);
    let endpoint = |number: usize| {
        let hosts = [
            "hooks.slack-bridge.example",
            "audit.northwind.example",
            "old-crm.northwind.example",
        ];
        (
            format!("whk_demo_{number}"),
            format!("https://{}/daybook", hosts[number % hosts.len()]),
        )
    };
    for (number, days) in [82, 60, 83].into_iter().enumerate() {
        let (id, url) = endpoint(number);
        let words = format!("added the webhook endpoint {url}");
        let made = event(
            "webhook_endpoint.created",
            admin,
            at(days, 39_000),
            words,
            ("webhook_endpoint", &id, &url),
        );
        log.add(made.url(url.clone()).change("url", (), url));
    }
    let (id, url) = endpoint(1);
    for (days, hour) in [(40, 3), (12, 14)] {
        let stopped = at(days, hour * 3_600);
        let words = format!("Daybook stopped deliveries to {url} after 40 refusals in a row");
        let draft = Draft::new("webhook_endpoint.disabled", system(), stopped, words).story(&id);
        let reason = "The endpoint answered 500 to 40 deliveries in a row, over 26 hours.";
        log.add(
            draft
                .target("webhook_endpoint", &id, &url)
                .error(("endpoint_failing", reason)),
        );
        let words = format!("switched the webhook endpoint {url} on again");
        let mended = event(
            "webhook_endpoint.updated",
            admin,
            stopped.plus_seconds(27_000),
            words,
            ("webhook_endpoint", &id, &url),
        );
        log.add(mended.change("enabled", false, true));
    }
    let (id, url) = endpoint(2);
    let words = format!("deleted the webhook endpoint {url}");
    log.add(event(
        "webhook_endpoint.deleted",
        admin,
        at(21, 62_100),
        words,
        ("webhook_endpoint", &id, &url),
    ));
    for (id, name, platform, days, gone) in [
        (
            "src_demo_ig",
            "Instagram comments and mentions",
            "instagram",
            87,
            None,
        ),
        ("src_demo_fb", "Facebook pages", "facebook", 87, None),
        ("src_demo_tt", "TikTok videos", "tiktok", 74, None),
        (
            "src_demo_fb_old",
            "Facebook pages (old app)",
            "facebook",
            88,
            Some(73),
        ),
    ] {
        let words = format!("added the inbound source “{name}”");
        let made = event(
            "inbound_source.created",
            admin,
            at(days, 41_000),
            words,
            ("inbound_source", id, name),
        );
        log.add(made.on(platform));
        if let Some(days) = gone {
            let words = format!("deleted the inbound source “{name}”");
            let deleted = event(
                "inbound_source.deleted",
                admin,
                at(days, 42_000),
                words,
                ("inbound_source", id, name),
            );
            log.add(deleted.on(platform));
        }
    }
}
