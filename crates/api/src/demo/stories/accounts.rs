//! Connected accounts: renewals, lost access, and what people connect and disconnect.

use daybook_shared::event::Actor;
use daybook_shared::timestamp::Timestamp;

use super::post::{Fate, Post};
use crate::demo::cast::{Person, World, label, network, system};
use crate::demo::dice::Dice;
use crate::demo::draft::Draft;
use crate::demo::log::Log;
use crate::demo::texts::clients::Client;
use crate::demo::texts::reasons::{DISCONNECTS, Reason, TOKEN_EXPIRED};

fn draft(kind: &str, actor: Actor, at: Timestamp, (client, platform): (&Client, &str), verb: &str) -> Draft {
    let account = client.account(platform);
    let words = format!(
        "{} {verb} the {} account of {}",
        actor.name,
        label(platform),
        client.name
    );
    Draft::new(kind, actor, at, words)
        .on(platform)
        .target("account", &account, client.name)
}

/// A person connects an account.
pub(crate) fn connect(log: &mut Log, person: &Person, at: Timestamp, account: (&Client, &str)) {
    let handle = format!("@{}", account.0.handle);
    log.add(
        draft("account.connected", person.actor(), at, account, "connected")
            .from(person.desk())
            .meta("handle", handle),
    );
}

/// A network ends the access of an account.
pub(crate) fn lose(log: &mut Log, at: Timestamp, account: (&Client, &str), reason: Reason) {
    let lost = draft(
        "account.disconnected",
        network(account.1),
        at,
        account,
        "ended the access to",
    );
    log.add(lost.error(reason));
}

/// Every account is renewed every two or three days.
pub(crate) fn refreshes(world: &World, log: &mut Log, clients: &[Client]) {
    let mut dice = world.dice("refreshes");
    for client in clients {
        for platform in client.platforms {
            let mut at = world.calendar.start().plus_seconds(dice.between(0, 200_000));
            while at <= world.calendar.now() {
                let renewed = draft(
                    "account.refreshed",
                    system(),
                    at,
                    (client, platform),
                    "renewed the access to",
                );
                log.add(renewed.meta("expires_in_days", dice.between(55, 60)));
                at = at.plus_seconds(dice.between(170_000, 260_000));
            }
        }
    }
}

/// Every week or so an account loses its access: posts fail, somebody reconnects it, the last one is mended.
pub(crate) fn incidents(world: &World, log: &mut Log, clients: &[Client]) {
    let mut dice = world.dice("incidents");
    for days in (3..88).step_by(8) {
        let client = dice.pick(clients);
        let account = (client, *dice.pick(client.platforms));
        let day = world.calendar.workday_ago(days);
        let begin = world.calendar.at(day, dice.between(34_000, 52_000));
        let reason = *dice.pick(DISCONNECTS);
        // `Reason` of the posts: what the network says once the account's access is gone.
        let said = if reason.0 == "permission_revoked" {
            reason
        } else {
            TOKEN_EXPIRED
        };
        lose(log, begin, account, reason);
        let fails = dice.between(2, 4);
        let mended = begin.plus_seconds(900 * fails + dice.between(600, 2_400));
        for number in 0..fails {
            let due = begin.plus_seconds(120 + 900 * number);
            let fate = if number + 1 == fails {
                Fate::Mended(said, (mended.0 - due.0) / 1_000_000 + dice.between(90, 400))
            } else {
                Fate::Failed(said)
            };
            let created = due.plus_seconds(-dice.between(70_000, 90_000));
            let author = world.writer(&mut dice, created);
            Post::new(&mut dice, account, author, (created, due)).tell(world, log, &mut dice, fate);
        }
        connect(log, world.approver(&mut dice), mended, account);
    }
}

/// People connect new accounts and remove old ones.
pub(crate) fn moves(world: &World, log: &mut Log, clients: &[Client]) {
    let mut dice = world.dice("moves");
    for days in [86, 70, 52, 33, 16, 5] {
        let day = world.calendar.workday_ago(days);
        let client = dice.pick(clients);
        let account = (client, *dice.pick(client.platforms));
        let person = world.approver(&mut dice);
        let at = world.calendar.at(day, office(&mut dice));
        let gone = draft(
            "account.disconnected",
            person.actor(),
            at,
            account,
            "disconnected",
        );
        log.add(gone.from(person.desk()));
        connect(log, person, at.plus_seconds(dice.between(200, 4_000)), account);
    }
}

/// A second of the day within office hours.
pub(crate) fn office(dice: &mut Dice) -> i64 {
    dice.around(32_400, 62_000)
}
