//! People who can sign in. They belong to no workspace by themselves, so nothing here takes one.

use daybook_shared::id::{SessionId, UserId};
use daybook_shared::me;
use daybook_shared::timestamp::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::entity::{session, user};

/// The person with an address, which is in lower case.
pub async fn find_by_email(conn: &impl ConnectionTrait, email: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::Email.eq(email))
        .one(conn)
        .await
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
    }
}

/// How many people there are.
pub async fn count(conn: &impl ConnectionTrait) -> Result<u64, DbErr> {
    user::Entity::find().count(conn).await
}
