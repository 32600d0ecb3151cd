//! Whether the server lives, and whether it can serve.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiResult;
use crate::state::AppState;

/// How the server is.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`; a server that is not answers 503.
    #[schema(example = "ok")]
    pub status: String,
}

fn ok() -> HttpResponse {
    HttpResponse::Ok().json(Health {
        status: "ok".to_owned(),
    })
}

/// Says that the process lives.
///
/// Touches nothing but the process itself.
#[utoipa::path(operation_id = "get_health", tag = "operation", responses((status = 200, description = "It lives", body = Health)), security(()))]
#[get("/healthz")]
pub async fn get_health() -> HttpResponse {
    ok()
}

/// Says whether requests can be served.
///
/// Asks the database; 503 where it does not answer.
#[utoipa::path(operation_id = "get_readiness", tag = "operation", responses((status = 200, description = "It can serve", body = Health)), security(()))]
#[get("/readyz")]
pub async fn get_readiness(state: web::Data<AppState>) -> ApiResult<HttpResponse> {
    state.database.ping().await?;
    Ok(ok())
}
