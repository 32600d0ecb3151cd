//! Signing in and out.

use daybook_shared::auth::{LoginRequest, Session};
use daybook_shared::route;

use super::ApiError;
use super::fetch::{Call, read, send};

/// Signs in.
pub async fn login(request: &LoginRequest) -> Result<Session, ApiError> {
    let body = serde_json::to_string(request).ok();
    let answer = send(Call {
        method: "POST",
        path: route::LOGIN,
        body: body.as_deref(),
        token: None,
        abort: None,
    })
    .await?;
    read(answer, None).await?.parse()
}

/// Ends the session.
pub async fn logout() -> Result<(), ApiError> {
    let call = Call {
        method: "POST",
        path: route::LOGOUT,
        body: None,
        token: None,
        abort: None,
    };
    send(call).await.map(|_| ())
}

/// A new access token for the refresh cookie.
pub(super) async fn refresh() -> Result<Session, ApiError> {
    let call = Call {
        method: "POST",
        path: route::REFRESH,
        body: None,
        token: None,
        abort: None,
    };
    read(send(call).await?, None).await?.parse()
}
