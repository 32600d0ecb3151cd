//! The posts of every working day.

use daybook_shared::timestamp::Timestamp;

use super::post::{Fate, Live, Post};
use crate::demo::cast::{World, key};
use crate::demo::dice::Dice;
use crate::demo::draft::Draft;
use crate::demo::log::Log;
use crate::demo::texts::clients::Client;
use crate::demo::texts::posts::FILES;
use crate::demo::texts::reasons::{self, Reason, UPLOADS};

/// Seconds of the day at which posts go out.
pub(crate) const SLOTS: &[i64] = &[
    28_800, 32_400, 37_800, 43_200, 45_000, 55_800, 63_000, 66_600, 70_200, 73_800,
];

/// Why a network refuses this time.
pub(crate) fn reason(dice: &mut Dice, platform: &str) -> Reason {
    let some = *dice.pick(&reasons::of(platform));
    *dice.pick(some)
}

/// What becomes of a post that nothing in particular happens to.
fn fate(dice: &mut Dice, platform: &str) -> Fate {
    let is_tiktok = platform == "tiktok";
    match dice.below(1_000) {
        0..=5 => Fate::Failed(reason(dice, platform)),
        6..=17 => Fate::Mended(reason(dice, platform), dice.between(500, 4_000)),
        18..=26 => Fate::Overdue,
        27..=63 => Fate::Deleted,
        64..=98 => Fate::Draft,
        99..=106 if is_tiktok => Fate::Stuck,
        107..=127 if is_tiktok => Fate::Failed(*dice.pick(reasons::TIKTOK)),
        _ => Fate::Published,
    }
}

/// About `count` posts on each working day; answers those that went out.
pub(crate) fn daily<'a>(world: &'a World, log: &mut Log, clients: &'a [Client], count: i64) -> Vec<Live<'a>> {
    let mut dice = world.dice("posts");
    let calendar = &world.calendar;
    let mut live = Vec::new();
    for day in calendar.days().filter(|day| day.works) {
        for _ in 0..dice.around(count * 7 / 10, count * 13 / 10) {
            let created = calendar.at(day, dice.around(31_800, 63_000));
            let mut later = calendar.later(day, dice.between(0, 6));
            let slot = *dice.pick(SLOTS) + 60 * dice.between(0, 3);
            if calendar.at(later, slot) < created.plus_seconds(3_600) {
                later = calendar.later(later, 1);
            }
            let client = dice.favour(clients);
            let platform = *dice.favour(client.platforms);
            let author = world.writer(&mut dice, created);
            let times = (created, calendar.at(later, slot));
            let fate = fate(&mut dice, platform);
            live.extend(
                Post::new(&mut dice, (client, platform), author, times).tell(world, log, &mut dice, fate),
            );
        }
        for _ in 0..dice.below(count as usize / 4 + 1) {
            let at = calendar.at(day, dice.around(32_000, 64_000));
            upload(world, log, &mut dice, clients, at);
        }
    }
    live
}

/// A file for the library that belongs to no post yet; now and then it is refused.
pub(crate) fn upload(world: &World, log: &mut Log, dice: &mut Dice, clients: &[Client], at: Timestamp) {
    let (person, client) = (world.writer(dice, at), dice.favour(clients));
    let (stem, ending, least) = *dice.pick(FILES);
    let name = format!("{}-{stem}-{:03}.{ending}", client.handle, dice.below(1_000));
    let is_refused = dice.chance(25);
    let is_sync = dice.chance(120);
    let actor = if is_sync {
        key("key_asset_sync", "Asset sync")
    } else {
        person.actor()
    };
    let verb = if is_refused {
        "could not upload"
    } else {
        "uploaded"
    };
    let words = format!("{} {verb} {name} to the library of {}", actor.name, client.name);
    let draft = Draft::new("media.uploaded", actor, at, words)
        .target("media", &format!("media_{}", dice.code(10).to_lowercase()), &name)
        .meta("bytes", least + dice.between(0, least))
        .meta("format", ending);
    let draft = if is_sync { draft } else { draft.from(person.desk()) };
    log.add(if is_refused {
        draft.state("failed").error(*dice.pick(UPLOADS))
    } else {
        draft
    });
}
