//! What comes of an attempt: the row says it, and a mail to the person that is written with it.

use daybook_shared::id::MailId;
use daybook_shared::timestamp::Timestamp;
use sea_orm::DatabaseTransaction;

use super::broken::Broken;
use crate::error::{ApiError, ApiResult};
use crate::export::letter;
use crate::mail::Letter;
use crate::state::AppState;
use crate::store::exports::{self, Finished, Job};
use crate::store::mails;

/// Seconds until the next try, after so many failures; after the last of them there is none.
const TRY_AGAIN_AFTER: [i64; 6] = [2, 10, 30, 120, 300, 900];

/// Whether it was begun and left so often that another try would be one too many.
pub(super) fn is_hopeless(job: &Job) -> bool {
    job.failures > TRY_AGAIN_AFTER.len()
}

/// The file is there.
pub(super) async fn succeed(state: &AppState, job: &Job, finished: Finished) -> ApiResult<()> {
    let now = state.clock.now();
    let letter = letter::ready(state, job, &finished, now).await?;
    let mail = MailId(state.clock.new_uuid());
    if let Some(letter) = letter.as_ref().filter(|_| mails_in_the_way()) {
        let sent = state.mail.send(mail, letter, now).await;
        sent.map_err(|unsent| ApiError::internal(unsent.to_string()))?;
    }
    let job = job.clone();
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            if exports::succeed(transaction, &job, &finished, now).await? {
                post(transaction, &job, mail, letter, now).await?;
            }
            Ok(())
        })
    });
    work.await
}

/// It is tried again later, or there will be no file.
pub(super) async fn fail(state: &AppState, job: &Job, broken: Broken) -> ApiResult<()> {
    let trouble = broken.told();
    tracing::warn!(export.id = %job.id, error = broken.cause(), failures = job.failures, "an export did not come to its end");
    let now = state.clock.now();
    let job = job.clone();
    let again = TRY_AGAIN_AFTER.get(job.failures);
    if let Some(seconds) = again.filter(|_| !gives_up()) {
        let try_at = now.plus_seconds(*seconds);
        let work = state.database.write(move |transaction| {
            Box::pin(async move {
                exports::put_off(transaction, &job, &trouble, try_at).await?;
                Ok(())
            })
        });
        return work.await;
    }
    let letter = letter::failed(state, &job, &trouble).await?;
    let mail = MailId(state.clock.new_uuid());
    let work = state.database.write(move |transaction| {
        Box::pin(async move {
            if exports::fail(transaction, &job, &trouble, now).await? {
                post(transaction, &job, mail, letter, now).await?;
            }
            Ok(())
        })
    });
    work.await
}

async fn post(
    transaction: &DatabaseTransaction,
    job: &Job,
    id: MailId,
    letter: Option<Letter>,
    now: Timestamp,
) -> ApiResult<()> {
    if let Some(letter) = letter {
        mails::insert(transaction, job.workspace, id, letter, now).await?;
    }
    Ok(())
}

// What a test switches on to see that it would notice.

/// There is no second try.
fn gives_up() -> bool {
    fail::fail_point!("export::give_up", |_| true);
    false
}

/// A file is there only when its mail went out.
fn mails_in_the_way() -> bool {
    fail::fail_point!("export::mail_in_the_way", |_| true);
    false
}
