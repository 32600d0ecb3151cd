//! Webhook endpoints, deliveries to them, and the tries of those.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, integer, integer_null, string, string_null, text, text_null,
    uuid, uuid_null,
};

use crate::entity::{webhook_attempt, webhook_delivery, webhook_endpoint};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(endpoints()).await?;
        manager.create_table(deliveries()).await?;
        for index in [
            deliveries_that_are_due(),
            deliveries_of_endpoint(),
            deliveries_by_end(),
        ] {
            manager.create_index(index).await?;
        }
        manager.create_table(attempts()).await
    }
}

fn endpoints() -> TableCreateStatement {
    use webhook_endpoint::Column;
    Table::create()
        .table(webhook_endpoint::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::Id))
        .col(text(Column::Url))
        .col(string_null(Column::Description))
        .col(text(Column::Filter))
        .col(string(Column::Format))
        .col(text(Column::SealedSecret))
        .col(text_null(Column::SealedPreviousSecret))
        .col(big_integer_null(Column::PreviousSecretUntil))
        .col(string(Column::State))
        .col(string_null(Column::DisabledCode))
        .col(text_null(Column::DisabledReason))
        .col(big_integer_null(Column::DisabledAt))
        .col(big_integer(Column::Place))
        .col(big_integer_null(Column::ReplayPlace))
        .col(big_integer_null(Column::ReplayUpTo))
        .col(boolean(Column::ReplayAll))
        .col(big_integer_null(Column::NotBefore))
        .col(string(Column::Answerable))
        .col(string(Column::Origin))
        .col(text(Column::CreatedBy))
        .col(big_integer(Column::CreatedAt))
        .col(big_integer(Column::UpdatedAt))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Id))
        .take()
}

fn deliveries() -> TableCreateStatement {
    use webhook_delivery::Column;
    Table::create()
        .table(webhook_delivery::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::Id))
        .col(uuid(Column::EndpointId))
        .col(big_integer_null(Column::Sequence))
        .col(uuid_null(Column::EventId))
        .col(string(Column::Kind))
        .col(string(Column::State))
        .col(big_integer(Column::CreatedAt))
        .col(big_integer(Column::AskedAt))
        .col(integer(Column::Attempts))
        .col(integer(Column::Tries))
        .col(big_integer_null(Column::DueAt))
        .col(uuid_null(Column::Attempt))
        .col(big_integer_null(Column::FinishedAt))
        .col(integer_null(Column::LastStatus))
        .col(text_null(Column::LastError))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Id))
        .take()
}

/// The way to what is to be tried: what is over is at its end.
fn deliveries_that_are_due() -> IndexCreateStatement {
    use webhook_delivery::Column;
    Index::create()
        .name("webhook_deliveries_by_due_at")
        .table(webhook_delivery::Entity)
        .col(Column::WorkspaceId)
        .col(Column::EndpointId)
        .col(Column::DueAt)
        .take()
}

/// The way of their list.
fn deliveries_of_endpoint() -> IndexCreateStatement {
    use webhook_delivery::Column;
    Index::create()
        .name("webhook_deliveries_by_endpoint")
        .table(webhook_delivery::Entity)
        .col(Column::WorkspaceId)
        .col(Column::EndpointId)
        .col(Column::Id)
        .take()
}

/// The way to what is to be counted, and forgotten.
fn deliveries_by_end() -> IndexCreateStatement {
    use webhook_delivery::Column;
    Index::create()
        .name("webhook_deliveries_by_end")
        .table(webhook_delivery::Entity)
        .col(Column::WorkspaceId)
        .col(Column::EndpointId)
        .col(Column::FinishedAt)
        .take()
}

fn attempts() -> TableCreateStatement {
    use webhook_attempt::Column;
    Table::create()
        .table(webhook_attempt::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::DeliveryId))
        .col(integer(Column::Number))
        .col(big_integer(Column::At))
        .col(big_integer(Column::Duration))
        .col(text(Column::Url))
        .col(text(Column::RequestHeaders))
        .col(integer_null(Column::Status))
        .col(text_null(Column::ResponseHeaders))
        .col(text_null(Column::ResponseBody))
        .col(text_null(Column::Error))
        .primary_key(
            Index::create()
                .col(Column::WorkspaceId)
                .col(Column::DeliveryId)
                .col(Column::Number),
        )
        .take()
}
