//! What of their quotas callers have used, for the processes that share a database.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, uuid};

use crate::entity::quota_window;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        use quota_window::Column;
        let windows = Table::create()
            .table(quota_window::Entity)
            .col(uuid(Column::WorkspaceId))
            .col(uuid(Column::CallerId))
            .col(text(Column::Policy))
            .col(big_integer(Column::EndsAt))
            .col(big_integer(Column::Taken))
            .primary_key(
                Index::create()
                    .col(Column::WorkspaceId)
                    .col(Column::CallerId)
                    .col(Column::Policy)
                    .col(Column::EndsAt),
            )
            .take();
        manager.create_table(windows).await
    }
}
