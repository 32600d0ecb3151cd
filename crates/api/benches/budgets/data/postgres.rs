//! Filling PostgreSQL by COPY: without its indexes and keys, which are made at the end.

use std::pin::pin;

use daybook_shared::timestamp::Timestamp;
use tokio::runtime::Runtime;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use super::combinations::Combinations;
use super::stream::{Arrival, each_chunk};
use crate::outcome::Outcome;

/// The columns of the events, in the order of [`Arrival`]'s rows.
pub const EVENT_COLUMNS: &str = "workspace_id, sequence, id, occurred_at, recorded_at, type, category, platform, state, \
    actor_kind, actor_id, correlation_id, restricted, idempotency_key, sent_hash, search_text, body, combination";
const TARGET_COLUMNS: &str = "workspace_id, target_id, occurred_at, sequence, position";

/// A connection whose work goes on in the background.
pub async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Appends the events of all workspaces, as the server would have stored them.
pub fn fill(runtime: &Runtime, url: &str, rows: usize, workspaces: &[Uuid]) -> Outcome<()> {
    let (events, targets) =
        runtime.block_on(async { Outcome::Ok((connect(url).await?, connect(url).await?)) })?;
    let again = runtime.block_on(take_indexes_away(&events))?;
    let mut heads = vec![0i64; workspaces.len()];
    for (head, workspace) in heads.iter_mut().zip(workspaces) {
        let sql = "SELECT sequence FROM workspace_head WHERE workspace_id = $1";
        *head = runtime.block_on(events.query_one(sql, &[workspace]))?.get(0);
    }
    let mut combinations = Vec::new();
    for workspace in workspaces {
        combinations.push(runtime.block_on(stored_combinations(&events, *workspace))?);
    }
    copy(
        runtime,
        &events,
        &targets,
        rows,
        workspaces,
        &mut heads,
        &mut combinations,
    )?;
    for (workspace, combinations) in workspaces.iter().zip(&combinations) {
        runtime.block_on(store_new(&events, *workspace, combinations))?;
    }
    runtime.block_on(async {
        for (workspace, head) in workspaces.iter().zip(heads) {
            let update = "UPDATE workspace_head SET sequence = $1 WHERE workspace_id = $2";
            events.execute(update, &[&head, workspace]).await?;
        }
        for statement in again {
            events.batch_execute(&statement).await?;
        }
        Ok(())
    })
}

/// Vacuums, so that pages are read as in a log that has rested for an hour.
pub fn settle(runtime: &Runtime, url: &str) -> Outcome<()> {
    runtime.block_on(async {
        let client = connect(url).await?;
        client.batch_execute("VACUUM (ANALYZE)").await?;
        Ok(client.batch_execute("CHECKPOINT").await?)
    })
}

/// Drops keys and indexes of the log; answers the statements that make them.
async fn take_indexes_away(client: &Client) -> Outcome<Vec<String>> {
    let mut again = Vec::new();
    let keys = "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint \
                WHERE conrelid IN ('events'::regclass, 'event_targets'::regclass) AND contype = 'p'";
    for row in client.query(keys, &[]).await? {
        let (table, name, definition): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        client
            .batch_execute(&format!("ALTER TABLE {table} DROP CONSTRAINT \"{name}\""))
            .await?;
        again.push(format!(
            "ALTER TABLE {table} ADD CONSTRAINT \"{name}\" {definition}"
        ));
    }
    let indexes = "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
                   AND tablename IN ('events', 'event_targets')";
    for row in client.query(indexes, &[]).await? {
        let (name, definition): (String, String) = (row.get(0), row.get(1));
        client.batch_execute(&format!("DROP INDEX \"{name}\"")).await?;
        again.push(definition);
    }
    Ok(again)
}

/// What the server has numbered already.
async fn stored_combinations(client: &Client, workspace: Uuid) -> Outcome<Combinations> {
    let sql = "SELECT type, category, platform, state, actor_kind, restricted, number FROM event_combinations \
               WHERE workspace_id = $1";
    let rows = client.query(sql, &[&workspace]).await?;
    Ok(Combinations::stored(rows.iter().map(|row| {
        let properties = (
            row.get(0),
            row.get(1),
            row.get(2),
            row.get(3),
            row.get(4),
            row.get(5),
        );
        (properties, row.get(6))
    })))
}

async fn store_new(client: &Client, workspace: Uuid, combinations: &Combinations) -> Outcome<()> {
    let sql = "INSERT INTO event_combinations VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    for ((kind, category, platform, state, actor_kind, restricted), number) in combinations.lacking() {
        client
            .execute(
                sql,
                &[
                    &workspace, &number, kind, category, platform, state, actor_kind, restricted,
                ],
            )
            .await?;
    }
    Ok(())
}

fn copy(
    runtime: &Runtime,
    events: &Client,
    targets: &Client,
    rows: usize,
    workspaces: &[Uuid],
    heads: &mut [i64],
    combinations: &mut [Combinations],
) -> Outcome<()> {
    let event_types = [
        Type::UUID,
        Type::INT8,
        Type::UUID,
        Type::INT8,
        Type::INT8,
        Type::VARCHAR,
        Type::VARCHAR,
        Type::VARCHAR,
        Type::VARCHAR,
        Type::VARCHAR,
        Type::VARCHAR,
        Type::VARCHAR,
        Type::BOOL,
        Type::VARCHAR,
        Type::BYTEA,
        Type::TEXT,
        Type::TEXT,
        Type::INT4,
    ];
    let target_types = [Type::UUID, Type::VARCHAR, Type::INT8, Type::INT8, Type::INT4];
    let sql = format!("COPY events ({EVENT_COLUMNS}) FROM STDIN BINARY");
    let sink = runtime.block_on(events.copy_in(&sql))?;
    let mut event_writer = pin!(BinaryCopyInWriter::new(sink, &event_types));
    let sql = format!("COPY event_targets ({TARGET_COLUMNS}) FROM STDIN BINARY");
    let sink = runtime.block_on(targets.copy_in(&sql))?;
    let mut target_writer = pin!(BinaryCopyInWriter::new(sink, &target_types));
    each_chunk(rows, |arrivals| {
        runtime.block_on(async {
            for Arrival {
                workspace,
                draft,
                recorded_at,
            } in arrivals
            {
                heads[workspace] += 1;
                let (id, sequence) = (workspaces[workspace], heads[workspace]);
                let (key, hash) = draft
                    .idempotency
                    .as_ref()
                    .map(|(key, hash)| (key, hash.as_slice()))
                    .unzip();
                let body = draft.body(sequence, Timestamp(recorded_at));
                event_writer
                    .as_mut()
                    .write(&[
                        &id,
                        &sequence,
                        &draft.id,
                        &draft.occurred_at,
                        &recorded_at,
                        &draft.kind,
                        &draft.category,
                        &draft.platform,
                        &draft.state,
                        &draft.actor_kind,
                        &draft.actor_id,
                        &draft.correlation_id,
                        &draft.restricted,
                        &key,
                        &hash,
                        &draft.search_text,
                        &body,
                        &combinations[workspace].number(&draft),
                    ])
                    .await?;
                for (position, target_id) in draft.target_ids.iter().enumerate() {
                    let position = i32::try_from(position)?;
                    target_writer
                        .as_mut()
                        .write(&[&id, target_id, &draft.occurred_at, &sequence, &position])
                        .await?;
                }
            }
            Ok(())
        })
    })?;
    runtime.block_on(async {
        event_writer.as_mut().finish().await?;
        target_writer.as_mut().finish().await?;
        Ok(())
    })
}
