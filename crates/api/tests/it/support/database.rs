//! A fresh database on the engine that DAYBOOK_TEST_DATABASE names: `sqlite` (the default), or the URL of a PostgreSQL
//! server on which databases may be made.

use std::net::SocketAddr;
use std::path::Path;

use daybook_api::db::{Database, connect};
use daybook_api::migrations;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Makes a database, migrated and empty. SQLite's file lies in `directory`.
pub async fn create(directory: &Path) -> Database {
    let database = connect(&create_bare(directory).await).await.unwrap();
    migrations::apply(&database).await.unwrap();
    database
}

/// Makes a database with nothing in it and answers its URL. SQLite's file comes with the first connection.
pub async fn create_bare(directory: &Path) -> String {
    match engine() {
        server if server.starts_with("postgres") => create_on(&server).await,
        _ => format!("sqlite://{}", directory.join("test.db").display()),
    }
}

/// Whether the tests run on PostgreSQL.
pub fn is_postgres() -> bool {
    engine().starts_with("postgres")
}

#[expect(clippy::disallowed_methods, reason = "a test has no command line")]
fn engine() -> String {
    std::env::var("DAYBOOK_TEST_DATABASE").unwrap_or_else(|_| "sqlite".to_owned())
}

/// Makes a database with nothing in it on a PostgreSQL server and answers its URL.
pub async fn create_on(server: &str) -> String {
    let name = format!("daybook_test_{}", Uuid::now_v7().simple());
    let connection = sea_orm::Database::connect(server).await.unwrap();
    connection
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    connection.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// A database's URL, with the port of what stands before its server.
pub fn at_port(url: &str, port: u16) -> String {
    let (server, name) = url.rsplit_once('/').unwrap();
    let (user_and_host, _) = server.rsplit_once(':').unwrap();
    format!("{user_and_host}:{port}/{name}")
}

/// The address that a database's URL names.
pub fn address(url: &str) -> SocketAddr {
    let server = url.rsplit_once('/').unwrap().0;
    server.rsplit_once('@').unwrap().1.parse().unwrap()
}
