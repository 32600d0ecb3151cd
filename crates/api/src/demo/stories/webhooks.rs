//! Notifications of networks, which come in bursts.

use daybook_shared::timestamp::Timestamp;

use super::post::Live;
use crate::demo::cast::{World, label, network};
use crate::demo::dice::Dice;
use crate::demo::draft::Draft;
use crate::demo::log::Log;

/// What the networks that send notifications send them about.
const FIELDS: &[(&str, &[&str])] = &[
    ("facebook", &["feed", "comments", "reactions", "messages"]),
    ("instagram", &["comments", "mentions", "story_insights"]),
    ("tiktok", &["video.publish.completed", "video.upload.progress"]),
];

/// A burst or two after each post that went out.
pub(crate) fn bursts(world: &World, log: &mut Log, live: &[Live<'_>]) {
    let mut dice = world.dice("webhooks");
    for post in live {
        for _ in 0..dice.between(1, 3) {
            let mut at = post.at.plus_seconds(dice.between(5, 200) * dice.between(1, 400));
            for _ in 0..dice.between(1, 7) {
                notification(log, &mut dice, post, at);
                at = at.plus_seconds(dice.between(0, 25));
            }
        }
    }
}

/// One notification about a post.
pub(crate) fn notification(log: &mut Log, dice: &mut Dice, post: &Live<'_>, at: Timestamp) {
    let Some((_, fields)) = FIELDS.iter().find(|(platform, _)| *platform == post.platform) else {
        return;
    };
    let field = *dice.favour(fields);
    let entries = if post.platform == "tiktok" {
        1
    } else {
        dice.between(1, 6)
    };
    let noun = if entries == 1 { "entry" } else { "entries" };
    let words = format!(
        "{} sent a notification about {field} of {}: {entries} {noun}",
        label(post.platform),
        post.client.name
    );
    let draft = Draft::new("webhook.received", network(post.platform), at, words)
        .on(post.platform)
        .target("account", &post.client.account(post.platform), post.client.name)
        .request(format!("req_{}", dice.code(14)))
        .meta("field", field)
        .meta("entries", entries)
        .meta("signature", "valid");
    log.add(draft);
}
