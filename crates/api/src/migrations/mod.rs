//! The schema, step by step. A step that has been released never changes; a change is a new step.

mod m20261121_01_people;
mod m20261121_02_log;
mod m20261122_01_combinations;
mod m20261122_02_actors;
mod m20261122_03_short_words;
mod m20261122_04_counts;
mod m20261122_05_presets;
mod m20261122_06_settings;
mod m20261123_01_live_tickets;
mod m20261123_02_exports;
mod m20261123_03_api_keys;
mod m20261123_04_inbound_sources;
mod m20261123_05_quotas;
mod m20261123_06_idempotent_requests;
mod m20261123_07_webhooks;

use sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::db::Database;

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_01_people::Migration),
            Box::new(m20261121_02_log::Migration),
            Box::new(m20261122_01_combinations::Migration),
            Box::new(m20261122_02_actors::Migration),
            Box::new(m20261122_03_short_words::Migration),
            Box::new(m20261122_04_counts::Migration),
            Box::new(m20261122_05_presets::Migration),
            Box::new(m20261122_06_settings::Migration),
            Box::new(m20261123_01_live_tickets::Migration),
            Box::new(m20261123_02_exports::Migration),
            Box::new(m20261123_03_api_keys::Migration),
            Box::new(m20261123_04_inbound_sources::Migration),
            Box::new(m20261123_05_quotas::Migration),
            Box::new(m20261123_06_idempotent_requests::Migration),
            Box::new(m20261123_07_webhooks::Migration),
        ]
    }
}

/// Brings the database up to date; a database that is, is left alone.
pub async fn apply(database: &Database) -> Result<(), DbErr> {
    Migrator::up(database.writer(), None).await
}

/// How many steps the database lacks.
pub async fn pending(database: &Database) -> Result<usize, DbErr> {
    Ok(Migrator::get_pending_migrations(database.writer()).await?.len())
}
