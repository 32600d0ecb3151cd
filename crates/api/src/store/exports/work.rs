//! Working on exports: who does it, how far it is, how it ended. What a worker writes, it writes only while the export is
//! still its own: one that was stopped, or taken over, is somebody else's.

use daybook_shared::export::ExportState;
use daybook_shared::id::ExportId;
use daybook_shared::limits::EXPORT_DAYS;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    Order, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Job, held};
use crate::db::Database;
use crate::entity::export::{ActiveModel, Column, Entity, Model};

/// Seconds that an attempt is left alone after it was heard of.
pub const LEASE_SECONDS: i64 = 10;
const DAY_SECONDS: i64 = 24 * 60 * 60;
/// Until a row that cannot be read is looked at again, and how often.
const UNREADABLE_SECONDS: i64 = 60;
const MOST_UNREADABLE: i32 = 5;

/// A whole file.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Events in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its key in the store.
    pub object: String,
}

/// Why there is no file, or not yet.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// A stable word.
    pub code: String,
    /// For people.
    pub reason: String,
}

/// Takes the next export that nobody works on, under the name of a new attempt. Workspaces take turns: one with many exports
/// does not keep the others waiting.
pub async fn claim(database: &Database, attempt: Uuid, now: Timestamp) -> Result<Option<Job>, DbErr> {
    // Mostly there is none, and a look costs less than a transaction that writes.
    let look = Entity::find()
        .filter(to_be_made(now))
        .select_only()
        .column(Column::Id);
    let found: Option<Uuid> = look.into_tuple().one(database.reader()).await?;
    if found.is_none() {
        return Ok(None);
    }
    let claim = database.write(move |transaction| Box::pin(take_next(transaction, attempt, now)));
    claim.await
}

async fn take_next(
    transaction: &DatabaseTransaction,
    attempt: Uuid,
    now: Timestamp,
) -> Result<Option<Job>, DbErr> {
    let running_beside = Expr::cust(
        "(SELECT COUNT(*) FROM exports AS others WHERE others.workspace_id = exports.workspace_id AND others.state = 'running')",
    );
    // SQLite lets one transaction write, so that there is nothing to lock.
    let select = Entity::find()
        .filter(to_be_made(now))
        .order_by(running_beside, Order::Asc)
        .order_by_asc(Column::TryAt)
        .order_by_asc(Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .limit(1);
    while let Some(row) = select.clone().one(transaction).await? {
        // Whoever had it ended without a word, perhaps because of it.
        let was_left = row.state == ExportState::Running.as_str();
        let taken = Model {
            state: ExportState::Running.as_str().to_owned(),
            started_at: row.started_at.or(Some(now.0)),
            rows_done: 0,
            error_code: None,
            error_reason: None,
            failures: row.failures.saturating_add(i32::from(was_left)),
            attempt: Some(attempt),
            lease_until: Some(lease_from(now)),
            ..row.clone()
        };
        let (row, job) = match Job::try_from(taken.clone()) {
            Ok(job) => (taken, Some(job)),
            Err(error) => (unreadable(row, &error, now), None),
        };
        ActiveModel::from(row).reset_all().update(transaction).await?;
        if job.is_some() {
            return Ok(job);
        }
    }
    Ok(None)
}

/// A row that this version cannot read is left to one that can, for some time; then there is none.
fn unreadable(row: Model, error: &DbErr, now: Timestamp) -> Model {
    tracing::error!(export.id = %ExportId(row.id), %error, "an export cannot be made by this version");
    let failures = row.failures.saturating_add(1);
    let (state, finished_at) = match failures > MOST_UNREADABLE {
        true => (ExportState::Failed, Some(now.0)),
        false => (ExportState::Queued, None),
    };
    Model {
        state: state.as_str().to_owned(),
        finished_at,
        failures,
        try_at: now.plus_seconds(UNREADABLE_SECONDS).0,
        attempt: None,
        lease_until: None,
        error_code: Some("unreadable".to_owned()),
        error_reason: Some(
            "No file was made: this version of the server cannot read what was asked for.".to_owned(),
        ),
        ..row
    }
}

/// What waits and is due, and what was begun by somebody who was not heard of since.
fn to_be_made(now: Timestamp) -> Condition {
    let is_due = Condition::all()
        .add(Column::State.eq(ExportState::Queued.as_str()))
        .add(Column::TryAt.lte(now.0));
    let is_left = Condition::all()
        .add(Column::State.eq(ExportState::Running.as_str()))
        .add(Column::LeaseUntil.lte(now.0));
    let either = Condition::any().add(is_due);
    match never_takes_over() {
        true => either,
        false => either.add(is_left),
    }
}

/// Says that an attempt goes on, and how far it is; `false` where it is not its own any more.
pub async fn note_progress(
    conn: &impl ConnectionTrait,
    job: &Job,
    (done, total): (u64, Option<u64>),
    now: Timestamp,
) -> Result<bool, DbErr> {
    let number = |rows: u64| i64::try_from(rows).unwrap_or(i64::MAX);
    let mut update = update(job)
        .col_expr(Column::RowsDone, Expr::value(number(done)))
        .col_expr(Column::LeaseUntil, Expr::value(lease_from(now)));
    if let Some(total) = total {
        update = update.col_expr(Column::RowsTotal, Expr::value(number(total)));
    }
    Ok(update.exec(conn).await?.rows_affected > 0)
}

/// Until when a file is kept that is there since a moment.
pub fn expires_after(now: Timestamp) -> Timestamp {
    now.plus_seconds(EXPORT_DAYS * DAY_SECONDS)
}

/// The file is there: from now on for some days. `false` where the export was not the attempt's own any more.
pub async fn succeed(
    conn: &impl ConnectionTrait,
    job: &Job,
    finished: &Finished,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let number = |number: u64| Expr::value(i64::try_from(number).unwrap_or(i64::MAX));
    let update = ended(job, ExportState::Succeeded, now)
        .col_expr(Column::RowsDone, number(finished.rows))
        .col_expr(Column::RowsTotal, number(finished.rows))
        .col_expr(Column::Bytes, number(finished.bytes))
        .col_expr(Column::Sha256, Expr::value(finished.sha256.as_str()))
        .col_expr(Column::Object, Expr::value(finished.object.as_str()))
        .col_expr(Column::ExpiresAt, Expr::value(expires_after(now).0));
    Ok(update.exec(conn).await?.rows_affected > 0)
}

/// There will be no file.
pub async fn fail(
    conn: &impl ConnectionTrait,
    job: &Job,
    trouble: &Trouble,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let update = with_trouble(ended(job, ExportState::Failed, now), trouble);
    Ok(update.exec(conn).await?.rows_affected > 0)
}

/// It did not work this time, and is tried again later.
pub async fn put_off(
    conn: &impl ConnectionTrait,
    job: &Job,
    trouble: &Trouble,
    try_at: Timestamp,
) -> Result<bool, DbErr> {
    let update = with_trouble(given_back(job, ExportState::Queued), trouble)
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(1))
        .col_expr(Column::TryAt, Expr::value(try_at.0));
    Ok(update.exec(conn).await?.rows_affected > 0)
}

/// Gives an attempt back whose process stops, so that another one need not wait for its lease.
pub async fn give_back(conn: &impl ConnectionTrait, job: &Job) -> Result<(), DbErr> {
    given_back(job, ExportState::Queued).exec(conn).await?;
    Ok(())
}

/// Gives back what every attempt held, for a process that knows that it is the only one.
pub async fn release_all(conn: &impl ConnectionTrait, now: Timestamp) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(now.0))
        .filter(Column::State.eq(ExportState::Running.as_str()))
        .exec(conn)
        .await?;
    Ok(())
}

fn lease_from(now: Timestamp) -> i64 {
    now.plus_seconds(LEASE_SECONDS).0
}

type Update = sea_orm::UpdateMany<Entity>;

fn update(job: &Job) -> Update {
    Entity::update_many().filter(held(job))
}

fn given_back(job: &Job, state: ExportState) -> Update {
    update(job)
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::Attempt, Expr::value(None::<Uuid>))
        .col_expr(Column::LeaseUntil, Expr::value(None::<i64>))
}

fn ended(job: &Job, state: ExportState, now: Timestamp) -> Update {
    given_back(job, state).col_expr(Column::FinishedAt, Expr::value(now.0))
}

fn with_trouble(update: Update, trouble: &Trouble) -> Update {
    update
        .col_expr(Column::ErrorCode, Expr::value(trouble.code.as_str()))
        .col_expr(Column::ErrorReason, Expr::value(trouble.reason.as_str()))
}

/// What was begun is left alone, for a test that shows that it would notice.
fn never_takes_over() -> bool {
    fail::fail_point!("export::never_take_over", |_| true);
    false
}
