//! People who can sign in. They belong to no workspace by themselves, so nothing here takes one.

use daybook_shared::id::{SessionId, UserId};
use daybook_shared::me;
use daybook_shared::settings::{Density, HourCycle, Theme, Times};
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, JoinType,
    PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::MOST_ASKED_FOR;
use crate::entity::{session, user};

/// The person with an address, which is in lower case.
pub async fn find_by_email(conn: &impl ConnectionTrait, email: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::Email.eq(email))
        .one(conn)
        .await
}

/// The person of an id.
pub async fn find(conn: &impl ConnectionTrait, id: UserId) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id.0).one(conn).await
}

/// The person whose session this is, while it has neither ended nor expired.
pub async fn find_by_session(
    conn: &impl ConnectionTrait,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<user::Model>, DbErr> {
    let sessions = user::Entity::belongs_to(session::Entity)
        .from(user::Column::Id)
        .to(session::Column::UserId);
    user::Entity::find()
        .join(JoinType::InnerJoin, sessions.into())
        .filter(session::Column::Id.eq(session.0))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now.0))
        .one(conn)
        .await
}

/// The names of people, by id.
pub async fn names_of(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .filter(user::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await
}

/// The person of an id, locked until the end of the transaction.
pub async fn lock(transaction: &DatabaseTransaction, id: UserId) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(transaction)
        .await
}

/// Puts a new hash in the place of the old one; `false` where somebody else did so first.
pub async fn set_password(
    conn: &impl ConnectionTrait,
    id: UserId,
    old_hash: &str,
    new_hash: &str,
) -> Result<bool, DbErr> {
    let done = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(new_hash))
        .filter(user::Column::Id.eq(id.0))
        .filter(user::Column::PasswordHash.eq(old_hash))
        .exec(conn)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Writes what is known of a person anew.
pub async fn replace_user(conn: &impl ConnectionTrait, user: user::Model) -> Result<(), DbErr> {
    user::ActiveModel::from(user).reset_all().update(conn).await?;
    Ok(())
}

/// The people of sessions that have neither ended nor expired.
pub async fn list_by_sessions(
    conn: &impl ConnectionTrait,
    sessions: &[SessionId],
    now: Timestamp,
) -> Result<Vec<(SessionId, user::Model)>, DbErr> {
    let mut found = Vec::with_capacity(sessions.len());
    for some in sessions.chunks(MOST_ASKED_FOR) {
        let users = session::Entity::belongs_to(user::Entity)
            .from(session::Column::UserId)
            .to(user::Column::Id);
        let rows = session::Entity::find()
            .join(JoinType::InnerJoin, users.into())
            .filter(session::Column::Id.is_in(some.iter().map(|id| id.0)))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(now.0))
            .select_also(user::Entity)
            .all(conn)
            .await?;
        let people = rows
            .into_iter()
            .filter_map(|(session, user)| Some((SessionId(session.id), user?)));
        found.extend(people);
    }
    Ok(found)
}

/// Adds a person; a second one with the same address is a unique violation.
pub async fn insert_user(conn: &impl ConnectionTrait, user: user::Model) -> Result<(), DbErr> {
    user::Entity::insert(user::ActiveModel::from(user))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// The person as clients see them.
pub fn to_wire(user: &user::Model) -> me::User {
    me::User {
        id: UserId(user.id),
        email: user.email.clone(),
        name: user.name.clone(),
        time_zone: user.time_zone.clone(),
        hour_cycle: chosen(&user.hour_cycle, HourCycle::find),
        theme: chosen(&user.theme, Theme::find),
        density: chosen(&user.density, Density::find),
        times: chosen(&user.times, Times::find),
        shortcuts: user.shortcuts.unwrap_or(true),
    }
}

/// What the person chose; a choice that this version does not know is the default.
fn chosen<T: Default>(column: &Option<String>, find: fn(&str) -> Option<T>) -> T {
    column.as_deref().and_then(find).unwrap_or_default()
}

/// How many people there are.
pub async fn count(conn: &impl ConnectionTrait) -> Result<u64, DbErr> {
    user::Entity::find().count(conn).await
}
