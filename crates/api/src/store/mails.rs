//! Mails that wait. Whoever sends one holds a lease on it: one who dies with it loses it.

use daybook_shared::id::{MailId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::db::Database;
use crate::entity::mail::{ActiveModel, Column, Entity, Model};
use crate::mail::Letter;

/// A mail that this process sends, until its lease ends.
#[derive(Debug)]
pub struct Claimed {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Its id.
    pub id: MailId,
    /// What is to be sent.
    pub letter: Letter,
    /// When it was written.
    pub written_at: Timestamp,
    /// How often it was tried before.
    pub failures: i32,
    attempt: Uuid,
}

/// Adds a mail to what waits: in the transaction that causes it, under an id of its own.
pub async fn insert(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    id: MailId,
    letter: Letter,
    now: Timestamp,
) -> Result<(), DbErr> {
    let row = Model {
        workspace_id: workspace.0,
        id: id.0,
        to_name: letter.to_name,
        to_address: letter.to_address,
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        written_at: now.0,
        failures: 0,
        try_at: now.0,
        attempt: None,
        lease_until: None,
    };
    Entity::insert(ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Takes a mail that is due, the one that waits longest, for `attempt`; none where nothing is due.
pub async fn claim(
    database: &Database,
    attempt: Uuid,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Claimed>, DbErr> {
    // Mostly there is none, and a look costs less than a transaction that writes.
    let look = Entity::find().filter(due(now)).select_only().column(Column::Id);
    let found: Option<Uuid> = look.into_tuple().one(database.reader()).await?;
    if found.is_none() {
        return Ok(None);
    }
    let claim = database.write(move |transaction| {
        Box::pin(async move {
            // SQLite lets one transaction write, so that there is nothing to lock.
            let select = Entity::find()
                .filter(due(now))
                .order_by_asc(Column::TryAt)
                .limit(1);
            let select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
            let Some(row) = select.one(transaction).await? else {
                return Ok(None);
            };
            Entity::update_many()
                .col_expr(Column::Attempt, Expr::value(attempt))
                .col_expr(Column::LeaseUntil, Expr::value(lease_until.0))
                .filter(Column::WorkspaceId.eq(row.workspace_id))
                .filter(Column::Id.eq(row.id))
                .exec(transaction)
                .await?;
            Ok(Some(claimed(row, attempt)))
        })
    });
    claim.await
}

/// Forgets a mail that was sent or given up; `false` where somebody else has taken it over.
pub async fn remove(database: &Database, mail: &Claimed) -> Result<bool, DbErr> {
    let held = held(mail);
    let removal = database.write(move |transaction| {
        Box::pin(async move {
            let done = Entity::delete_many().filter(held).exec(transaction).await?;
            Ok(done.rows_affected > 0)
        })
    });
    removal.await
}

/// Notes that a try failed and when the next one is; `false` where somebody else has taken the mail over.
pub async fn put_off(database: &Database, mail: &Claimed, try_at: Timestamp) -> Result<bool, DbErr> {
    let (held, failures) = (held(mail), mail.failures.saturating_add(1));
    let note = database.write(move |transaction| {
        Box::pin(async move {
            let done = Entity::update_many()
                .col_expr(Column::Failures, Expr::value(failures))
                .col_expr(Column::TryAt, Expr::value(try_at.0))
                .col_expr(Column::Attempt, Expr::value(None::<Uuid>))
                .col_expr(Column::LeaseUntil, Expr::value(None::<i64>))
                .filter(held)
                .exec(transaction)
                .await?;
            Ok(done.rows_affected > 0)
        })
    });
    note.await
}

fn due(now: Timestamp) -> Condition {
    let is_free = Condition::any()
        .add(Column::LeaseUntil.is_null())
        .add(Column::LeaseUntil.lte(now.0));
    Condition::all().add(Column::TryAt.lte(now.0)).add(is_free)
}

fn held(mail: &Claimed) -> Condition {
    Condition::all()
        .add(Column::WorkspaceId.eq(mail.workspace.0))
        .add(Column::Id.eq(mail.id.0))
        .add(Column::Attempt.eq(mail.attempt))
}

fn claimed(row: Model, attempt: Uuid) -> Claimed {
    Claimed {
        workspace: WorkspaceId(row.workspace_id),
        id: MailId(row.id),
        letter: Letter {
            to_name: row.to_name,
            to_address: row.to_address,
            subject: row.subject,
            text: row.text,
            html: row.html,
        },
        written_at: Timestamp(row.written_at),
        failures: row.failures,
        attempt,
    }
}
