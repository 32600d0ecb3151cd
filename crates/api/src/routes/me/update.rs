//! `PATCH /v1/me`

use actix_web::{HttpRequest, patch, web};
use daybook_shared::id::UserId;
use daybook_shared::limits::MAX_BODY_BYTES;
use daybook_shared::me::{User, UserUpdate};
use daybook_shared::settings::{Density, HourCycle, Theme, Times};
use serde_json::Value;

use crate::auth::client::Client;
use crate::auth::record;
use crate::error::ApiResult;
use crate::fields::{self, Fields};
use crate::http::caller::Caller;
use crate::http::json;
use crate::people;
use crate::state::AppState;
use crate::store::users;

/// Changes oneself.
///
/// The name, and how Daybook shows itself to this person. What is absent stays; a time zone of `null` is the browser's
/// again. Another name is an event of every workspace that the person belongs to; past events keep the name that they have.
/// It takes a session: an API key is nobody.
#[utoipa::path(
    tag = "me",
    operation_id = "update_me",
    request_body = UserUpdate,
    responses((status = 200, description = "The person as they are now", body = User)),
    security(("bearer" = []))
)]
#[patch("/v1/me")]
pub async fn update_me(
    state: web::Data<AppState>,
    caller: Caller,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<web::Json<User>> {
    let id = UserId(caller.person()?.id);
    let change = read(json::read_request(&request, payload, MAX_BODY_BYTES).await?)?;
    let (before, after) = people::update_user(&state.database, id, change).await?;
    if before.name != after.name {
        record::renamed(&state, &after, &before.name, &Client::of(&request)).await?;
    }
    Ok(web::Json(users::to_wire(&after)))
}

fn read(body: Value) -> ApiResult<UserUpdate> {
    fields::read(body, |fields| {
        Some(UserUpdate {
            name: fields.name("name"),
            time_zone: match fields.is_null("time_zone") {
                true => Some(None),
                false => fields.time_zone("time_zone").map(Some),
            },
            hour_cycle: choice(fields, "hour_cycle", HourCycle::ALL, HourCycle::as_str),
            theme: choice(fields, "theme", Theme::ALL, Theme::as_str),
            density: choice(fields, "density", Density::ALL, Density::as_str),
            times: choice(fields, "times", Times::ALL, Times::as_str),
            shortcuts: fields.boolean("shortcuts"),
        })
    })
}

fn choice<T: Copy>(
    fields: &mut Fields<'_>,
    name: &'static str,
    all: &[T],
    name_of: fn(T) -> &'static str,
) -> Option<T> {
    let given = fields.known(name, all.iter().map(|choice| name_of(*choice)))?;
    all.iter().copied().find(|choice| name_of(*choice) == given)
}
