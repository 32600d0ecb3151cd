//! Failed sign-ins of the last minutes. A subject is a keyed hash of account and address.

use daybook_shared::timestamp::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::login_failure;

/// The times at which a subject failed after a moment, the oldest first; at most `limit`, the newest.
pub async fn list_since(
    conn: &impl ConnectionTrait,
    subject: &[u8],
    since: Timestamp,
    limit: u64,
) -> Result<Vec<Timestamp>, DbErr> {
    let newest_first: Vec<i64> = login_failure::Entity::find()
        .select_only()
        .column(login_failure::Column::FailedAt)
        .filter(login_failure::Column::Subject.eq(subject.to_vec()))
        .filter(login_failure::Column::FailedAt.gt(since.0))
        .order_by_desc(login_failure::Column::FailedAt)
        .limit(limit)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(newest_first.into_iter().rev().map(Timestamp).collect())
}

/// Adds a failure.
pub async fn insert_failure(conn: &impl ConnectionTrait, failure: login_failure::Model) -> Result<(), DbErr> {
    let row = login_failure::ActiveModel::from(failure);
    login_failure::Entity::insert(row)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Forgets the failures of a subject.
pub async fn delete_of(conn: &impl ConnectionTrait, subject: &[u8]) -> Result<(), DbErr> {
    let of_subject = login_failure::Column::Subject.eq(subject.to_vec());
    login_failure::Entity::delete_many()
        .filter(of_subject)
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets all failures up to a moment.
pub async fn delete_until(conn: &impl ConnectionTrait, moment: Timestamp) -> Result<(), DbErr> {
    let old = login_failure::Column::FailedAt.lte(moment.0);
    login_failure::Entity::delete_many()
        .filter(old)
        .exec(conn)
        .await?;
    Ok(())
}
