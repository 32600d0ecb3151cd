//! What the AI specialists do on people's behalf.

use daybook_shared::timestamp::Timestamp;

use super::accounts::office;
use crate::demo::cast::{World, agent};
use crate::demo::dice::Dice;
use crate::demo::draft::Draft;
use crate::demo::log::Log;
use crate::demo::texts::agents::{DEEDS, FAILURES};
use crate::demo::texts::clients::Client;

/// About `count` deeds on each working day.
pub(crate) fn deeds(world: &World, log: &mut Log, clients: &[Client], count: i64) {
    let mut dice = world.dice("agents");
    for day in world.calendar.days().filter(|day| day.works) {
        for _ in 0..dice.around(count / 2, count * 3 / 2) {
            let at = world.calendar.at(day, office(&mut dice));
            deed(world, log, &mut dice, clients, at);
        }
    }
}

/// One deed.
pub(crate) fn deed(world: &World, log: &mut Log, dice: &mut Dice, clients: &[Client], at: Timestamp) {
    let (person, client) = (world.writer(dice, at), dice.favour(clients));
    let (name, sentences) = *dice.pick(DEEDS);
    let campaign = *dice.pick(client.campaigns);
    let deed = dice
        .pick(sentences)
        .replace("{post}", campaign)
        .replace("{client}", client.name);
    let words = format!("{name} {deed}, asked by {}", person.about.name);
    let draft = Draft::new("agent.action", agent(name, person), at, words)
        .target("client", client.handle, client.name)
        .meta("campaign", campaign)
        .meta("run", format!("run_{}", dice.code(8).to_lowercase()))
        .meta("steps", dice.between(1, 9));
    log.add(if dice.chance(18) {
        let (code, reason) = *dice.pick(FAILURES);
        let words = format!(
            "{name} stopped before it was done, asked by {}: {reason}",
            person.about.name
        );
        let failed = Draft::new("agent.action", agent(name, person), at, words);
        failed
            .target("client", client.handle, client.name)
            .state("failed")
            .error((code, reason))
    } else {
        draft
    });
}
