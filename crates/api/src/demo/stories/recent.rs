//! The last hours, whatever hour and weekday they are: a launch evening, with what goes wrong on such evenings.

use super::post::{Fate, Live, Post};
use super::{accounts, agents, instagram, posts};
use crate::demo::cast::World;
use crate::demo::dice::Dice;
use crate::demo::draft::Draft;
use crate::demo::log::Log;
use crate::demo::texts::clients::Client;
use crate::demo::texts::reasons::{DISCONNECTS, TIKTOK, TOKEN_EXPIRED};

const INVALID_MEDIA: (&str, &str) = (
    "invalid_media",
    "The video's sound is encoded as AC-3; only AAC is accepted. Encode it again and replace the file.",
);
const RATE_LIMITED: (&str, &str) = (
    "rate_limited",
    "Too many posts from this account in the last hour. Publishing is possible again in 26 minutes.",
);

/// The evening's posts: client, network, minutes ago when due, fate.
const EVENING: &[(usize, &str, i64, Fate)] = &[
    (0, "instagram", 290, Fate::Published),
    (0, "facebook", 288, Fate::Published),
    (2, "tiktok", 262, Fate::Published),
    (1, "x", 241, Fate::Mended(RATE_LIMITED, 2_100)),
    (5, "instagram", 214, Fate::Published),
    (3, "linkedin", 196, Fate::Published),
    (0, "tiktok", 171, Fate::Failed(TIKTOK[2])),
    (4, "telegram", 158, Fate::Published),
    (1, "instagram", 142, Fate::Overdue),
    (6, "linkedin", 121, Fate::Published),
    (2, "instagram", 104, Fate::Failed(INVALID_MEDIA)),
    (1, "tiktok", 83, Fate::Stuck),
    (0, "x", 66, Fate::Published),
    (3, "facebook", 52, Fate::Published),
    (4, "x", 38, Fate::Failed(TOKEN_EXPIRED)),
    (4, "x", 33, Fate::Failed(TOKEN_EXPIRED)),
    (0, "instagram", 21, Fate::Published),
    (2, "tiktok", 16, Fate::Published),
    (1, "facebook", 9, Fate::Published),
    (0, "facebook", 4, Fate::Published),
];

/// Tells the last hours; answers the posts that went out.
pub(crate) fn hours<'a>(world: &'a World, log: &mut Log, clients: &'a [Client]) -> Vec<Live<'a>> {
    let mut dice = world.dice("recent");
    let now = world.calendar.now();
    let mut live = Vec::new();
    for &(client, platform, minutes, fate) in EVENING {
        let due = now.plus_seconds(-60 * minutes);
        let created = due.plus_seconds(-dice.between(5_000, 40_000));
        let author = world.writer(&mut dice, created);
        let account = (&clients[client % clients.len()], platform);
        live.extend(Post::new(&mut dice, account, author, (created, due)).tell(world, log, &mut dice, fate));
    }
    let oriel = (&clients[4 % clients.len()], "x");
    accounts::lose(log, now.plus_seconds(-60 * 39), oriel, DISCONNECTS[0]);
    for minutes in [275, 231, 187, 150, 133, 97, 71, 45, 27, 12, 6] {
        let at = now.plus_seconds(-60 * minutes + dice.between(-200, 200));
        agents::deed(world, log, &mut dice, clients, at);
    }
    for minutes in [254, 163, 128, 74, 41, 18] {
        let at = now.plus_seconds(-60 * minutes - dice.between(0, 50));
        posts::upload(world, log, &mut dice, clients, at);
    }
    for minutes in [201, 115, 58, 24, 7] {
        let at = now.plus_seconds(-60 * minutes - dice.between(0, 50));
        instagram::mention(log, &mut dice, clients, at);
    }
    planned(world, log, &mut dice, clients);
    live
}

/// What people scheduled within the last hours for the days to come.
fn planned(world: &World, log: &mut Log, dice: &mut Dice, clients: &[Client]) {
    let now = world.calendar.now();
    for minutes in [268, 222, 166, 112, 89, 62, 49, 30, 14] {
        let created = now.plus_seconds(-60 * minutes - dice.between(1_200, 1_290));
        // Three days after the last working day at the earliest: never in the past, even on a Sunday.
        let day = world
            .calendar
            .later(world.calendar.workday_ago(0), dice.between(3, 6));
        let due = world.calendar.at(day, *dice.pick(posts::SLOTS));
        let author = world.writer(dice, created);
        let client = dice.favour(clients);
        let platform = *dice.favour(client.platforms);
        let post = Post::new(dice, (client, platform), author, (created, due));
        post.tell(world, log, dice, Fate::Published);
    }
    let person = world.owner();
    let words = format!("{} signed in", person.about.name);
    let signed_in = Draft::new(
        "auth.signed_in",
        person.actor(),
        now.plus_seconds(-60 * 31),
        words,
    );
    log.add(
        signed_in
            .target("member", &person.id, person.about.name)
            .from(person.desk())
            .meta("method", "password"),
    );
}
