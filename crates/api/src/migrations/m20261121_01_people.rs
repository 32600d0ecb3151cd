//! People, workspaces, sessions, keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, boolean, string, string_null, uuid};

use crate::entity::{api_key, event_type, login_failure, membership, session, user, workspace};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(users()).await?;
        manager.create_table(workspaces()).await?;
        manager.create_table(memberships()).await?;
        manager.create_table(sessions()).await?;
        manager.create_table(login_failures()).await?;
        manager.create_table(api_keys()).await?;
        manager.create_table(event_types()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn users() -> TableCreateStatement {
    use user::Column;
    Table::create()
        .table(user::Entity)
        .col(uuid(Column::Id).primary_key())
        .col(string(Column::Email).unique_key())
        .col(string(Column::Name))
        .col(string(Column::PasswordHash))
        .col(string_null(Column::TimeZone))
        .col(big_integer(Column::CreatedAt))
        .take()
}

fn workspaces() -> TableCreateStatement {
    use workspace::Column;
    Table::create()
        .table(workspace::Entity)
        .col(uuid(Column::Id).primary_key())
        .col(string(Column::Name))
        .col(string(Column::TimeZone))
        .col(string(Column::Plan))
        .col(big_integer(Column::CreatedAt))
        .take()
}

fn memberships() -> TableCreateStatement {
    use membership::Column;
    Table::create()
        .table(membership::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::UserId))
        .col(string(Column::Role))
        .col(big_integer(Column::JoinedAt))
        .col(big_integer_null(Column::RemovedAt))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::UserId))
        .take()
}

fn sessions() -> TableCreateStatement {
    use session::Column;
    Table::create()
        .table(session::Entity)
        .col(uuid(Column::Id).primary_key())
        .col(uuid(Column::UserId))
        .col(binary(Column::TokenHash))
        .col(big_integer(Column::CreatedAt))
        .col(big_integer(Column::ExpiresAt))
        .col(big_integer_null(Column::EndedAt))
        .take()
}

fn login_failures() -> TableCreateStatement {
    use login_failure::Column;
    Table::create()
        .table(login_failure::Entity)
        .col(uuid(Column::Id).primary_key())
        .col(binary(Column::Subject))
        .col(big_integer(Column::FailedAt))
        .take()
}

fn api_keys() -> TableCreateStatement {
    use api_key::Column;
    Table::create()
        .table(api_key::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::Id))
        .col(string(Column::Name))
        .col(string(Column::Prefix))
        .col(binary(Column::SecretHash))
        .col(string(Column::Scopes))
        .col(big_integer(Column::CreatedAt))
        .col(big_integer_null(Column::ExpiresAt))
        .col(big_integer_null(Column::RevokedAt))
        .col(big_integer_null(Column::LastUsedAt))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Id))
        .take()
}

fn event_types() -> TableCreateStatement {
    use event_type::Column;
    Table::create()
        .table(event_type::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(string(Column::Name))
        .col(string(Column::Label))
        .col(string(Column::Category))
        .col(string(Column::Icon))
        .col(string(Column::State))
        .col(string(Column::Template))
        .col(boolean(Column::Restricted))
        .col(big_integer(Column::CreatedAt))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Name))
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        Index::create()
            .name("memberships_by_user")
            .table(membership::Entity)
            .col(membership::Column::UserId)
            .take(),
        Index::create()
            .name("sessions_by_user")
            .table(session::Entity)
            .col(session::Column::UserId)
            .take(),
        Index::create()
            .name("login_failures_by_subject")
            .table(login_failure::Entity)
            .col(login_failure::Column::Subject)
            .col(login_failure::Column::FailedAt)
            .take(),
        // Not unique: a unique key of a workspace's table begins with the workspace, and 190 random bits do not meet.
        Index::create()
            .name("api_keys_by_secret")
            .table(api_key::Entity)
            .col(api_key::Column::SecretHash)
            .take(),
    ]
}
