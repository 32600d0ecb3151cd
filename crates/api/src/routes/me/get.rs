//! `GET /v1/me`

use actix_web::{get, web};
use daybook_shared::me::{Credential, CredentialKind, Me};

use crate::error::ApiResult;
use crate::http::caller::Caller;
use crate::routes::workspaces::list::workspaces_of;
use crate::state::AppState;
use crate::store::users;

/// Says who the credential is.
///
/// The person with their settings, the credential with its scopes, and the workspaces that it opens.
#[utoipa::path(
    tag = "me",
    operation_id = "get_me",
    responses((status = 200, description = "Who the credential is", body = Me)),
    security(("bearer" = []))
)]
#[get("/v1/me")]
pub async fn get_me(state: web::Data<AppState>, caller: Caller) -> ApiResult<web::Json<Me>> {
    let workspaces = workspaces_of(&state, &caller).await?;
    let (user, credential) = match caller {
        Caller::Session { user, .. } => {
            let credential = Credential {
                kind: CredentialKind::Session,
                scopes: Vec::new(),
            };
            (Some(users::to_wire(&user)), credential)
        }
        Caller::ApiKey { scopes, .. } => (
            None,
            Credential {
                kind: CredentialKind::ApiKey,
                scopes,
            },
        ),
    };
    Ok(web::Json(Me {
        user,
        credential,
        workspaces,
    }))
}
