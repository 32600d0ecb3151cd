//! What PostgreSQL says of the transactions of a program.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::violation::Violation;
use crate::support::program::Program;

/// A look at them; on SQLite there is nothing to see.
pub struct Transactions(Option<DatabaseConnection>);

impl Transactions {
    /// Those of the program's database.
    pub async fn of(program: &Program) -> Self {
        if program.is_sqlite() {
            return Self(None);
        }
        Self(Some(program.look().await))
    }

    /// Fails where one was left open: for longer than a second it has waited for its next statement.
    pub async fn none_left_open(&self) -> Result<(), Violation> {
        let Some(database) = &self.0 else { return Ok(()) };
        let sql = "SELECT count(*) AS left_open FROM pg_stat_activity WHERE datname = current_database() \
                   AND state LIKE 'idle in transaction%' AND now() - state_change > interval '1 second'";
        let select = Statement::from_string(database.get_database_backend(), sql);
        let row = database.query_one_raw(select).await.unwrap().unwrap();
        match row.try_get::<i64>("", "left_open").unwrap() {
            0 => Ok(()),
            count => Err(Violation::Leaked(format!("{count} transactions"))),
        }
    }
}
