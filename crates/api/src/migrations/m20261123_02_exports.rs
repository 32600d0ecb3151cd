//! Exports, and the mails that say how they ended.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, string, string_null, text, text_null, uuid, uuid_null,
};

use crate::entity::{export, mail};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(exports()).await?;
        manager.create_index(by_state()).await?;
        manager.create_table(mails()).await?;
        manager.create_index(mails_that_are_due()).await
    }
}

fn exports() -> TableCreateStatement {
    use export::Column;
    Table::create()
        .table(export::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::Id))
        .col(string(Column::State))
        .col(text(Column::Request))
        .col(big_integer_null(Column::RangeFrom))
        .col(big_integer_null(Column::RangeTo))
        .col(big_integer(Column::UpTo))
        .col(text(Column::RequestedBy))
        .col(uuid_null(Column::MailTo))
        .col(string(Column::Origin))
        .col(big_integer(Column::RequestedAt))
        .col(text_null(Column::CancelledBy))
        .col(big_integer_null(Column::StartedAt))
        .col(big_integer_null(Column::FinishedAt))
        .col(big_integer_null(Column::ExpiresAt))
        .col(big_integer(Column::RowsDone))
        .col(big_integer_null(Column::RowsTotal))
        .col(big_integer_null(Column::Bytes))
        .col(string_null(Column::Sha256))
        .col(string_null(Column::Object))
        .col(string_null(Column::ErrorCode))
        .col(text_null(Column::ErrorReason))
        .col(integer(Column::Failures))
        .col(big_integer(Column::TryAt))
        .col(uuid_null(Column::Attempt))
        .col(big_integer_null(Column::LeaseUntil))
        .col(integer(Column::Round))
        .col(integer(Column::Told))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Id))
        .take()
}

/// The way to what is to be done, of all workspaces: few exports are under way, and most are over.
fn by_state() -> IndexCreateStatement {
    use export::Column;
    Index::create()
        .name("exports_by_state")
        .table(export::Entity)
        .col(Column::State)
        .col(Column::Told)
        .col(Column::ExpiresAt)
        .take()
}

fn mails() -> TableCreateStatement {
    use mail::Column;
    Table::create()
        .table(mail::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(uuid(Column::Id))
        .col(string(Column::ToName))
        .col(string(Column::ToAddress))
        .col(text(Column::Subject))
        .col(text(Column::Text))
        .col(text(Column::Html))
        .col(big_integer(Column::WrittenAt))
        .col(integer(Column::Failures))
        .col(big_integer(Column::TryAt))
        .col(uuid_null(Column::Attempt))
        .col(big_integer_null(Column::LeaseUntil))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Id))
        .take()
}

/// The way to what is to be sent, of all workspaces: while a mail server is down many wait, and few are due.
fn mails_that_are_due() -> IndexCreateStatement {
    use mail::Column;
    Index::create()
        .name("mails_by_try_at")
        .table(mail::Entity)
        .col(Column::TryAt)
        .take()
}
