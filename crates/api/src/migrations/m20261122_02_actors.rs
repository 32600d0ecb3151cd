//! The index of actors knows the combination of each event: a filter that leaves few of an actor's events is answered by the
//! index alone.

use sea_orm_migration::prelude::*;

use crate::entity::event;

#[derive(DeriveMigrationName)]
pub struct Migration;

const NAME: &str = "events_by_actor";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(Index::drop().name(NAME).table(event::Entity).to_owned())
            .await?;
        manager.create_index(by_actor()).await
    }
}

fn by_actor() -> IndexCreateStatement {
    use event::Column;
    Index::create()
        .name(NAME)
        .table(event::Entity)
        .col(Column::WorkspaceId)
        .col(Column::ActorId)
        .col(Column::OccurredAt)
        .col(Column::Sequence)
        .col(Column::Combination)
        .take()
}
