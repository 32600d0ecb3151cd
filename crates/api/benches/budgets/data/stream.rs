//! The events of all workspaces in the order in which they arrive, made by several threads, the same in every run.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use daybook_api::append::{Draft, Sent, TypeFacts, daybook};
use daybook_shared::event::NewEvent;
use daybook_shared::timestamp::Timestamp;
use uuid::Builder;

use super::dice::Dice;
use super::event::{Moment, event};
use crate::outcome::{Outcome, fail};

/// The moment before which everything happened: 2026-11-20T00:00:00Z.
pub const END: i64 = 1_795_132_800_000_000;
/// How far back the first event lies, in microseconds.
pub const SPAN: i64 = 290 * DAY;
/// The first moment after the month that the first event lies in: 2026-03-01T00:00:00Z.
pub const END_OF_OLDEST_MONTH: i64 = 1_772_323_200_000_000;
const DAY: i64 = 86_400_000_000;
const MINUTE: i64 = 60_000_000;
/// Rows that arrive after later ones, in a million.
const LATE: u32 = 20_000;
/// The share of the large workspace, in a million; the others share the rest.
const LARGE: u32 = 600_000;
/// How many others there are.
pub const SMALL_WORKSPACES: usize = 40;
/// Events of a chunk.
pub const CHUNK: usize = 5_000;
const SEED: u64 = 0xda7b_0011;
const PRODUCERS: usize = 2;

/// An event on its way: the number of its workspace (0 is the large one), what is stored, and when it arrives.
pub struct Arrival {
    /// The number of its workspace.
    pub workspace: usize,
    /// What is stored of it.
    pub draft: Draft,
    /// When it is accepted, in microseconds.
    pub recorded_at: i64,
}

/// Gives the chunks of `rows` events to `sink`, in their order.
pub fn each_chunk(rows: usize, mut sink: impl FnMut(Vec<Arrival>) -> Outcome<()>) -> Outcome<()> {
    let chunks = rows.div_ceil(CHUNK);
    let mut senders = Vec::new();
    let mut receivers = Vec::new();
    for _ in 0..PRODUCERS {
        let (sender, receiver) = sync_channel(3);
        senders.push(sender);
        receivers.push(receiver);
    }
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        for (number, sender) in senders.into_iter().enumerate() {
            let failure = &failure;
            scope.spawn(move || {
                if let Err(error) = produce(rows, chunks, number, &sender)
                    && let Ok(mut failure) = failure.lock()
                {
                    *failure = Some(error.to_string());
                }
            });
        }
        drain(chunks, &receivers, &mut sink)
    })
    .map_err(
        |error| match failure.lock().ok().and_then(|mut failure| failure.take()) {
            Some(cause) => fail(cause),
            None => error,
        },
    )
}

fn produce(rows: usize, chunks: usize, first: usize, sender: &SyncSender<Vec<Arrival>>) -> Outcome<()> {
    for chunk in (first..chunks).step_by(PRODUCERS) {
        // A consumer that has failed takes no more.
        if sender.send(make(rows, chunk)?).is_err() {
            break;
        }
    }
    Ok(())
}

fn drain(
    chunks: usize,
    receivers: &[Receiver<Vec<Arrival>>],
    sink: &mut impl FnMut(Vec<Arrival>) -> Outcome<()>,
) -> Outcome<()> {
    for chunk in 0..chunks {
        let arrivals = receivers[chunk % PRODUCERS]
            .recv()
            .map_err(|_| fail("a thread that makes events ended early"))?;
        sink(arrivals)?;
    }
    Ok(())
}

fn make(rows: usize, chunk: usize) -> Outcome<Vec<Arrival>> {
    let mut dice = Dice::new(SEED ^ (chunk as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let first = chunk * CHUNK;
    let step = SPAN / i64::try_from(rows)?.max(1);
    let mut arrivals = Vec::with_capacity(CHUNK);
    for number in first..rows.min(first + CHUNK) {
        let arrived_at = END - SPAN + step * i64::try_from(number)? + dice.between(0, step.max(1));
        let workspace = if dice.chance(LARGE) {
            0
        } else {
            1 + dice.below(SMALL_WORKSPACES)
        };
        let delay = if dice.chance(LATE) {
            dice.between(60 * MINUTE, 6 * DAY)
        } else {
            dice.between(0, 1_000_000)
        };
        let at = (arrived_at - delay).max(END - SPAN);
        let moment = Moment {
            at,
            is_old: workspace == 0 && at < END_OF_OLDEST_MONTH,
        };
        let event = event(&mut dice, &moment);
        arrivals.push(arrival(&mut dice, event, workspace, arrived_at)?);
    }
    Ok(arrivals)
}

/// The event as the server would store it.
pub fn arrival(dice: &mut Dice, event: NewEvent, workspace: usize, recorded_at: i64) -> Outcome<Arrival> {
    let facts =
        TypeFacts::built_in(&event.kind).ok_or_else(|| fail(format!("no type is called {}", event.kind)))?;
    let millis = u64::try_from(recorded_at / 1_000)?;
    let id = Builder::from_unix_timestamp_millis(millis, &dice.bytes()).into_uuid();
    let sent = Sent {
        pointer: String::new(),
        event,
    };
    Ok(Arrival {
        workspace,
        draft: Draft::new(sent, &facts, &daybook(), id, Timestamp(recorded_at))?,
        recorded_at,
    })
}
