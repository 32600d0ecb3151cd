//! Where platforms send notifications to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text, uuid};

use crate::entity::inbound_source::{Column, Entity};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sources = Table::create()
            .table(Entity)
            .col(uuid(Column::WorkspaceId))
            .col(uuid(Column::Id))
            .col(string(Column::Platform))
            .col(string(Column::Name))
            .col(text(Column::SealedSecret))
            .col(text(Column::CreatedBy))
            .col(big_integer(Column::CreatedAt))
            .col(big_integer_null(Column::LastReceivedAt))
            .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Id))
            .take();
        manager.create_table(sources).await?;
        // A platform names the source only. Not unique: a unique key of a workspace's table begins with the workspace.
        let by_id = Index::create()
            .name("inbound_sources_by_id")
            .table(Entity)
            .col(Column::Id)
            .take();
        manager.create_index(by_id).await
    }
}
