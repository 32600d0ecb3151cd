//! Sending the mails that wait.

use std::time::Duration;

use daybook_shared::timestamp::Timestamp;
use sea_orm::DbErr;

use super::Stopping;
use crate::mail::{SEND_SECONDS, Unsent};
use crate::state::AppState;
use crate::store::mails::{self, Claimed};

/// How often it is looked whether one is due.
const EVERY: Duration = Duration::from_secs(1);
/// Between two mails, so that other writes come in between.
const BREATH: Duration = Duration::from_millis(5);
/// When again while nothing goes out.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How long whoever took a mail has it for himself: the time of sending it, and as much for what is to be written then.
const LEASE_SECONDS: i64 = 2 * SEND_SECONDS.cast_signed();
/// When a mail is tried again, by how often it failed; after these, hourly.
const AGAIN_AFTER_SECONDS: [i64; 5] = [5, 15, 60, 5 * 60, 15 * 60];
const HOUR: i64 = 60 * 60;
/// What a mail waits at most where nothing went out: that is no fault of its own, and may end at any moment.
const NO_WAY_SECONDS: i64 = 60;
/// For how long it is tried.
const GIVEN_UP_AFTER_SECONDS: i64 = 3 * 24 * HOUR;
/// Tries to write down that a mail was sent, for otherwise it is sent again.
const TRIES_TO_FORGET: usize = 5;

/// What became of a look for work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Nothing is due.
    NothingDue,
    /// A mail went out.
    Sent,
    /// One did not, and the next may.
    NotSent,
    /// None goes out now.
    NoWay,
}

pub(super) async fn send(state: AppState, mut stopping: Stopping) {
    tracing::info!("mails go to {}", state.mail);
    loop {
        let pause = match send_one(&state).await {
            Ok(Look::Sent | Look::NotSent) => BREATH,
            Ok(Look::NothingDue) => EVERY,
            Ok(Look::NoWay) => AFTER_FAILURE,
            Err(error) => {
                tracing::error!(%error, "the mails that wait could not be read or written");
                AFTER_FAILURE
            }
        };
        if !stopping.pause(pause).await {
            return;
        }
    }
}

/// Sends what is due, until nothing is or nothing goes out; answers how many mails went out.
pub async fn send_due(state: &AppState) -> Result<usize, DbErr> {
    let mut sent = 0;
    loop {
        match send_one(state).await? {
            Look::Sent => sent += 1,
            Look::NotSent => {}
            Look::NothingDue | Look::NoWay => return Ok(sent),
        }
    }
}

async fn send_one(state: &AppState) -> Result<Look, DbErr> {
    let now = state.clock.now();
    let lease_until = now.plus_seconds(LEASE_SECONDS);
    let claim = mails::claim(&state.database, state.clock.new_uuid(), now, lease_until);
    let Some(mail) = claim.await? else {
        return Ok(Look::NothingDue);
    };
    match state.mail.send(mail.id, &mail.letter, mail.written_at).await {
        Ok(()) => {
            forget(state, &mail).await?;
            tracing::info!(mail = %mail.id, "a mail was sent");
            Ok(Look::Sent)
        }
        Err(Unsent::Refused(why)) => {
            give_up(state, &mail, &why).await?;
            Ok(Look::NotSent)
        }
        Err(Unsent::PutOff(why)) => {
            put_off(state, &mail, &why, HOUR).await?;
            Ok(Look::NotSent)
        }
        Err(Unsent::NoWay(why)) => {
            put_off(state, &mail, &why, NO_WAY_SECONDS).await?;
            Ok(Look::NoWay)
        }
    }
}

async fn forget(state: &AppState, mail: &Claimed) -> Result<(), DbErr> {
    if sends_again() {
        return mails::put_off(&state.database, mail, state.clock.now())
            .await
            .map(drop);
    }
    for _ in 1..TRIES_TO_FORGET {
        match mails::remove(&state.database, mail).await {
            Ok(_) => return Ok(()),
            Err(error) => {
                tracing::warn!(%error, mail = %mail.id, "a mail was sent, which could not be written down")
            }
        }
        tokio::time::sleep(EVERY).await;
    }
    mails::remove(&state.database, mail).await.map(|_| ())
}

/// What was sent is not forgotten, for a test that shows that it would notice.
fn sends_again() -> bool {
    fail::fail_point!("mail::send_again", |_| true);
    false
}

async fn put_off(state: &AppState, mail: &Claimed, why: &str, longest: i64) -> Result<(), DbErr> {
    let now = state.clock.now();
    if now >= mail.written_at.plus_seconds(GIVEN_UP_AFTER_SECONDS) {
        return give_up(state, mail, why).await;
    }
    let try_at = again_at(now, mail.failures, longest);
    tracing::warn!(mail = %mail.id, why, %try_at, "a mail was not sent and is tried again");
    mails::put_off(&state.database, mail, try_at).await?;
    Ok(())
}

async fn give_up(state: &AppState, mail: &Claimed, why: &str) -> Result<(), DbErr> {
    tracing::error!(mail = %mail.id, workspace = %mail.workspace, why, "a mail was not sent and is given up");
    mails::remove(&state.database, mail).await?;
    Ok(())
}

/// When the next try is, of a mail that had failed so often before it failed now: in `longest` seconds at the latest.
fn again_at(now: Timestamp, failures: i32, longest: i64) -> Timestamp {
    let place = usize::try_from(failures).unwrap_or(0);
    let seconds = AGAIN_AFTER_SECONDS.get(place).copied().unwrap_or(HOUR);
    now.plus_seconds(seconds.min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(longest: i64) -> Vec<i64> {
        (0..7)
            .map(|failures| again_at(Timestamp(0), failures, longest).0 / 1_000_000)
            .collect()
    }

    #[test]
    fn pauses_grow_to_an_hour() {
        assert_eq!(pauses(HOUR), [5, 15, 60, 300, 900, 3_600, 3_600]);
    }

    #[test]
    fn a_server_that_is_back_is_noticed_within_a_minute() {
        assert_eq!(pauses(NO_WAY_SECONDS), [5, 15, 60, 60, 60, 60, 60]);
    }
}
