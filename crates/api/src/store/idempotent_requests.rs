//! Requests that came with an idempotency key: begun once, answered, answered again from here.

use daybook_shared::id::WorkspaceId;
use daybook_shared::limits::IDEMPOTENCY_SECONDS;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, TryInsertResult,
};
use uuid::Uuid;

use crate::db::Database;
use crate::entity::idempotent_request::{ActiveModel, Column, Entity, Model};

/// Requests that are forgotten in one transaction.
const DELETED_AT_ONCE: u64 = 500;

/// Keyed hashes of what a request is known by, and of what it says.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// Caller, operation and idempotency key.
    pub subject: [u8; 32],
    /// Its body.
    pub body: [u8; 32],
    /// Where it was sent to; nil, where that is no workspace.
    pub workspace: WorkspaceId,
}

impl Request {
    fn key(&self) -> (Uuid, Vec<u8>) {
        (self.workspace.0, self.subject.to_vec())
    }
}

/// How a request stands when it comes.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// It is new: do it.
    New,
    /// Somebody does it at this moment.
    Busy,
    /// Somebody began it, and did not come to an answer: nobody knows whether it was done.
    Left,
    /// The key was used with another body.
    Other,
    /// It was answered so.
    Answered(String),
}

/// Begins a request, unless it is known; who does it has it until a moment.
pub async fn begin(
    database: &Database,
    request: Request,
    now: Timestamp,
    until: Timestamp,
) -> Result<Found, DbErr> {
    let work = database.write_quietly(move |transaction| {
        Box::pin(async move {
            let row = Model {
                subject: request.subject.to_vec(),
                workspace_id: request.workspace.0,
                body: request.body.to_vec(),
                begun_at: now.0,
                busy_until: until.0,
                answer: None,
            };
            let insert = Entity::insert(ActiveModel::from(row)).on_conflict_do_nothing();
            match insert.exec_without_returning(transaction).await? {
                TryInsertResult::Inserted(rows) if rows > 0 => Ok(Found::New),
                _ => find(transaction, request, now, until).await,
            }
        })
    });
    work.await
}

async fn find(
    transaction: &DatabaseTransaction,
    request: Request,
    now: Timestamp,
    until: Timestamp,
) -> Result<Found, DbErr> {
    let select = Entity::find_by_id(request.key()).lock_exclusive();
    let Some(row) = select.one(transaction).await? else {
        // It was forgotten in between; who comes again begins anew.
        return Ok(Found::Busy);
    };
    if row.begun_at < now.plus_seconds(-IDEMPOTENCY_SECONDS).0 {
        // It has had its day, whether somebody has tidied up behind it or not.
        Entity::update_many()
            .col_expr(Column::Body, Expr::value(request.body.to_vec()))
            .col_expr(Column::BegunAt, Expr::value(now.0))
            .col_expr(Column::BusyUntil, Expr::value(until.0))
            .col_expr(Column::Answer, Expr::value(None::<String>))
            .filter(Column::WorkspaceId.eq(row.workspace_id))
            .filter(Column::Subject.eq(row.subject))
            .exec(transaction)
            .await?;
        return Ok(Found::New);
    }
    Ok(match row.answer {
        _ if row.body != request.body => Found::Other,
        Some(answer) => Found::Answered(answer),
        None if row.busy_until > now.0 => Found::Busy,
        None => Found::Left,
    })
}

/// Keeps the answer.
pub async fn answer(database: &Database, request: Request, answer: String) -> Result<(), DbErr> {
    let work = database.write_quietly(move |transaction| {
        Box::pin(async move {
            Entity::update_many()
                .col_expr(Column::Answer, Expr::value(answer))
                .filter(Column::WorkspaceId.eq(request.workspace.0))
                .filter(Column::Subject.eq(request.subject.to_vec()))
                .exec(transaction)
                .await
        })
    });
    work.await.map(|_| ())
}

/// Forgets a request that nothing came of.
pub async fn forget(database: &Database, request: Request) -> Result<(), DbErr> {
    let work = database.write_quietly(move |transaction| {
        Box::pin(async move {
            let row = Entity::delete_by_id(request.key());
            row.exec(transaction).await
        })
    });
    work.await.map(|_| ())
}

/// Forgets some that began before a moment, for who writes waits for it; answers how many.
pub async fn delete_some_until(database: &Database, moment: Timestamp) -> Result<u64, DbErr> {
    let work = database.write_quietly(move |transaction| {
        Box::pin(async move {
            let old = Entity::find()
                .select_only()
                .columns([Column::WorkspaceId, Column::Subject])
                .filter(Column::BegunAt.lt(moment.0))
                .limit(DELETED_AT_ONCE)
                .into_tuple::<(Uuid, Vec<u8>)>();
            let old = old.all(transaction).await?;
            let mut deleted = 0;
            for key in old {
                deleted += Entity::delete_by_id(key).exec(transaction).await?.rows_affected;
            }
            Ok::<_, DbErr>(deleted)
        })
    });
    work.await
}
