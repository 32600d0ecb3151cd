//! `?register_types=true`: types that nobody registered are registered by the append that names them.

use actix_web::HttpRequest;
use daybook_shared::access::Permission;
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use utoipa::IntoParams;

use crate::append::UnknownTypes;
use crate::error::{ApiError, ApiResult};
use crate::http::access::{Access, AppendEvents};
use crate::http::filter_params::refusal;

/// The query of an append.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegisterTypes {
    /// Register event types that nobody registered yet; needs a credential that may manage event types.
    #[expect(dead_code, reason = "documents the parameter; `of` reads it")]
    #[param(default = false)]
    register_types: Option<bool>,
}

impl RegisterTypes {
    /// Reads the query; what is unknown in it is refused by name.
    pub fn of(request: &HttpRequest, access: &Access<AppendEvents>) -> ApiResult<UnknownTypes> {
        let mut unknown = UnknownTypes::Refuse;
        for (key, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
            unknown = match (key.as_ref(), value.as_ref()) {
                ("register_types", "true") => UnknownTypes::Register,
                ("register_types", "false") => UnknownTypes::Refuse,
                ("register_types", _) => {
                    return Err(refusal(vec![FieldError::new(
                        key,
                        FieldCode::UnknownValue,
                        "use `true` or `false`",
                    )]));
                }
                _ => {
                    return Err(refusal(vec![FieldError::new(
                        key,
                        FieldCode::Unknown,
                        "the only parameter here is `register_types`",
                    )]));
                }
            };
        }
        if unknown == UnknownTypes::Register && !access.may(Permission::ManageEventTypes) {
            let detail = "registering event types needs an owner's or admin's session, or a key with the scope `admin`";
            return Err(ApiError::new(ErrorCode::Forbidden, detail));
        }
        Ok(unknown)
    }
}
