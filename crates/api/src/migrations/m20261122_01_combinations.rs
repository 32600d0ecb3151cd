//! One index for all properties with few values: events get the number of their combination of them, and a filter
//! becomes the ordered streams of the combinations that it leaves. It replaces an index for each property.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer, string, string_null, uuid};

use crate::entity::{combination, event};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(event_combinations()).await?;
        manager
            .alter_table(
                Table::alter()
                    .table(event::Entity)
                    .add_column(integer(event::Column::Combination).default(0))
                    .take(),
            )
            .await?;
        for statement in [NUMBER_THOSE_THERE, MARK_EVENTS] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        manager.create_index(by_combination()).await?;
        for index in ["events_by_type", "events_by_state", "events_by_platform"] {
            manager
                .drop_index(Index::drop().name(index).table(event::Entity).to_owned())
                .await?;
        }
        Ok(())
    }
}

fn event_combinations() -> TableCreateStatement {
    use combination::Column;
    Table::create()
        .table(combination::Entity)
        .col(uuid(Column::WorkspaceId))
        .col(integer(Column::Number))
        .col(string(Column::Kind))
        .col(string(Column::Category))
        .col(string_null(Column::Platform))
        .col(string(Column::State))
        .col(string(Column::ActorKind))
        .col(boolean(Column::Restricted))
        .primary_key(Index::create().col(Column::WorkspaceId).col(Column::Number))
        .take()
}

fn by_combination() -> IndexCreateStatement {
    use event::Column;
    Index::create()
        .name("events_by_combination")
        .table(event::Entity)
        .col(Column::WorkspaceId)
        .col(Column::Combination)
        .col(Column::OccurredAt)
        .col(Column::Sequence)
        .take()
}

const NUMBER_THOSE_THERE: &str = "\
    INSERT INTO event_combinations (workspace_id, number, type, category, platform, state, actor_kind, restricted) \
    SELECT workspace_id, row_number() OVER (PARTITION BY workspace_id ORDER BY min(sequence)), \
           type, category, platform, state, actor_kind, restricted \
    FROM events GROUP BY workspace_id, type, category, platform, state, actor_kind, restricted";

const MARK_EVENTS: &str = "\
    UPDATE events SET combination = (\
        SELECT number FROM event_combinations c \
        WHERE c.workspace_id = events.workspace_id AND c.type = events.type AND c.category = events.category \
          AND coalesce(c.platform, '') = coalesce(events.platform, '') AND c.state = events.state \
          AND c.actor_kind = events.actor_kind AND c.restricted = events.restricted)";
