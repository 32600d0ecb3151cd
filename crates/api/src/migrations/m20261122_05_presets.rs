//! Presets, and how each person arranges them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, text, uuid};

use crate::entity::{preset, preset_arrangement};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(presets()).await?;
        manager.create_index(by_name()).await?;
        manager.create_table(preset_arrangements()).await
    }
}

fn presets() -> TableCreateStatement {
    use preset::Column;
    Table::create()
        .table(preset::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::Id))
        .col(uuid(Column::OwnerId))
        .col(uuid(Column::HeldBy))
        .col(string(Column::Name))
        .col(string(Column::NameKey))
        .col(text(Column::Filter))
        .col(big_integer(Column::CreatedAt))
        .col(big_integer(Column::UpdatedAt))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Id))
        .take()
}

/// Also the way to what a reader sees: their own and the workspace's.
fn by_name() -> IndexCreateStatement {
    use preset::Column;
    Index::create()
        .name("presets_by_name")
        .unique()
        .table(preset::Entity)
        .col(Column::WorkspaceId)
        .col(Column::HeldBy)
        .col(Column::NameKey)
        .take()
}

fn preset_arrangements() -> TableCreateStatement {
    use preset_arrangement::Column;
    Table::create()
        .table(preset_arrangement::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::UserId))
        .col(text(Column::Arrangement))
        .col(big_integer(Column::UpdatedAt))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::UserId))
        .take()
}
