//! Reading PostgreSQL.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use deadpool_postgres::{
    Client, ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, QueueMode,
    RecyclingMethod, Runtime,
};
use sea_orm::{DbErr, RuntimeErr, Statement, Value};
use tokio::runtime::Handle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Config, NoTls};

use super::{ACQUIRE_TIMEOUT, Effort, Outcome, RowRef, acquire_timeout, unavailable};
use crate::db::Failure;
use crate::db::trust::Trust;

/// Statements that a connection keeps prepared. Filters have many shapes: beyond it all are forgotten.
const PREPARED: usize = 200;

/// How long a server may take to stop a statement.
const STOP_WITHIN: Duration = Duration::from_millis(500);

/// Connections to one server.
#[derive(Debug, Clone)]
pub struct PostgresRows {
    pool: Pool,
    config: Arc<Config>,
    trust: Trust,
    runtime: Handle,
}

impl PostgresRows {
    /// Opens none yet; they will belong to the current runtime.
    pub fn new(url: &str, connections: usize, trust: Trust) -> Result<Self, DbErr> {
        let mut config: Config = url.parse().map_err(error)?;
        config
            .application_name("daybook")
            .connect_timeout(ACQUIRE_TIMEOUT)
            .options("-c jit=off");
        Self::with(Arc::new(config), connections, trust)
    }

    /// Other connections to the same server, which will belong to the current runtime.
    pub fn with_others(&self, connections: usize) -> Self {
        // A pool cannot be made without a runtime for its time limits only, and it names one.
        let others = Self::with(self.config.clone(), connections, self.trust.clone());
        others.unwrap_or_else(|_| self.clone())
    }

    fn with(config: Arc<Config>, connections: usize, trust: Trust) -> Result<Self, DbErr> {
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_config(Config::clone(&config), NoTls, recycling))
            .max_size(connections)
            .wait_timeout(Some(acquire_timeout()))
            .create_timeout(Some(ACQUIRE_TIMEOUT))
            .runtime(Runtime::Tokio1)
            // The connection used last knows most statements, and has most of the server's memory at hand.
            .queue_mode(QueueMode::Lifo)
            .pre_recycle(asked_before_use(trust.clone()))
            .build()
            .map_err(|error| unavailable(error.to_string()))?;
        Ok(Self {
            pool,
            config,
            trust,
            runtime: Handle::current(),
        })
    }

    /// The runtime that the connections belong to.
    pub fn runtime(&self) -> Handle {
        self.runtime.clone()
    }

    /// Runs a statement to its end or its deadline. Not to be cancelled.
    pub async fn run<S: Default>(
        &self,
        statement: &Statement,
        effort: Effort,
        deadline: Instant,
        mut add: impl FnMut(&mut S, RowRef<'_>) -> Result<(), DbErr>,
    ) -> Result<Outcome<S>, DbErr> {
        let client = self.pool.get().await.map_err(pool_error)?;
        let cancel = client.cancel_token();
        let answered = {
            let query = query(&client, statement, effort);
            tokio::pin!(query);
            tokio::select! {
                answered = &mut query => Some(answered),
                () = tokio::time::sleep_until(deadline.into()) => {
                    let stopped = async {
                        cancel.cancel_query(NoTls).await.ok()?;
                        Some(query.await)
                    };
                    tokio::time::timeout(STOP_WITHIN, stopped).await.ok().flatten()
                }
            }
        };
        let Some(answered) = answered else {
            // Neither this connection nor those that were idle meanwhile can be trusted any more.
            drop(Object::take(client));
            self.pool.retain(|_, _| false);
            return Err(unavailable("a statement cannot be stopped"));
        };
        match answered {
            Ok(rows) => {
                let mut found = S::default();
                rows.iter()
                    .try_for_each(|row| add(&mut found, RowRef::Postgres(row)))?;
                Ok(Outcome::Whole(found))
            }
            Err(failure) if failure.code() == Some(&SqlState::QUERY_CANCELED) => Ok(Outcome::Stopped),
            Err(failure) => Err(error(failure)),
        }
    }
}

fn asked_before_use(trust: Trust) -> Hook {
    Hook::async_fn(move |client: &mut ClientWrapper, known| {
        let trust = trust.clone();
        Box::pin(async move {
            if trust.deserved(known.last_used(), client.simple_query("")).await {
                Ok(())
            } else {
                Err(HookError::message(
                    "an idle connection does not answer; it is closed",
                ))
            }
        })
    })
}

async fn query(
    client: &Client,
    statement: &Statement,
    effort: Effort,
) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
    let values = statement.values.iter().flat_map(|values| &values.0);
    let values: Vec<Parameter<'_>> = values.map(Parameter).collect();
    if effort == Effort::Planned {
        let typed: Vec<(&(dyn ToSql + Sync), Type)> =
            values.iter().map(|value| (value as _, value.kind())).collect();
        return client.query_typed(&statement.sql, &typed).await;
    }
    if client.statement_cache.size() >= PREPARED {
        client.statement_cache.clear();
    }
    let prepared = client.prepare_cached(&statement.sql).await?;
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
    client.query(&prepared, &values).await
}

/// A value as the server asks for it: whole numbers in its width.
#[derive(Debug)]
struct Parameter<'v>(&'v Value);

impl Parameter<'_> {
    /// The type that the server is told where it is not asked.
    fn kind(&self) -> Type {
        match self.0 {
            Value::Bool(_) => Type::BOOL,
            Value::Int(_) | Value::BigInt(_) | Value::BigUnsigned(_) => Type::INT8,
            Value::Uuid(_) => Type::UUID,
            Value::Bytes(_) => Type::BYTEA,
            _ => Type::TEXT,
        }
    }
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Bool(value) => value.to_sql(kind, out),
            Value::Int(value) => integer(value.map(i64::from), kind, out),
            Value::BigInt(value) => integer(*value, kind, out),
            Value::BigUnsigned(value) => integer(value.map(i64::try_from).transpose()?, kind, out),
            Value::String(value) => value.to_sql(kind, out),
            Value::Bytes(value) => value.to_sql(kind, out),
            Value::Uuid(value) => value.to_sql(kind, out),
            other => Err(format!("{other:?} cannot be a parameter").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn integer(
    value: Option<i64>,
    kind: &Type,
    out: &mut BytesMut,
) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
    match *kind {
        Type::INT2 => value.map(i16::try_from).transpose()?.to_sql(kind, out),
        Type::INT4 => value.map(i32::try_from).transpose()?.to_sql(kind, out),
        _ => value.to_sql(kind, out),
    }
}

/// An error of the driver, as the rest of the server knows it.
pub fn error(error: tokio_postgres::Error) -> DbErr {
    let is_unavailable = match error.code() {
        Some(code) => Failure::of_sqlstate(code.code()) != Failure::Defect,
        // The connection, not the statement.
        None => error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>()),
    };
    if is_unavailable {
        unavailable(error.to_string())
    } else {
        DbErr::Query(RuntimeErr::Internal(described(&error)))
    }
}

/// The driver's own text says "db error" and no more.
fn described(error: &tokio_postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

fn pool_error(failure: PoolError) -> DbErr {
    match failure {
        PoolError::Backend(failure) => error(failure),
        other => unavailable(other.to_string()),
    }
}
