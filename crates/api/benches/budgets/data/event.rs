//! One believable event.

use daybook_shared::event::{Actor, ActorKind, Context, EventError, NewEvent, OnBehalfOf, Target};
use daybook_shared::platform::{AGENTS, PLATFORMS};
use daybook_shared::timestamp::Timestamp;
use serde_json::{Map, Value};

use super::dice::Dice;
use super::kinds::{By, KINDS, Kind};
use super::words;

/// Posts, videos and the like that events of a workspace are about.
pub const TARGETS: usize = 40_000;

/// What is decided before an event is made.
pub struct Moment {
    /// When it happened, in microseconds.
    pub at: i64,
    /// Whether the word of the oldest month may stand in it.
    pub is_old: bool,
}

/// An event of that moment.
pub fn event(dice: &mut Dice, moment: &Moment) -> NewEvent {
    let kind = pick(dice);
    let platform = match kind.name.split('.').next() {
        Some(family @ ("tiktok" | "instagram")) => Some(family.to_owned()),
        _ if kind.has_platform => Some(dice.one(PLATFORMS).name.to_owned()),
        _ => None,
    };
    let actor = actor(dice, kind, platform.as_deref());
    let target_number = dice.below(TARGETS);
    let title = title(dice, moment);
    let description = format!("{} {} {title}", actor.name, kind.verb);
    let target = Target {
        id: format!("{}_{target_number}", kind.target),
        name: dice
            .chance(500_000)
            .then(|| words::brand(target_number % words::BRANDS)),
        kind: kind.target.to_owned(),
        url: dice
            .chance(200_000)
            .then(|| format!("https://social.example/p/{target_number}")),
    };
    let correlation_id = dice
        .chance(350_000)
        .then(|| format!("{}_{target_number}_{}", kind.target, moment.at / 86_400_000_000));
    let error = kind.fails.then(|| {
        let (code, reason) = dice.one(&words::FAILURES);
        EventError {
            code: (*code).to_owned(),
            reason: Some((*reason).to_owned()),
        }
    });
    NewEvent {
        context: dice.chance(300_000).then(|| context(dice)),
        metadata: dice.chance(250_000).then(|| metadata(dice)),
        idempotency_key: dice.chance(500_000).then(|| {
            let [a, b] = [dice.bytes::<8>(), dice.bytes::<8>()].map(u64::from_le_bytes);
            format!("{a:016x}{b:016x}")
        }),
        actor: Some(actor),
        correlation_id,
        description: Some(description),
        error,
        occurred_at: Some(Timestamp(moment.at)),
        platform,
        targets: vec![target],
        ..NewEvent::new(kind.name)
    }
}

fn pick(dice: &mut Dice) -> &'static Kind {
    let total: u32 = KINDS.iter().map(|kind| kind.weight).sum();
    let mut rest = dice.below(total as usize) as u32;
    for kind in KINDS {
        if rest < kind.weight {
            return kind;
        }
        rest -= kind.weight;
    }
    &KINDS[0]
}

fn actor(dice: &mut Dice, kind: &Kind, platform: Option<&str>) -> Actor {
    match kind.by {
        By::Person => {
            let number = dice.skewed(words::PEOPLE);
            Actor::new(
                ActorKind::Member,
                Some(format!("person_{number}")),
                words::person(number),
            )
        }
        By::Agent => {
            let agent = *dice.one(AGENTS);
            let number = dice.skewed(words::PEOPLE);
            Actor {
                agent: Some(agent.to_owned()),
                on_behalf_of: Some(OnBehalfOf {
                    id: Some(format!("person_{number}")),
                    name: words::person(number),
                }),
                ..Actor::new(ActorKind::Agent, Some(format!("agent_{}", agent.len())), agent)
            }
        }
        By::Network => {
            let name = platform.unwrap_or("network");
            Actor::new(ActorKind::Platform, Some(name.to_owned()), name)
        }
        By::Nobody => Actor::new(ActorKind::Anonymous, None, "Somebody"),
    }
}

fn title(dice: &mut Dice, moment: &Moment) -> String {
    let mut title = format!(
        "{} {} {} {} for {}",
        dice.one(&words::TONES),
        dice.one(&words::SEASONS),
        dice.one(&words::SUBJECTS),
        dice.one(&words::FORMATS),
        dice.one(&words::AUDIENCES)
    );
    for (per_million, text) in words::PLANTED {
        if dice.chance(*per_million) {
            title.push(' ');
            title.push_str(text);
        }
    }
    if dice.chance(400_000) {
        title.push_str(" by ");
        title.push_str(&words::brand(dice.skewed(words::BRANDS)));
    }
    if moment.is_old && dice.chance(333_333) {
        title.push(' ');
        title.push_str(words::OLD_WORD);
    }
    title
}

fn context(dice: &mut Dice) -> Context {
    Context {
        ip: Some(format!("203.0.113.{}", dice.below(255))),
        request_id: None,
        user_agent: Some("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/605.1.15".to_owned()),
    }
}

fn metadata(dice: &mut Dice) -> Map<String, Value> {
    let mut metadata = Map::new();
    metadata.insert("reach".to_owned(), dice.below(90_000).into());
    metadata.insert("client".to_owned(), words::brand(dice.below(200)).into());
    metadata.insert("is_paid".to_owned(), dice.chance(200_000).into());
    metadata
}
