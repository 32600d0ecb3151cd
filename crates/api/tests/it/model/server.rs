//! The server that all runs share, and the two workspaces that each has to itself.

use daybook_api::people::{self, Stay};
use daybook_shared::access::{Role, Scope};
use daybook_shared::id::{UserId, WorkspaceId};
use daybook_shared::plan::Plan;
use serde_json::{Value, json};

use super::pools;
use super::step::Who;
use crate::support::app::TestApp;

/// A server and the people who use it.
pub struct Server {
    pub app: TestApp,
    owner: Person,
    member: Person,
    stranger: Person,
}

struct Person {
    id: UserId,
    token: String,
    actor: Value,
}

/// What a run has to itself.
pub struct Place {
    pub workspaces: [WorkspaceId; 2],
    key: String,
    key_actor: Value,
}

impl Server {
    pub async fn start() -> Self {
        let app = TestApp::start().await;
        let home = app.workspace("Home", Plan::Enterprise).await;
        Self {
            owner: person(&app, "Olive", home).await,
            member: person(&app, "Mia", home).await,
            stranger: person(&app, "Sten", home).await,
            app,
        }
    }

    /// Two new workspaces; owner and member belong to both, the key to the first.
    pub async fn place(&self) -> Place {
        let workspaces = [
            self.app.workspace("First", Plan::Enterprise).await,
            self.app.workspace("Second", Plan::Enterprise).await,
        ];
        for workspace in workspaces {
            for (person, role) in [(&self.owner, Role::Owner), (&self.member, Role::Member)] {
                let stay = Stay {
                    joined_at: self.app.clock.now(),
                    removed_at: None,
                };
                people::add_member(&self.app.state.database, workspace, person.id, role, stay)
                    .await
                    .unwrap();
            }
        }
        let scopes = [Scope::EventsRead, Scope::EventsWrite];
        let (key, id) = self.app.key_until(workspaces[0], &scopes, None).await;
        Place {
            workspaces,
            key,
            key_actor: json!({"kind": "api_key", "id": id.to_string(), "name": "Importer"}),
        }
    }

    /// The credential of a caller.
    pub fn token<'s>(&'s self, place: &'s Place, who: Who) -> &'s str {
        match who {
            Who::Owner => &self.owner.token,
            Who::Member => &self.member.token,
            Who::Stranger => &self.stranger.token,
            Who::Key => &place.key,
        }
    }

    /// A caller as the actor of events that name none.
    pub fn actor<'s>(&'s self, place: &'s Place, who: Who) -> &'s Value {
        match who {
            Who::Owner => &self.owner.actor,
            Who::Member => &self.member.actor,
            Who::Stranger => &self.stranger.actor,
            Who::Key => &place.key_actor,
        }
    }

    /// A text in which ids that were not known before stand for their names.
    pub fn named(&self, place: &Place, text: &str) -> String {
        let id = |actor: &Value| actor["id"].as_str().unwrap().to_owned();
        text.replace(pools::MEMBER, &id(&self.member.actor))
            .replace(pools::OWNER, &id(&self.owner.actor))
            .replace(pools::KEY, &id(&place.key_actor))
    }
}

async fn person(app: &TestApp, name: &str, home: WorkspaceId) -> Person {
    let user = app.person(name, home, Role::Auditor).await;
    Person {
        id: UserId(user.id),
        token: app.token(&user).await,
        actor: json!({"kind": "member", "id": UserId(user.id).to_string(), "name": name}),
    }
}
