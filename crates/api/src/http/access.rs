//! A caller inside a workspace, with the permission that the handler's signature names.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use daybook_shared::access::{Permission, Role};
use daybook_shared::event::Actor;
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::plan::{Feature, Plan};
use daybook_shared::problem::ErrorCode;
use daybook_shared::quota::Policy;
use sea_orm::DbErr;
use uuid::Uuid;

use super::caller::{Caller, state_of};
use super::quota;
use crate::db::Database;
use crate::entity;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::visibility::Visibility;
use crate::store::{memberships, workspaces};

/// What a handler needs, as a type.
pub trait Need: 'static {
    /// The permission.
    const PERMISSION: Permission;
    /// The quota that pays for it.
    const POLICY: Policy;
}

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident = $permission:ident, $policy:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Need for $name {
            const PERMISSION: Permission = Permission::$permission;
            const POLICY: Policy = Policy::$policy;
        }
    )*};
}

needs! {
    /// To see the workspace itself.
    ReadWorkspace = ReadWorkspace, Read;
    /// To see its people.
    ReadMembers = ReadMembers, Read;
    /// To read its events.
    ReadEvents = ReadEvents, Read;
    /// To append to its log.
    AppendEvents = AppendEvents, Append;
    /// To register event types.
    ManageEventTypes = ManageEventTypes, Read;
    /// To save presets.
    ManageOwnPresets = ManageOwnPresets, Read;
    /// To ask for exports.
    AskForExports = MakeExports, Export;
    /// To see exports and fetch their files.
    MakeExports = MakeExports, Read;
    /// To see, make and revoke API keys.
    ManageApiKeys = ManageApiKeys, Read;
    /// To see, make and delete sources of notifications.
    ManageInboundSources = ManageInboundSources, Read;
}

/// The workspace of the path and a caller who has the permission there.
pub struct Access<N: Need> {
    /// The workspace.
    pub workspace: entity::workspace::Model,
    /// Who asks.
    pub caller: Caller,
    /// Which of its events they see.
    pub visibility: Visibility,
    /// The person's role; a key has none.
    pub role: Option<Role>,
    need: PhantomData<N>,
}

impl<N: Need> Access<N> {
    /// The workspace's id.
    pub fn workspace_id(&self) -> WorkspaceId {
        WorkspaceId(self.workspace.id)
    }

    /// Whether the caller has a further permission, and the workspace's plan covers it.
    pub fn may(&self, permission: Permission) -> bool {
        self.require(permission).is_ok()
    }

    /// Refuses a caller who lacks a further permission.
    pub fn require(&self, permission: Permission) -> ApiResult<()> {
        check(&self.workspace, &self.caller, self.role, permission)
    }

    /// Refuses a feature that the workspace's plan does not have.
    pub fn require_feature(&self, feature: Feature) -> ApiResult<()> {
        check_plan(&self.workspace, feature)
    }

    /// The caller as the actor of what they do.
    pub fn actor(&self) -> Actor {
        self.caller.actor()
    }
}

impl<N: Need> fmt::Debug for Access<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Access({} in {})", N::PERMISSION.as_str(), self.workspace_id())
    }
}

impl<N: Need> FromRequest for Access<N> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request, Caller::of(&request).await?).await })
    }
}

impl<N: Need> Access<N> {
    /// The workspace of a request's path, where the caller has the permission.
    pub(super) async fn of(request: &HttpRequest, caller: Caller) -> ApiResult<Self> {
        let found = find_workspace(state_of(request)?, &caller, workspace_of(request)).await?;
        let (workspace, role) = found.ok_or_else(|| ApiError::not_found("workspace"))?;
        let plan = workspaces::plan_of(&workspace);
        quota::count(
            request,
            caller.id(),
            Some((WorkspaceId(workspace.id), plan)),
            N::POLICY,
        )
        .await?;
        check(&workspace, &caller, role, N::PERMISSION)?;
        let visibility = visibility(&caller, role);
        Ok(Self {
            workspace,
            caller,
            visibility,
            role,
            need: PhantomData,
        })
    }
}

/// The workspace that a request's path names.
pub(super) fn workspace_of(request: &HttpRequest) -> Option<WorkspaceId> {
    request.match_info().get("workspace_id")?.parse().ok()
}

/// What callers see of the events of workspaces at this moment, one answer for each; `None` where they may not read them any more.
pub async fn still_visible(
    database: &Database,
    readers: &[(WorkspaceId, Caller)],
) -> Result<Vec<Option<Visibility>>, DbErr> {
    let reader = database.reader();
    let ids: HashSet<WorkspaceId> = readers.iter().map(|(id, _)| *id).collect();
    let found = workspaces::list_by_ids(reader, &Vec::from_iter(ids)).await?;
    let found: HashMap<Uuid, _> = found
        .into_iter()
        .map(|workspace| (workspace.id, workspace))
        .collect();
    let people = readers.iter().filter_map(|(_, caller)| match caller {
        Caller::Session { user, .. } => Some(UserId(user.id)),
        Caller::ApiKey { .. } => None,
    });
    let people: HashSet<UserId> = people.collect();
    let roles = memberships::list_roles(reader, &Vec::from_iter(people)).await?;
    let roles: HashMap<(WorkspaceId, UserId), Role> = roles.into_iter().collect();
    let of_one = |(id, caller): &(WorkspaceId, Caller)| {
        let role = match caller {
            Caller::Session { user, .. } => Some(*roles.get(&(*id, UserId(user.id)))?),
            Caller::ApiKey { key, .. } if key.workspace_id == id.0 => None,
            Caller::ApiKey { .. } => return None,
        };
        check(found.get(&id.0)?, caller, role, Permission::ReadEvents).ok()?;
        Some(visibility(caller, role))
    };
    Ok(readers.iter().map(of_one).collect())
}

/// What a caller is in a workspace.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub workspace: WorkspaceId,
    pub plan: Plan,
    /// A person's; a key has none.
    pub role: Option<Role>,
}

/// What a caller is in a workspace; nothing, where it is not their own.
pub(super) async fn place_of(state: &AppState, caller: &Caller, id: WorkspaceId) -> Option<Place> {
    let (workspace, role) = find_workspace(state, caller, Some(id)).await.ok()??;
    Some(Place {
        workspace: id,
        plan: workspaces::plan_of(&workspace),
        role,
    })
}

/// The workspace, where it is the caller's own.
async fn find_workspace(
    state: &AppState,
    caller: &Caller,
    id: Option<WorkspaceId>,
) -> ApiResult<Option<(entity::workspace::Model, Option<Role>)>> {
    let Some(id) = id else { return Ok(None) };
    let (reader, now) = (state.database.reader(), state.clock.now());
    let remembered = &state.recent.workspaces;
    let found = match caller {
        Caller::Session { user, .. } => {
            let user = UserId(user.id);
            let read = async {
                let found = workspaces::find_for_member(reader, id, user).await?;
                Ok(found.map(|(workspace, role)| (workspace, Some(role))))
            };
            remembered
                .find(&state.database, now, (id, Some(user)), read)
                .await
        }
        Caller::ApiKey { key, .. } if key.workspace_id == id.0 => {
            let read = async {
                let found = workspaces::find_workspace(reader, id).await?;
                Ok(found.map(|workspace| (workspace, None)))
            };
            remembered.find(&state.database, now, (id, None), read).await
        }
        Caller::ApiKey { .. } => Ok(None),
    };
    Ok(found?)
}

fn check(
    workspace: &entity::workspace::Model,
    caller: &Caller,
    role: Option<Role>,
    permission: Permission,
) -> ApiResult<()> {
    let is_granted = match caller {
        Caller::Session { .. } => role.is_some_and(|role| role.grants(permission)),
        Caller::ApiKey { scopes, .. } => scopes.iter().any(|scope| scope.grants(permission)),
    };
    if !is_granted {
        return Err(ApiError::forbidden(permission));
    }
    match (caller, permission.needs_of_keys()) {
        (Caller::ApiKey { .. }, Some(feature)) => check_plan(workspace, feature),
        _ => Ok(()),
    }
}

fn check_plan(workspace: &entity::workspace::Model, feature: Feature) -> ApiResult<()> {
    let plan = workspaces::plan_of(workspace);
    if plan.has(feature) {
        return Ok(());
    }
    let (needed, plan) = (feature.needs().as_str(), plan.as_str());
    let detail = format!("reading with an API key needs the plan `{needed}`; this workspace has `{plan}`");
    Err(ApiError::new(ErrorCode::PlanRequired, detail))
}

/// Keys see what their scope lets them read; people what their role does.
fn visibility(caller: &Caller, role: Option<Role>) -> Visibility {
    match caller {
        Caller::Session { user, .. } if !role.is_some_and(Role::sees_restricted) => {
            Visibility::Own(UserId(user.id).to_string())
        }
        _ => Visibility::All,
    }
}
