//! What each operation asks of its caller: the permission, and the quota that pays for it. Handlers ask for the same by their
//! signatures; the matrix of the tests holds the two against each other.

use std::fmt::Write;

use daybook_shared::access::{Permission, Role, Scope};
use daybook_shared::quota::Policy;
use utoipa::openapi::path::Operation;

use crate::http::access::{
    AppendEvents, AskForExports, MakeExports, ManageApiKeys, ManageInboundSources, ManageOwnPresets,
    ManageWebhooks, Need, ReadEvents, ReadMembers, ReadWorkspace,
};

/// What an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// The permission in the workspace of the path.
    pub needs: Option<Permission>,
    /// Whether it belongs to a person, so that no API key may do it.
    pub is_for_people: bool,
    /// The quota that counts it.
    pub policy: Option<Policy>,
}

impl Rights {
    /// Whether somebody with a valid credential may be refused.
    pub(super) fn can_be_lacking(&self) -> bool {
        let Some(needed) = self.needs else {
            return self.is_for_people;
        };
        let is_for_some = Role::ALL.iter().any(|role| !role.grants(needed))
            || Scope::ALL.iter().any(|scope| !scope.grants(needed));
        self.is_for_people || is_for_some || needed.needs_of_keys().is_some()
    }
}

const fn within<N: Need>() -> Rights {
    Rights {
        needs: Some(N::PERMISSION),
        is_for_people: false,
        policy: Some(N::POLICY),
    }
}

/// Of a person, whatever else it asks for.
const fn personal(rights: Rights) -> Rights {
    Rights {
        is_for_people: true,
        ..rights
    }
}

const fn without_workspace(policy: Option<Policy>) -> Rights {
    Rights {
        needs: None,
        is_for_people: false,
        policy,
    }
}

/// What an operation asks for, by its id.
pub fn of(operation_id: &str) -> Option<Rights> {
    Some(match operation_id {
        "get_health" | "get_readiness" | "logout" | "refresh_session" => without_workspace(None),
        "verify_inbound_source" => without_workspace(None),
        "receive_notification" => without_workspace(Some(Policy::Append)),
        "login" => without_workspace(Some(Policy::SignIn)),
        "get_me" | "list_workspaces" => without_workspace(Some(Policy::Read)),
        "update_me" | "change_password" => personal(without_workspace(Some(Policy::Read))),
        "get_workspace" | "list_event_types" => within::<ReadWorkspace>(),
        "list_members" => within::<ReadMembers>(),
        "list_events" | "get_event" | "get_event_story" | "get_event_facets" | "get_event_histogram" => {
            within::<ReadEvents>()
        }
        "create_live_ticket" | "follow_events" => within::<ReadEvents>(),
        "append_event" | "append_events" => within::<AppendEvents>(),
        "list_presets" | "get_preset" => within::<ReadEvents>(),
        "create_preset" | "update_preset" | "delete_preset" => within::<ManageOwnPresets>(),
        "arrange_presets" => personal(within::<ManageOwnPresets>()),
        "create_export" | "retry_export" => within::<AskForExports>(),
        "list_exports" | "get_export" | "cancel_export" | "create_download_ticket" | "download_export" => {
            within::<MakeExports>()
        }
        "list_api_keys" | "create_api_key" | "get_api_key" | "revoke_api_key" => within::<ManageApiKeys>(),
        "list_inbound_sources" | "create_inbound_source" | "get_inbound_source" | "delete_inbound_source" => {
            within::<ManageInboundSources>()
        }
        "list_webhooks"
        | "create_webhook"
        | "get_webhook"
        | "update_webhook"
        | "delete_webhook"
        | "rotate_webhook_secret"
        | "test_webhook"
        | "redeliver_webhook"
        | "list_webhook_samples"
        | "list_webhook_deliveries"
        | "get_webhook_delivery" => within::<ManageWebhooks>(),
        _ => return None,
    })
}

/// Says it at the end of the operation's description.
pub(super) fn tell(operation: &mut Operation, rights: &Rights) {
    let told = [who(rights), policy(rights)];
    let told: Vec<String> = told.into_iter().flatten().collect();
    if !told.is_empty() {
        let description = operation.description.get_or_insert_default();
        let _ = write!(description, "\n\n{}", told.join(" "));
    }
}

fn who(rights: &Rights) -> Option<String> {
    let Some(needed) = rights.needs else {
        let told = "For people: an API key has nothing of its own.";
        return rights.is_for_people.then(|| told.to_owned());
    };
    let roles = Role::ALL.iter().filter(|role| role.grants(needed));
    let roles: Vec<&str> = roles.map(|role| role.as_str()).collect();
    let mut told = format!("Needs `{}`: the role {}", needed.as_str(), listed(&roles));
    if rights.is_for_people {
        told.push_str("; it belongs to a person, so that no API key may.");
        return Some(told);
    }
    let scopes = Scope::ALL.iter().filter(|scope| scope.grants(needed));
    let scopes: Vec<&str> = scopes.map(|scope| scope.as_str()).collect();
    let _ = write!(told, ", or an API key with the scope {}", listed(&scopes));
    if let Some(feature) = needed.needs_of_keys() {
        let _ = write!(told, " on the plan `{}`", feature.needs().as_str());
    }
    told.push('.');
    Some(told)
}

fn policy(rights: &Rights) -> Option<String> {
    let policy = rights.policy?;
    let counted = match policy {
        Policy::SignIn => "Failures count",
        Policy::Read | Policy::Append | Policy::Export => "It counts",
    };
    Some(format!("{counted} towards the quota `{}`.", policy.as_str()))
}

/// Names as `a`, `b` or `c`.
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "of nobody".to_owned(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}
