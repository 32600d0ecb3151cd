//! Who made API keys, and who revoked them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

use crate::entity::api_key;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [api_key::Column::CreatedBy, api_key::Column::RevokedBy] {
            let alter = Table::alter()
                .table(api_key::Entity)
                .add_column(text_null(column))
                .take();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
