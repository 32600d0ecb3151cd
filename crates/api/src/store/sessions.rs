//! Signed-in sessions, each with the hash of its one valid refresh token.

use daybook_shared::id::{SessionId, UserId};
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::entity::session;

/// The session of an id, ended and expired ones included.
pub async fn find_session(
    conn: &impl ConnectionTrait,
    id: SessionId,
) -> Result<Option<session::Model>, DbErr> {
    session::Entity::find_by_id(id.0).one(conn).await
}

/// Adds a session.
pub async fn insert_session(conn: &impl ConnectionTrait, session: session::Model) -> Result<(), DbErr> {
    session::Entity::insert(session::ActiveModel::from(session))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Puts a new token in the place of the old one; `false` where somebody else did so first, or the session ended.
pub async fn set_token(
    conn: &impl ConnectionTrait,
    id: SessionId,
    old_hash: &[u8],
    new_hash: &[u8],
    expires_at: Timestamp,
) -> Result<bool, DbErr> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::TokenHash, Expr::value(new_hash.to_vec()))
        .col_expr(session::Column::ExpiresAt, Expr::value(expires_at.0))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::TokenHash.eq(old_hash.to_vec()))
        .filter(session::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Ends a session; `false` where it had ended before.
pub async fn set_ended(conn: &impl ConnectionTrait, id: SessionId, at: Timestamp) -> Result<bool, DbErr> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(at.0))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Ends all sessions of a person but one.
pub async fn end_others(
    conn: &impl ConnectionTrait,
    user: UserId,
    but: SessionId,
    at: Timestamp,
) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(at.0))
        .filter(session::Column::UserId.eq(user.0))
        .filter(session::Column::Id.ne(but.0))
        .filter(session::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets the sessions of a person that expired.
pub async fn delete_expired(conn: &impl ConnectionTrait, user: UserId, now: Timestamp) -> Result<(), DbErr> {
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(user.0))
        .filter(session::Column::ExpiresAt.lte(now.0))
        .exec(conn)
        .await?;
    Ok(())
}
