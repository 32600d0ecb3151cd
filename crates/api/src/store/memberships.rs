//! Who belongs, or belonged, to a workspace.

use daybook_shared::access::Role;
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::member::Member;
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::MOST_ASKED_FOR;
use crate::entity::{membership, user};

/// The people of a workspace: present ones by name, then former ones.
pub async fn list_members(conn: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<Vec<Member>, DbErr> {
    let users = membership::Entity::belongs_to(user::Entity)
        .from(membership::Column::UserId)
        .to(user::Column::Id);
    let found = membership::Entity::find()
        .join(JoinType::InnerJoin, users.into())
        .filter(membership::Column::WorkspaceId.eq(workspace.0))
        .select_also(user::Entity)
        .all(conn)
        .await?;
    let mut members: Vec<Member> = found.into_iter().filter_map(to_wire).collect();
    // Here and not in SQL: the two engines sort letters differently.
    members.sort_by_cached_key(|member| (member.former, member.name.to_lowercase(), member.user_id));
    Ok(members)
}

/// The present roles of people, each in a workspace.
pub async fn list_roles(
    conn: &impl ConnectionTrait,
    users: &[UserId],
) -> Result<Vec<((WorkspaceId, UserId), Role)>, DbErr> {
    let mut found = Vec::with_capacity(users.len());
    for some in users.chunks(MOST_ASKED_FOR) {
        let rows = membership::Entity::find()
            .filter(membership::Column::UserId.is_in(some.iter().map(|id| id.0)))
            .filter(membership::Column::RemovedAt.is_null())
            .all(conn)
            .await?;
        let roles = rows
            .iter()
            .map(|row| ((WorkspaceId(row.workspace_id), UserId(row.user_id)), role_of(row)));
        found.extend(roles);
    }
    Ok(found)
}

/// Adds a person to a workspace; a second membership of the same person is a unique violation.
pub async fn insert_membership(
    conn: &impl ConnectionTrait,
    membership: membership::Model,
) -> Result<(), DbErr> {
    let row = membership::ActiveModel::from(membership);
    membership::Entity::insert(row)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Takes a person's access at a moment; the row stays, so that their events stay filterable.
pub async fn set_removed(
    conn: &impl ConnectionTrait,
    workspace: WorkspaceId,
    user: UserId,
    at: Timestamp,
) -> Result<bool, DbErr> {
    let done = membership::Entity::update_many()
        .col_expr(membership::Column::RemovedAt, Expr::value(at.0))
        .filter(membership::Column::WorkspaceId.eq(workspace.0))
        .filter(membership::Column::UserId.eq(user.0))
        .filter(membership::Column::RemovedAt.is_null())
        .exec(conn)
        .await?;
    Ok(done.rows_affected > 0)
}

/// What the person is, or was; a role that this version does not know may do the least.
pub fn role_of(membership: &membership::Model) -> Role {
    Role::find(&membership.role).unwrap_or(Role::Member)
}

fn to_wire((membership, user): (membership::Model, Option<user::Model>)) -> Option<Member> {
    let user = user?;
    Some(Member {
        user_id: UserId(user.id),
        name: user.name,
        role: role_of(&membership),
        former: membership.removed_at.is_some(),
    })
}
