//! A caller inside a workspace, with the permission that the handler's signature names.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use daybook_shared::access::{Permission, Role};
use daybook_shared::event::Actor;
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::plan::Feature;
use daybook_shared::problem::ErrorCode;

use super::caller::{Caller, state_of};
use crate::entity;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;
use crate::store::visibility::Visibility;
use crate::store::workspaces;

/// What a handler needs, as a type.
pub trait Need: 'static {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Need for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )*};
}

needs! {
    /// To see the workspace itself.
    ReadWorkspace;
    /// To see its people.
    ReadMembers;
    /// To read its events.
    ReadEvents;
    /// To append to its log.
    AppendEvents;
    /// To register event types.
    ManageEventTypes;
    /// To save presets.
    ManageOwnPresets;
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

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let caller = caller.await?;
            let id = request
                .match_info()
                .get("workspace_id")
                .and_then(|id| id.parse().ok());
            let found = find_workspace(state_of(&request)?, &caller, id).await?;
            let (workspace, role) = found.ok_or_else(|| ApiError::not_found("workspace"))?;
            check(&workspace, &caller, role, N::PERMISSION)?;
            let visibility = visibility(&caller, role);
            Ok(Self {
                workspace,
                caller,
                visibility,
                role,
                need: PhantomData,
            })
        })
    }
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
    let is_key = matches!(caller, Caller::ApiKey { .. });
    if is_key && permission == Permission::ReadEvents {
        return check_plan(workspace, Feature::ProgrammaticReading);
    }
    Ok(())
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
