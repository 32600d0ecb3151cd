//! Signing in and out.

use serde::{Deserialize, Serialize};

use crate::me::User;

/// Who wants to sign in.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoginRequest {
    /// The account's address.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "email", example = "demo@daybook.example")
    )]
    pub email: String,
    /// The account's password.
    #[cfg_attr(feature = "openapi", schema(format = "password", example = "daybook-demo"))]
    pub password: String,
}

/// Another password.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// The password up to now.
    #[cfg_attr(feature = "openapi", schema(format = "password", example = "daybook-demo"))]
    pub current_password: String,
    /// The password from now on; neither the current one nor the address.
    #[cfg_attr(
        feature = "openapi",
        schema(
            format = "password",
            min_length = 8,
            max_length = 1000,
            example = "a long pass phrase"
        )
    )]
    pub new_password: String,
}

/// An access token; the refresh token comes as a cookie that scripts cannot read.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Goes into `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    #[cfg_attr(feature = "openapi", schema(example = "Bearer"))]
    pub token_type: String,
    /// Seconds until it ends.
    #[cfg_attr(feature = "openapi", schema(example = 600))]
    pub expires_in: i64,
    /// Who signed in.
    pub user: User,
}
