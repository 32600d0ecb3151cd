//! The log: its head, the events, their targets, and what searches need.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary_null, boolean, integer, string, string_null, text, uuid,
};

use crate::entity::{event, event_target, search_slice, workspace_head};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(workspace_head()).await?;
        manager.create_table(events()).await?;
        manager.create_table(event_targets()).await?;
        manager.create_table(search_slices()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        let connection = manager.get_connection();
        for statement in engine_specific(manager.get_database_backend()) {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

fn workspace_head() -> TableCreateStatement {
    use workspace_head::Column;
    Table::create()
        .table(workspace_head::Entity)
        .col(uuid(Column::WorkspaceId).primary_key())
        .col(big_integer(Column::Sequence))
        .take()
}

fn events() -> TableCreateStatement {
    use event::Column;
    Table::create()
        .table(event::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(big_integer(Column::Sequence))
        .col(uuid(Column::Id))
        .col(big_integer(Column::OccurredAt))
        .col(big_integer(Column::RecordedAt))
        .col(string(Column::Kind))
        .col(string(Column::Category))
        .col(string_null(Column::Platform))
        .col(string(Column::State))
        .col(string(Column::ActorKind))
        .col(string_null(Column::ActorId))
        .col(string_null(Column::CorrelationId))
        .col(boolean(Column::Restricted))
        .col(string_null(Column::IdempotencyKey))
        .col(binary_null(Column::SentHash))
        .col(text(Column::SearchText))
        .col(text(Column::Body))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Sequence))
        .take()
}

fn event_targets() -> TableCreateStatement {
    use event_target::Column;
    Table::create()
        .table(event_target::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(string(Column::TargetId))
        .col(big_integer(Column::OccurredAt))
        .col(big_integer(Column::Sequence))
        .col(integer(Column::Position))
        .primary_key(
            Index::create()
                .col(Column::WorkspaceId)
                .col(Column::TargetId)
                .col(Column::OccurredAt)
                .col(Column::Sequence),
        )
        .take()
}

fn search_slices() -> TableCreateStatement {
    Table::create()
        .table(search_slice::Entity)
        .col(integer(search_slice::Column::Slice).primary_key())
        .take()
}

fn indexes() -> Vec<IndexCreateStatement> {
    use event::Column;
    let by_time = |name: &str, column: Option<Column>| {
        let mut index = Index::create();
        index.name(name).table(event::Entity).col(Column::WorkspaceId);
        if let Some(column) = column {
            index.col(column);
        }
        index.col(Column::OccurredAt).col(Column::Sequence).take()
    };
    vec![
        by_time("events_by_time", None),
        by_time("events_by_type", Some(Column::Kind)),
        by_time("events_by_state", Some(Column::State)),
        by_time("events_by_platform", Some(Column::Platform)),
        by_time("events_by_actor", Some(Column::ActorId)),
        Index::create()
            .name("events_by_id")
            .unique()
            .table(event::Entity)
            .col(Column::WorkspaceId)
            .col(Column::Id)
            .take(),
    ]
}

/// Partial indexes, which the two engines write alike, and the base of each engine's trigram search.
fn engine_specific(backend: sea_orm::DbBackend) -> Vec<&'static str> {
    let mut statements = vec![
        "CREATE UNIQUE INDEX events_by_idempotency_key ON events (workspace_id, idempotency_key) WHERE idempotency_key IS NOT NULL",
        "CREATE INDEX events_by_correlation ON events (workspace_id, correlation_id, occurred_at, sequence) WHERE correlation_id IS NOT NULL",
    ];
    if backend == sea_orm::DbBackend::Postgres {
        statements.push("CREATE EXTENSION IF NOT EXISTS pg_trgm");
    } else {
        // FTS5 rows are numbered: the workspace's number leads, its sequence follows.
        statements.push(
            "CREATE TABLE search_numbers (number INTEGER PRIMARY KEY, workspace_id BLOB NOT NULL UNIQUE)",
        );
    }
    statements
}
