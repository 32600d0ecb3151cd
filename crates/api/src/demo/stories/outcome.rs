//! What becomes of a post once it is due.

use daybook_shared::event::Actor;
use daybook_shared::timestamp::Timestamp;

use super::post::{Fate, Live, Post};
use crate::demo::cast::{World, agent, label, network, system};
use crate::demo::dice::Dice;
use crate::demo::log::Log;
use crate::demo::texts::reasons::{Reason, TIKTOK};

impl<'a> Post<'a> {
    /// What becomes of the post at its time; answers it if it went out.
    pub(super) fn end(
        mut self,
        world: &'a World,
        log: &mut Log,
        dice: &mut Dice,
        fate: Fate,
    ) -> Option<Live<'a>> {
        // Who has left meanwhile does nothing more; the owner takes over.
        if !self.author.is_there(self.due.plus_seconds(7_200)) {
            self.author = world.owner();
        }
        match fate {
            Fate::Failed(reason) => {
                self.fail(log, dice, reason);
                return None;
            }
            Fate::Stuck => {
                self.hand_over(log, dice);
                return None;
            }
            Fate::Mended(reason, wait) => {
                self.fail(log, dice, reason);
                let (missed, mended) = (self.due, self.due.plus_seconds(wait));
                self.due = mended.plus_seconds(dice.between(300, 1_500));
                self.schedule(world, log, mended, Some(missed));
            }
            Fate::Overdue => {
                let noticed = self.due.plus_seconds(dice.between(610, 700));
                let words = format!(
                    "Daybook noticed that “{}” missed its time on {}",
                    self.title,
                    label(self.platform)
                );
                log.add(
                    self.draft("post.overdue", system(), noticed, words)
                        .meta("scheduled_for", self.due.to_string()),
                );
                self.due = noticed.plus_seconds(dice.between(900, 2_400));
            }
            Fate::Published | Fate::Deleted | Fate::Draft => {}
        }
        Some(self.publish(log, dice))
    }

    /// Who sends the post out.
    fn sender(&self, dice: &mut Dice) -> Actor {
        match dice.below(10) {
            0..=2 => agent("Publisher", self.author),
            3 | 4 => self.author.actor(),
            _ => system(),
        }
    }

    /// Sends a video to TikTok; answers when that was done.
    fn hand_over(&self, log: &mut Log, dice: &mut Dice) -> Timestamp {
        let (at, actor) = (self.due.plus_seconds(dice.between(4, 45)), self.sender(dice));
        let words = self.words(&actor, "uploaded", " to TikTok");
        log.add(
            self.draft("tiktok.video_uploaded", actor, at, words)
                .meta("seconds", dice.between(9, 75)),
        );
        at
    }

    fn fail(&self, log: &mut Log, dice: &mut Dice, reason: Reason) {
        let mut at = self.due.plus_seconds(dice.between(3, 40));
        if self.platform == "tiktok" && TIKTOK.contains(&reason) {
            at = self.hand_over(log, dice).plus_seconds(dice.around(60, 500));
            let words = format!("TikTok rejected “{}” of {}", self.title, self.client.name);
            log.add(
                self.draft("tiktok.error", network("tiktok"), at, words)
                    .error(reason),
            );
            at = at.plus_seconds(2);
        }
        let actor = self.sender(dice);
        let words = self.words(
            &actor,
            "could not publish",
            &format!(" on {}", label(self.platform)),
        );
        log.add(
            self.draft("post.failed", actor, at, words)
                .error(reason)
                .meta("attempt", 1),
        );
    }

    fn publish(self, log: &mut Log, dice: &mut Dice) -> Live<'a> {
        let url = self.client.link(self.platform, &dice.code(11));
        let mut at = self.due.plus_seconds(dice.between(2, 50));
        if self.platform == "tiktok" {
            at = self.hand_over(log, dice).plus_seconds(dice.around(70, 900));
            let words = format!(
                "TikTok finished “{}” of {}; it is live",
                self.title, self.client.name
            );
            log.add(
                self.draft("tiktok.video_published", network("tiktok"), at, words)
                    .url(url.clone()),
            );
            at = at.plus_seconds(2);
        }
        let actor = self.sender(dice);
        let words = self.words(&actor, "published", &format!(" on {}", label(self.platform)));
        log.add(self.draft("post.published", actor, at, words).url(url.clone()));
        Live {
            id: self.id,
            title: self.title,
            client: self.client,
            platform: self.platform,
            url,
            at,
        }
    }
}
