//! Tickets of live streams that were used: what is sealed is good once, whichever server it comes to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, uuid};

use crate::entity::spent_live_ticket;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        use spent_live_ticket::Column;
        let tickets = Table::create()
            .table(spent_live_ticket::Entity)
            .col(uuid(Column::WorkspaceId))
            .col(uuid(Column::Id))
            .col(big_integer(Column::ExpiresAt))
            .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Id))
            .take();
        manager.create_table(tickets).await
    }
}
