//! Addresses of the client's pages.

use daybook_shared::access::Permission;

/// The page that asks who you are.
pub const SIGN_IN: &str = "/sign-in";

/// The person's own settings.
pub const SETTINGS: &str = "/settings";

/// The log of a workspace.
pub fn log(workspace: impl std::fmt::Display) -> String {
    format!("/w/{workspace}/log")
}

/// The page of one event.
pub fn event(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("/w/{workspace}/events/{id}")
}

/// The exports of a workspace.
pub fn exports(workspace: impl std::fmt::Display) -> String {
    format!("/w/{workspace}/exports")
}

/// The API keys of a workspace.
pub fn keys(workspace: impl std::fmt::Display) -> String {
    format!("/w/{workspace}/keys")
}

/// The webhook endpoints of a workspace.
pub fn webhooks(workspace: impl std::fmt::Display) -> String {
    format!("/w/{workspace}/webhooks")
}

/// The page of one of them.
pub fn webhook(workspace: impl std::fmt::Display, id: impl std::fmt::Display) -> String {
    format!("/w/{workspace}/webhooks/{id}")
}

/// A page of a workspace, as the navigation names it.
pub struct Page {
    pub name: &'static str,
    /// The key that leads there after `g`.
    pub key: &'static str,
    /// What one must be allowed to be led there; the log is everybody's.
    pub needs: Option<Permission>,
    of: fn(&str) -> String,
}

impl Page {
    /// Where it is in a workspace.
    pub fn of(&self, workspace: &str) -> String {
        (self.of)(workspace)
    }
}

/// All of them, in the order of the navigation.
pub const PAGES: [Page; 4] = [
    Page {
        name: "Log",
        key: "l",
        needs: None,
        of: |workspace| log(workspace),
    },
    Page {
        name: "Exports",
        key: "x",
        needs: Some(Permission::MakeExports),
        of: |workspace| exports(workspace),
    },
    Page {
        name: "Keys",
        key: "k",
        needs: Some(Permission::ManageApiKeys),
        of: |workspace| keys(workspace),
    },
    Page {
        name: "Webhooks",
        key: "w",
        needs: Some(Permission::ManageWebhooks),
        of: |workspace| webhooks(workspace),
    },
];

/// Those that a person may open.
pub fn pages(may: impl Fn(Permission) -> bool) -> impl Iterator<Item = &'static Page> {
    PAGES.iter().filter(move |page| page.needs.is_none_or(&may))
}

/// The workspace of a page's address.
pub fn workspace_of(path: &str) -> Option<String> {
    let (id, _) = path.strip_prefix("/w/")?.split_once('/')?;
    Some(id.to_owned())
}

/// A page with a query, where there is one.
pub fn with_query(path: String, query: &str) -> String {
    if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }
}

/// The sign-in page, which leads back to `next` afterwards.
pub fn sign_in(next: &str) -> String {
    if next == "/" {
        return SIGN_IN.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("{SIGN_IN}?{query}")
}

/// Where the sign-in page leads, from its own query: a page of ours, whatever the link said.
pub fn next(search: &str) -> String {
    form_urlencoded::parse(search.trim_start_matches('?').as_bytes())
        .find(|(key, _)| key == "next")
        .map(|(_, value)| value.into_owned())
        .filter(|value| is_ours(value))
        .unwrap_or_else(|| "/".to_owned())
}

/// `//host`, `/\host` and control characters would make browsers leave this site.
fn is_ours(path: &str) -> bool {
    let is_rooted = path.starts_with('/') && !path.starts_with("//");
    let is_plain = !path.chars().any(|c| c == '\\' || c.is_control());
    is_rooted && is_plain && !path.starts_with(SIGN_IN)
}

#[cfg(test)]
mod tests {
    use daybook_shared::access::Role;

    use super::*;

    #[test]
    fn a_page_of_a_workspace_names_it() {
        assert_eq!(workspace_of(&log("wsp_1")).as_deref(), Some("wsp_1"));
        assert_eq!(workspace_of(&event("wsp_1", "evt_1")).as_deref(), Some("wsp_1"));
        assert_eq!(workspace_of("/sign-in"), None);
    }

    #[test]
    fn a_page_that_is_not_for_somebody_is_not_named() {
        let names = |role: Role| pages(move |permission| role.grants(permission)).map(|page| page.name);
        assert!(names(Role::Owner).eq(["Log", "Exports", "Keys", "Webhooks"]));
        assert!(names(Role::Auditor).eq(["Log", "Exports"]));
        assert!(names(Role::Member).eq(["Log"]));
        for page in &PAGES {
            assert_eq!(workspace_of(&page.of("wsp_1")).as_deref(), Some("wsp_1"));
        }
    }

    #[test]
    fn signing_in_leads_back_with_every_filter() {
        let asked = "/w/wsp_1/log?q=50%25+%26+more&type=post.*";
        let address = sign_in(asked);
        let (_, search) = address.split_once('?').unwrap();
        assert_eq!(next(search), asked);
        assert_eq!(sign_in("/"), SIGN_IN);
    }

    #[test]
    fn it_never_leads_to_another_site() {
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/sign-in",
            "x",
        ] {
            assert_eq!(next(&sign_in(bad)[SIGN_IN.len()..]), "/", "{bad}");
        }
        assert_eq!(next(""), "/");
    }
}
