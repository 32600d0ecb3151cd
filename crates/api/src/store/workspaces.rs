//! Workspaces, and what of them a person or a key may see.

use daybook_shared::access::Role;
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::me::WorkspaceSummary;
use daybook_shared::plan::Plan;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{MOST_ASKED_FOR, memberships};
use crate::entity::{membership, workspace, workspace_head};

/// The workspace of an id.
pub async fn find_workspace(
    conn: &impl ConnectionTrait,
    id: WorkspaceId,
) -> Result<Option<workspace::Model>, DbErr> {
    workspace::Entity::find_by_id(id.0).one(conn).await
}

/// Locks the workspace of an id until the end of the transaction: of those that do so one goes after the other.
pub async fn lock(transaction: &DatabaseTransaction, id: WorkspaceId) -> Result<bool, DbErr> {
    let select = workspace::Entity::find_by_id(id.0).lock_exclusive();
    Ok(select.one(transaction).await?.is_some())
}

/// The workspaces of ids, as far as there are such.
pub async fn list_by_ids(
    conn: &impl ConnectionTrait,
    ids: &[WorkspaceId],
) -> Result<Vec<workspace::Model>, DbErr> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(MOST_ASKED_FOR) {
        let workspaces =
            workspace::Entity::find().filter(workspace::Column::Id.is_in(some.iter().map(|id| id.0)));
        found.extend(workspaces.all(conn).await?);
    }
    Ok(found)
}

/// The workspaces of an exact name; names are not unique.
pub async fn list_by_name(conn: &impl ConnectionTrait, name: &str) -> Result<Vec<workspace::Model>, DbErr> {
    workspace::Entity::find()
        .filter(workspace::Column::Name.eq(name))
        .all(conn)
        .await
}

/// The workspace of an id and the person's role in it, while they belong to it.
pub async fn find_for_member(
    conn: &impl ConnectionTrait,
    id: WorkspaceId,
    user: UserId,
) -> Result<Option<(workspace::Model, Role)>, DbErr> {
    let found = present(user)
        .filter(membership::Column::WorkspaceId.eq(id.0))
        .one(conn)
        .await?;
    Ok(found.and_then(with_role))
}

/// The workspaces that a person belongs to, by name.
pub async fn list_for_member(
    conn: &impl ConnectionTrait,
    user: UserId,
) -> Result<Vec<(workspace::Model, Role)>, DbErr> {
    let found = present(user).all(conn).await?;
    let mut workspaces: Vec<_> = found.into_iter().filter_map(with_role).collect();
    workspaces.sort_by_cached_key(|(workspace, _)| (workspace.name.to_lowercase(), workspace.id));
    Ok(workspaces)
}

/// Adds a workspace and the head of its log, at 0.
pub async fn insert_workspace(conn: &impl ConnectionTrait, workspace: workspace::Model) -> Result<(), DbErr> {
    let head = workspace_head::Model {
        workspace_id: workspace.id,
        sequence: 0,
    };
    workspace::Entity::insert(workspace::ActiveModel::from(workspace))
        .exec_without_returning(conn)
        .await?;
    workspace_head::Entity::insert(workspace_head::ActiveModel::from(head))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// What a workspace pays for; a plan that this version does not know covers the least.
pub fn plan_of(workspace: &workspace::Model) -> Plan {
    Plan::find(&workspace.plan).unwrap_or(Plan::Free)
}

/// The workspace as clients see it; an API key has no role.
pub fn to_wire(workspace: &workspace::Model, role: Option<Role>) -> WorkspaceSummary {
    WorkspaceSummary {
        id: WorkspaceId(workspace.id),
        name: workspace.name.clone(),
        role,
        plan: plan_of(workspace),
        time_zone: workspace.time_zone.clone(),
    }
}

type Joined = (membership::Model, Option<workspace::Model>);

/// The present memberships of a person, each with its workspace.
fn present(user: UserId) -> sea_orm::SelectTwo<membership::Entity, workspace::Entity> {
    let workspaces = membership::Entity::belongs_to(workspace::Entity)
        .from(membership::Column::WorkspaceId)
        .to(workspace::Column::Id);
    membership::Entity::find()
        .join(JoinType::InnerJoin, workspaces.into())
        .filter(membership::Column::UserId.eq(user.0))
        .filter(membership::Column::RemovedAt.is_null())
        .select_also(workspace::Entity)
}

fn with_role((membership, workspace): Joined) -> Option<(workspace::Model, Role)> {
    workspace.map(|workspace| (workspace, memberships::role_of(&membership)))
}

/// All workspaces, by name.
pub async fn list_all(conn: &impl ConnectionTrait) -> Result<Vec<workspace::Model>, DbErr> {
    workspace::Entity::find()
        .order_by_asc(workspace::Column::Name)
        .all(conn)
        .await
}
