//! Counts of events by span of time and combination, which the background work keeps. They begin empty: what is not
//! counted yet is counted row by row.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, uuid};

use crate::entity::{event_count, event_count_head};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut counts = event_counts();
        if manager.get_database_backend() == DbBackend::Sqlite {
            // The key is the table: what is summed lies side by side.
            counts.extra("WITHOUT ROWID");
        }
        manager.create_table(counts).await?;
        manager.create_table(event_count_heads()).await
    }
}

fn event_counts() -> TableCreateStatement {
    use event_count::Column;
    Table::create()
        .table(event_count::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(big_integer(Column::Span))
        .col(big_integer(Column::StartAt))
        .col(integer(Column::Combination))
        .col(big_integer(Column::Events))
        .primary_key(
            Index::create()
                .col(Column::WorkspaceId)
                .col(Column::Span)
                .col(Column::StartAt)
                .col(Column::Combination),
        )
        .take()
}

fn event_count_heads() -> TableCreateStatement {
    use event_count_head::Column;
    Table::create()
        .table(event_count_head::Entity)
        .col(uuid(Column::WorkspaceId).primary_key())
        .col(big_integer(Column::Sequence))
        .take()
}
