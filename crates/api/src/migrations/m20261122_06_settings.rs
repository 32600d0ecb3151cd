//! What each person sets for themselves. Nothing set is null, so that defaults stand in one place, which is not here.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean_null, string_null};

use crate::entity::user;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// Whole or not at all, also where it is killed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        use user::Column;
        let columns = [
            string_null(Column::HourCycle),
            string_null(Column::Theme),
            string_null(Column::Density),
            string_null(Column::Times),
            boolean_null(Column::Shortcuts),
        ];
        // SQLite adds one column at a time.
        for column in columns {
            let add = Table::alter().table(user::Entity).add_column(column).take();
            manager.alter_table(add).await?;
        }
        Ok(())
    }
}
