//! Requests that came with an idempotency key: begun once, answered, answered again from here.

use daybook_shared::id::WorkspaceId;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, TryInsertResult,
};
use uuid::Uuid;

use crate::db::Database;
use crate::entity::idempotent_request::{ActiveModel, Column, Entity, Model};

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
    /// It is new, or was left by somebody who died: do it.
    New,
    /// Somebody does it at this moment.
    Busy,
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
    if row.body != request.body {
        return Ok(Found::Other);
    }
    if let Some(answer) = row.answer {
        return Ok(Found::Answered(answer));
    }
    if row.busy_until > now.0 {
        return Ok(Found::Busy);
    }
    Entity::update_many()
        .col_expr(Column::BusyUntil, Expr::value(until.0))
        .filter(Column::WorkspaceId.eq(row.workspace_id))
        .filter(Column::Subject.eq(row.subject))
        .exec(transaction)
        .await?;
    Ok(Found::New)
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

/// Forgets those that began before a moment.
pub async fn delete_until(database: &Database, moment: Timestamp) -> Result<(), DbErr> {
    let work = database.write_quietly(move |transaction| {
        Box::pin(async move {
            let old = Entity::delete_many().filter(Column::BegunAt.lt(moment.0));
            old.exec(transaction).await
        })
    });
    work.await.map(|_| ())
}
