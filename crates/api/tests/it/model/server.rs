//! The server that all runs share, and the two workspaces that each has to itself.

use std::time::Duration;

use daybook_api::error::ApiResult;
use daybook_api::people::{self, Stay};
use daybook_shared::access::{Role, Scope};
use daybook_shared::api_key::NewApiKey;
use daybook_shared::id::{ApiKeyId, UserId, WorkspaceId};
use daybook_shared::plan::Plan;
use daybook_shared::problem::ErrorCode;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::pools;
use super::step::Who;
use crate::support::app::{Answer, TestApp, send};
use crate::support::seed::insert_api_key;

/// How long to wait where the server is busy, as its `Retry-After` says, and how often.
const BUSY: Duration = Duration::from_secs(1);
const ATTEMPTS: u32 = 60;

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
        let (database, clock) = (&self.app.state.database, &self.app.clock);
        let workspace = |name| {
            patiently(move || people::create_workspace(database, clock, name, "UTC", Plan::Enterprise))
        };
        let workspaces = [workspace("First").await, workspace("Second").await];
        let workspaces = workspaces.map(|workspace| WorkspaceId(workspace.id));
        let stay = Stay {
            joined_at: clock.now(),
            removed_at: None,
        };
        for workspace in workspaces {
            for (person, role) in [(&self.owner, Role::Owner), (&self.member, Role::Member)] {
                patiently(|| people::add_member(database, workspace, person.id, role, stay)).await;
            }
        }
        let new = NewApiKey {
            name: "Importer".to_owned(),
            scopes: vec![Scope::EventsRead, Scope::EventsWrite],
            expires_at: None,
        };
        let key = || insert_api_key(database, clock, workspaces[0], new.clone());
        let (text, key) = patiently(key).await;
        Place {
            workspaces,
            key: text,
            key_actor: json!({"kind": "api_key", "id": ApiKeyId(key.id).to_string(), "name": "Importer"}),
        }
    }

    /// Sends a request, again where the server is too busy and says that nothing was done.
    pub async fn answer(&self, place: &Place, who: Who, request: RequestBuilder) -> Answer {
        let request = request.bearer_auth(self.token(place, who));
        for _ in 0..ATTEMPTS {
            let answer = send(request.try_clone().unwrap()).await;
            if answer.code() != 503 {
                return answer;
            }
            tokio::time::sleep(BUSY).await;
        }
        send(request).await
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

/// Does something that a machine with much else to do may refuse for a while.
async fn patiently<T, F: Future<Output = ApiResult<T>>>(attempt: impl Fn() -> F) -> T {
    for _ in 0..ATTEMPTS {
        match attempt().await {
            Err(error) if error.code == ErrorCode::Unavailable => tokio::time::sleep(BUSY).await,
            done => return done.unwrap(),
        }
    }
    attempt().await.unwrap()
}

async fn person(app: &TestApp, name: &str, home: WorkspaceId) -> Person {
    let user = app.person(name, home, Role::Auditor).await;
    Person {
        id: UserId(user.id),
        token: app.token(&user).await,
        actor: json!({"kind": "member", "id": UserId(user.id).to_string(), "name": name}),
    }
}
