//! Two workspaces and the people in and around them.

use daybook_api::auth::session;
use daybook_api::clock::Clock;
use daybook_api::db::Database;
use daybook_api::entity;
use daybook_api::error::ApiResult;
use daybook_api::people::{self, NewUser, Stay};
use daybook_shared::access::{Role, Scope};
use daybook_shared::api_key::NewApiKey;
use daybook_shared::id::{ApiKeyId, UserId, WorkspaceId};
use daybook_shared::plan::Plan;
use daybook_shared::timestamp::Timestamp;

use super::app::TestApp;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";
/// Its hash: computing one for each person of each test would take longer than the tests.
const HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$xMw8SAmpvG4jF89sZzbcEQ$SruZa33bAIWYo1wLEFgAB0kR2OR/eXg3PMCs5gLPR3g";

/// Northwind (enterprise) with one person of each role and one who was removed; Contoso (team) with its owner.
pub struct Seed {
    /// The workspace that tests are about.
    pub northwind: WorkspaceId,
    /// The workspace next door.
    pub contoso: WorkspaceId,
    /// Olive, owner of Northwind.
    pub owner: entity::user::Model,
    /// Adam, admin of Northwind.
    pub admin: entity::user::Model,
    /// Audrey, auditor of Northwind.
    pub auditor: entity::user::Model,
    /// Mia, member of Northwind.
    pub member: entity::user::Model,
    /// Rory, who was a member of Northwind.
    pub removed: entity::user::Model,
    /// Sten, owner of Contoso.
    pub stranger: entity::user::Model,
}

impl TestApp {
    /// Fills the database.
    pub async fn seed(&self) -> Seed {
        let northwind = self.workspace("Northwind Social", Plan::Enterprise).await;
        let contoso = self.workspace("Contoso Learning", Plan::Team).await;
        let seed = Seed {
            northwind,
            contoso,
            owner: self.person("Olive", northwind, Role::Owner).await,
            admin: self.person("Adam", northwind, Role::Admin).await,
            auditor: self.person("Audrey", northwind, Role::Auditor).await,
            member: self.person("Mia", northwind, Role::Member).await,
            removed: self.person("Rory", northwind, Role::Member).await,
            stranger: self.person("Sten", contoso, Role::Owner).await,
        };
        self.remove(northwind, &seed.removed).await;
        seed
    }

    /// Makes a workspace.
    pub async fn workspace(&self, name: &str, plan: Plan) -> WorkspaceId {
        let made = people::create_workspace(&self.state.database, &self.clock, name, "Europe/Dublin", plan);
        WorkspaceId(made.await.unwrap().id)
    }

    /// Makes a person, `<name>@example.com`, who belongs to a workspace.
    pub async fn person(&self, name: &str, workspace: WorkspaceId, role: Role) -> entity::user::Model {
        let new = NewUser {
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            password_hash: HASH.to_owned(),
            time_zone: None,
        };
        let user = people::create_user(&self.state.database, &self.clock, new)
            .await
            .unwrap();
        let stay = Stay {
            joined_at: self.clock.now(),
            removed_at: None,
        };
        people::add_member(&self.state.database, workspace, UserId(user.id), role, stay)
            .await
            .unwrap();
        user
    }

    /// Removes a person from a workspace.
    pub async fn remove(&self, workspace: WorkspaceId, user: &entity::user::Model) {
        let (id, now) = (UserId(user.id), self.clock.now());
        let work = self.state.database.write(move |transaction| {
            Box::pin(daybook_api::store::memberships::set_removed(
                transaction,
                workspace,
                id,
                now,
            ))
        });
        assert!(work.await.unwrap());
    }

    /// An access token of a new session of a person; no sign-in is recorded.
    pub async fn token(&self, user: &entity::user::Model) -> String {
        session::begin(&self.state, user).await.unwrap().body.access_token
    }

    /// An API key, as its text.
    pub async fn key(&self, workspace: WorkspaceId, scopes: &[Scope]) -> String {
        self.key_until(workspace, scopes, None).await.0
    }

    /// An API key that expires, as its text and its id.
    pub async fn key_until(
        &self,
        workspace: WorkspaceId,
        scopes: &[Scope],
        expires_at: Option<Timestamp>,
    ) -> (String, ApiKeyId) {
        let new = NewApiKey {
            name: "Importer".to_owned(),
            scopes: scopes.to_vec(),
            expires_at,
        };
        let made = insert_api_key(&self.state.database, &self.clock, workspace, new);
        let (text, key) = made.await.unwrap();
        (text, ApiKeyId(key.id))
    }

    /// Revokes an API key.
    pub async fn revoke(&self, workspace: WorkspaceId, key: ApiKeyId) {
        let now = self.clock.now();
        let work = self.state.database.write(move |transaction| {
            Box::pin(daybook_api::store::api_keys::set_revoked(
                transaction,
                workspace,
                key,
                (now, None),
            ))
        });
        assert!(work.await.unwrap());
    }
}

/// A key that the log was not told of.
pub async fn insert_api_key(
    database: &Database,
    clock: &Clock,
    workspace: WorkspaceId,
    new: NewApiKey,
) -> ApiResult<(String, entity::api_key::Model)> {
    let clock = clock.clone();
    let made = database.write(move |transaction| {
        Box::pin(async move { people::insert_api_key(transaction, &clock, workspace, new, None).await })
    });
    made.await
}
