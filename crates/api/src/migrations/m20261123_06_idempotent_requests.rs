//! Requests that came with an idempotency key.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, text_null, uuid};

use crate::entity::idempotent_request;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        use idempotent_request::Column;
        let requests = Table::create()
            .table(idempotent_request::Entity)
            .col(uuid(Column::WorkspaceId))
            .col(binary(Column::Subject))
            .col(binary(Column::Body))
            .col(big_integer(Column::BegunAt))
            .col(big_integer(Column::BusyUntil))
            .col(text_null(Column::Answer))
            .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Subject))
            .take();
        manager.create_table(requests).await?;
        let by_age = Index::create()
            .name("idempotent_requests_by_age")
            .table(idempotent_request::Entity)
            .col(Column::BegunAt)
            .take();
        manager.create_index(by_age).await
    }
}
