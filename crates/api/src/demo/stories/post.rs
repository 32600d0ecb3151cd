//! The story of one post, from its draft to what became of it.

use daybook_shared::event::Actor;
use daybook_shared::timestamp::Timestamp;

use crate::demo::cast::{Person, World, agent, label};
use crate::demo::dice::Dice;
use crate::demo::draft::Draft;
use crate::demo::log::Log;
use crate::demo::texts::clients::Client;
use crate::demo::texts::posts::{ANGLES, CAPTIONS, FILES};
use crate::demo::texts::reasons::Reason;

/// A post, and when it is written and due.
pub(crate) struct Post<'a> {
    /// Its id, which is the story's as well.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// Whose it is.
    pub(crate) client: &'a Client,
    /// Where it goes.
    pub(crate) platform: &'a str,
    /// Who writes it.
    pub(crate) author: &'a Person,
    /// When it is begun.
    pub(crate) created: Timestamp,
    /// When it is to go out.
    pub(crate) due: Timestamp,
}

/// What becomes of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It goes out at its time.
    Published,
    /// It fails, and nobody mends it.
    Failed(Reason),
    /// It fails, is scheduled again after so many seconds, and goes out.
    Mended(Reason, i64),
    /// It misses its time and goes out later.
    Overdue,
    /// It is removed before its time.
    Deleted,
    /// It is never scheduled.
    Draft,
    /// The network takes it and says nothing more.
    Stuck,
}

/// A post that went out.
pub(crate) struct Live<'a> {
    /// Its id.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// Whose it is.
    pub(crate) client: &'a Client,
    /// Where it is.
    pub(crate) platform: &'a str,
    /// Its address.
    pub(crate) url: String,
    /// Since when.
    pub(crate) at: Timestamp,
}

impl<'a> Post<'a> {
    /// A post of a client on a network, with a title of chance.
    pub(crate) fn new(
        dice: &mut Dice,
        (client, platform): (&'a Client, &'a str),
        author: &'a Person,
        (created, due): (Timestamp, Timestamp),
    ) -> Self {
        let title = format!("{}: {}", dice.pick(client.campaigns), dice.pick(ANGLES));
        let id = format!("post_{}", dice.code(10).to_lowercase());
        Self {
            id,
            title,
            client,
            platform,
            author,
            created,
            due,
        }
    }

    /// An event about the post.
    pub(super) fn draft(&self, kind: &str, actor: Actor, at: Timestamp, words: String) -> Draft {
        Draft::new(kind, actor, at, words)
            .on(self.platform)
            .target("post", &self.id, &self.title)
            .target("account", &self.client.account(self.platform), self.client.name)
            .story(&self.id)
    }

    /// A sentence: who did what with the post.
    pub(super) fn words(&self, actor: &Actor, verb: &str, rest: &str) -> String {
        let asked = if actor.on_behalf_of.is_some() {
            format!(", for {}", self.author.about.name)
        } else {
            String::new()
        };
        format!("{} {verb} “{}”{rest}{asked}", actor.name, self.title)
    }

    /// Writes the story into the log; answers the post if it went out.
    pub(crate) fn tell(
        self,
        world: &'a World,
        log: &mut Log,
        dice: &mut Dice,
        fate: Fate,
    ) -> Option<Live<'a>> {
        // Writing takes at most an afternoon, and less where the time is short.
        let span = ((self.due.0 - self.created.0) / 1_000_000).clamp(60, 5 * 3_600);
        let place = |dice: &mut Dice, low: i64, high: i64| {
            self.created.plus_seconds(span * dice.between(low, high) / 1_000)
        };
        self.write(log, dice);
        if self.platform == "tiktok" || dice.chance(520) {
            let at = place(dice, 20, 200);
            log.add(self.upload(dice, at));
        }
        if fate == Fate::Draft {
            return None;
        }
        if dice.chance(600) {
            let approver = world.approver(dice);
            let words = self.words(
                &approver.actor(),
                "approved",
                &format!(" for {}", label(self.platform)),
            );
            log.add(
                self.draft("post.approved", approver.actor(), place(dice, 300, 600), words)
                    .from(approver.desk()),
            );
        }
        self.schedule(world, log, place(dice, 650, 930), None);
        if fate == Fate::Deleted {
            let words = self.words(&self.author.actor(), "deleted", " before it was due");
            log.add(
                self.draft("post.deleted", self.author.actor(), place(dice, 940, 990), words)
                    .from(self.author.desk()),
            );
            return None;
        }
        self.end(world, log, dice, fate)
    }

    fn write(&self, log: &mut Log, dice: &mut Dice) {
        let is_asked = dice.chance(120);
        let actor = if is_asked {
            agent("Creative Agent", self.author)
        } else {
            self.author.actor()
        };
        let words = self.words(
            &actor,
            "created a draft of",
            &format!(" for {}", label(self.platform)),
        );
        let caption = *dice.pick(CAPTIONS);
        let draft = self.draft("post.created", actor, self.created, words);
        let draft = if is_asked {
            draft
        } else {
            draft.from(self.author.desk())
        };
        log.add(
            draft
                .meta("client", self.client.name)
                .meta("caption", caption)
                .meta("characters", caption.chars().count()),
        );
    }

    fn upload(&self, dice: &mut Dice, at: Timestamp) -> Draft {
        let video = self.platform == "tiktok";
        let (stem, ending, least) = if video { FILES[5] } else { *dice.pick(FILES) };
        let name = format!("{}-{stem}-{:03}.{ending}", self.client.handle, dice.below(1_000));
        let actor = self.author.actor();
        let words = format!("{} uploaded {name} for “{}”", actor.name, self.title);
        Draft::new("media.uploaded", actor, at, words)
            .target("media", &format!("media_{}", dice.code(10).to_lowercase()), &name)
            .target("post", &self.id, &self.title)
            .story(&self.id)
            .from(self.author.desk())
            .meta("bytes", least + dice.between(0, least))
            .meta("format", ending)
    }

    /// A person gives the post a time, or another one than `before`.
    pub(super) fn schedule(&self, world: &World, log: &mut Log, at: Timestamp, before: Option<Timestamp>) {
        let actor = self.author.actor();
        let verb = if before.is_some() {
            "rescheduled"
        } else {
            "scheduled"
        };
        let words = self.words(&actor, verb, &format!(" for {}", world.calendar.words(self.due)));
        let due = self.due.to_string();
        let draft = self
            .draft("post.scheduled", actor, at, words)
            .from(self.author.desk());
        let draft = match before {
            Some(before) => draft.change("scheduled_for", before.to_string(), due.clone()),
            None => draft,
        };
        log.add(draft.meta("scheduled_for", due));
    }
}
