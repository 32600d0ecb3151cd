//! What people on Instagram write.

use daybook_shared::timestamp::Timestamp;

use super::post::Live;
use crate::demo::cast::{World, network};
use crate::demo::dice::Dice;
use crate::demo::draft::Draft;
use crate::demo::log::Log;
use crate::demo::texts::clients::Client;
use crate::demo::texts::comments::{COMMENTS, HANDLES, MENTIONS};

/// About `count` comments under each post, most of them in its first hours.
pub(crate) fn comments(world: &World, log: &mut Log, live: &[Live<'_>], count: i64) {
    let mut dice = world.dice("comments");
    for post in live.iter().filter(|post| post.platform == "instagram") {
        for _ in 0..dice.between(1, 2 * count) {
            let delay = 40 + (dice.below(420) * dice.below(420)) as i64;
            comment(log, &mut dice, post, post.at.plus_seconds(delay));
        }
    }
}

/// One comment under a post.
pub(crate) fn comment(log: &mut Log, dice: &mut Dice, post: &Live<'_>, at: Timestamp) {
    let (handle, text) = (*dice.pick(HANDLES), *dice.pick(COMMENTS));
    let words = format!("@{handle} commented on “{}” on Instagram: {text}", post.title);
    let comment = Draft::new("instagram.comment", network("instagram"), at, words)
        .on("instagram")
        .target("post", &post.id, &post.title)
        .url(post.url.clone())
        .target("account", &post.client.account("instagram"), post.client.name)
        .meta("username", handle)
        .meta("text", text)
        .meta(
            "comment_id",
            format!("{}", dice.between(17_900_000_000, 18_100_000_000)),
        );
    log.add(comment);
}

/// About `count` mentions on each day.
pub(crate) fn mentions(world: &World, log: &mut Log, clients: &[Client], count: i64) {
    let mut dice = world.dice("mentions");
    for day in world.calendar.days() {
        for _ in 0..dice.around(count / 2, count * 3 / 2) {
            let at = world.calendar.at(day, dice.around(21_600, 93_600));
            mention(log, &mut dice, clients, at);
        }
    }
}

/// One mention of a client.
pub(crate) fn mention(log: &mut Log, dice: &mut Dice, clients: &[Client], at: Timestamp) {
    let (client, handle) = (dice.favour(clients), *dice.pick(HANDLES));
    let text = dice.pick(MENTIONS).replace("{}", client.handle);
    let words = format!("@{handle} mentioned {} on Instagram: {text}", client.name);
    let mention = Draft::new("instagram.mention", network("instagram"), at, words)
        .on("instagram")
        .target("account", &client.account("instagram"), client.name)
        .url(format!(
            "https://instagram.{}.example/p/{}",
            handle_host(handle),
            dice.code(11)
        ))
        .meta("username", handle)
        .meta("text", text);
    log.add(mention);
}

/// A handle as part of a host's name.
fn handle_host(handle: &str) -> String {
    let host: String = handle.chars().filter(char::is_ascii_alphanumeric).collect();
    if host.is_empty() {
        "someone".to_owned()
    } else {
        host
    }
}
