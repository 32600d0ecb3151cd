//! Who uses the log: people, workspaces, keys, sources.

use serde_json::{Value, json};

/// The example of a schema.
pub(super) fn of(name: &str) -> Option<Value> {
    Some(match name {
        "LoginRequest" => {
            json!({"email": "sarah@northwind.example", "password": "correct horse battery staple"})
        }
        "Session" => json!({
            "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOi…", "token_type": "Bearer", "expires_in": 600, "user": user(),
        }),
        "Me" => {
            json!({"user": user(), "credential": {"kind": "session", "scopes": []}, "workspaces": [workspace()]})
        }
        "User" => user(),
        "UserUpdate" => json!({"theme": "dark", "time_zone": null}),
        "PasswordChange" => json!({
            "current_password": "correct horse battery staple", "new_password": "seven lamps at the quiet harbour",
        }),
        "WorkspaceList" => json!({"data": [workspace()]}),
        "WorkspaceSummary" => workspace(),
        "MemberList" => json!({"data": [
            {"user_id": SARAH, "name": "Sarah Chen", "role": "owner", "former": false},
        ]}),
        "NewApiKey" => {
            json!({"name": "Nightly sync", "scopes": ["events:read"], "expires_at": "2027-11-20T00:00:00Z"})
        }
        "ApiKey" => api_key(),
        "CreatedApiKey" => {
            let mut created = api_key();
            created["key"] = json!("dbk_4fTqV9ZsExampleOnlyExampleOnlyExampleOnly");
            created
        }
        "ApiKeyList" => json!({"data": [api_key()], "page": {"limit": 30, "has_more": false}}),
        "NewInboundSource" => json!({
            "platform": "instagram", "name": "Instagram comments", "app_secret": "7f3c9d1e2b4a65807f3c9d1e2b4a6580",
        }),
        "InboundSource" => source(),
        "InboundSourceList" => json!({"data": [source()], "page": {"limit": 30, "has_more": false}}),
        "Health" => json!({"status": "ok"}),
        _ => return None,
    })
}

const SARAH: &str = "usr_01k9zq5v7hf2ns0d8kx3cw4m6t";

/// The person who does it all.
pub(super) fn sarah() -> Value {
    json!({"kind": "member", "id": SARAH, "name": "Sarah Chen"})
}

fn user() -> Value {
    json!({
        "id": SARAH, "email": "sarah@northwind.example", "name": "Sarah Chen", "time_zone": "Europe/Dublin",
        "hour_cycle": "h23", "theme": "system", "density": "comfortable", "times": "relative", "shortcuts": true,
    })
}

fn workspace() -> Value {
    json!({
        "id": "wsp_01k9zq5v7hf2ns0d8kx3cw4m6t", "name": "Northwind Social", "role": "owner", "plan": "enterprise",
        "time_zone": "Europe/Dublin",
    })
}

fn api_key() -> Value {
    json!({
        "id": "key_01k9zq5v7hf2ns0d8kx3cw4m6t", "name": "Nightly sync", "prefix": "dbk_4fTqV9Zs", "scopes": ["events:read"],
        "created_by": sarah(), "created_at": "2026-11-20T10:00:00.000000Z", "expires_at": "2027-11-20T00:00:00.000000Z",
    })
}

fn source() -> Value {
    json!({
        "id": "src_01k9zq5v7hf2ns0d8kx3cw4m6t", "platform": "instagram", "name": "Instagram comments",
        "callback_url": "https://daybook.example.com/v1/inbound/src_01k9zq5v7hf2ns0d8kx3cw4m6t",
        "verify_token": "7f1d0c9a52b84e6f93d1a0c4e8b75f26", "created_by": sarah(), "created_at": "2026-11-20T10:00:00.000000Z",
    })
}
