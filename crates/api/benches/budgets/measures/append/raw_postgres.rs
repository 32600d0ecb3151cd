//! PostgreSQL by tokio-postgres alone: one prepared statement for the events of a commit, one for their targets.

use std::time::{Duration, Instant};

use daybook_shared::timestamp::Timestamp;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

use crate::data::{Arrival, Combinations, postgres};
use crate::outcome::Outcome;

/// Events a second, by one connection.
pub fn rate(
    url: &str,
    workspace: Uuid,
    arrivals: &[Arrival],
    of_commit: usize,
    seconds: u64,
) -> Outcome<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let client = postgres::connect(url).await?;
        let events = client.prepare(&events_sql()).await?;
        let targets = client.prepare(TARGETS_SQL).await?;
        let head = "SELECT sequence FROM workspace_head WHERE workspace_id = $1";
        let mut sequence: i64 = client.query_one(head, &[&workspace]).await?.get(0);
        let mut count = 0;
        let started = Instant::now();
        for chunk in arrivals.chunks(of_commit) {
            client.batch_execute("BEGIN").await?;
            insert(&client, &events, &targets, workspace, sequence, chunk).await?;
            client.batch_execute("COMMIT").await?;
            sequence += i64::try_from(chunk.len())?;
            count += chunk.len();
            if started.elapsed() > Duration::from_secs(seconds) {
                break;
            }
        }
        Ok(count as f64 / started.elapsed().as_secs_f64())
    })
}

const TARGETS_SQL: &str = "INSERT INTO event_targets (workspace_id, target_id, occurred_at, sequence, position) \
    SELECT $1::uuid, * FROM UNNEST($2::text[], $3::bigint[], $4::bigint[], $5::integer[])";

fn events_sql() -> String {
    let columns = postgres::EVENT_COLUMNS;
    format!(
        "INSERT INTO events ({columns}) SELECT $1::uuid, * FROM UNNEST($2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], \
         $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::boolean[], $14::text[], \
         $15::bytea[], $16::text[], $17::text[], $18::integer[])"
    )
}

async fn insert(
    client: &Client,
    events: &Statement,
    targets: &Statement,
    workspace: Uuid,
    head: i64,
    chunk: &[Arrival],
) -> Outcome<()> {
    let drafts = || chunk.iter().map(|arrival| &arrival.draft);
    let sequences: Vec<i64> = (head + 1..).take(chunk.len()).collect();
    let ids: Vec<Uuid> = drafts().map(|draft| draft.id).collect();
    let occurred: Vec<i64> = drafts().map(|draft| draft.occurred_at).collect();
    let recorded: Vec<i64> = chunk.iter().map(|arrival| arrival.recorded_at).collect();
    let kinds: Vec<&str> = drafts().map(|draft| draft.kind.as_str()).collect();
    let categories: Vec<&str> = drafts().map(|draft| draft.category.as_str()).collect();
    let platforms: Vec<Option<&str>> = drafts().map(|draft| draft.platform.as_deref()).collect();
    let states: Vec<&str> = drafts().map(|draft| draft.state.as_str()).collect();
    let actor_kinds: Vec<&str> = drafts().map(|draft| draft.actor_kind).collect();
    let actors: Vec<Option<&str>> = drafts().map(|draft| draft.actor_id.as_deref()).collect();
    let correlations: Vec<Option<&str>> = drafts().map(|draft| draft.correlation_id.as_deref()).collect();
    let restricted: Vec<bool> = drafts().map(|draft| draft.restricted).collect();
    let (keys, hashes): (Vec<Option<&str>>, Vec<Option<&[u8]>>) = drafts()
        .map(|draft| {
            draft
                .idempotency
                .as_ref()
                .map(|(key, hash)| (key.as_str(), hash.as_slice()))
                .unzip()
        })
        .unzip();
    let texts: Vec<&str> = drafts().map(|draft| draft.search_text.as_str()).collect();
    let bodies: Vec<String> = drafts()
        .zip(&sequences)
        .zip(&recorded)
        .map(|((draft, sequence), recorded)| draft.body(*sequence, Timestamp(*recorded)))
        .collect();
    let mut numbers = Combinations::default();
    let combinations: Vec<i32> = drafts().map(|draft| numbers.number(draft)).collect();
    let values: [&(dyn ToSql + Sync); 18] = [
        &workspace,
        &sequences,
        &ids,
        &occurred,
        &recorded,
        &kinds,
        &categories,
        &platforms,
        &states,
        &actor_kinds,
        &actors,
        &correlations,
        &restricted,
        &keys,
        &hashes,
        &texts,
        &bodies,
        &combinations,
    ];
    client.execute(events, &values).await?;
    let (mut target_ids, mut times, mut places, mut positions) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (draft, sequence) in drafts().zip(&sequences) {
        for (target_id, position) in draft.target_ids.iter().zip(0i32..) {
            target_ids.push(target_id.as_str());
            times.push(draft.occurred_at);
            places.push(*sequence);
            positions.push(position);
        }
    }
    client
        .execute(targets, &[&workspace, &target_ids, &times, &places, &positions])
        .await?;
    Ok(())
}
