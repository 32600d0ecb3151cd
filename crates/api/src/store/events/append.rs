//! The append transaction: lock the head, find what is stored already, number what is new, insert, move the head.
//!
//! Numbering comes after the search for duplicates and under the lock, so `sequence` has no hole and becomes
//! visible in order (spec 3, "One log per workspace").

#[cfg(feature = "failpoints")]
mod faults;
mod known;

use std::collections::HashMap;

use daybook_shared::event::AppendStatus;
use daybook_shared::id::EventId;
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait, QuerySelect, entity::prelude::*};
use uuid::Uuid;

use self::known::Known;
use super::combinations::Numbers;
use super::search::slices;
use crate::append::Draft;
use crate::clock::Clock;
use crate::db::{Database, Engine, many};
use crate::entity::{event, event_target, workspace_head};
use crate::error::{ApiError, ApiResult};

/// What became of one event.
#[derive(Debug, Clone)]
pub struct Appended {
    /// Whether it is new.
    pub status: AppendStatus,
    /// Its id, or that of the first event under its key.
    pub id: EventId,
    /// Its place in the log.
    pub sequence: i64,
    /// The stored body.
    pub body: String,
}

/// Commits requests together, each all or none, and answers each in its order.
pub async fn commit(
    database: &Database,
    clock: &Clock,
    workspace: Uuid,
    requests: Vec<Vec<Draft>>,
) -> ApiResult<Vec<ApiResult<Vec<Appended>>>> {
    #[cfg(feature = "failpoints")]
    if faults::is_numbered_before_the_insert() {
        return faults::number_then_insert(database, clock, workspace, requests).await;
    }
    let (clock, inner) = (clock.clone(), database.clone());
    let (results, numbers) = database
        .write_quietly(move |transaction| {
            Box::pin(async move { within(transaction, &inner, &clock, workspace, requests).await })
        })
        .await?;
    after(database, workspace, numbers);
    Ok(results)
}

/// As [`commit`], inside a transaction that changes something else too. When it is committed, [`after`] has to be told of the
/// combinations that were found.
pub async fn within(
    transaction: &DatabaseTransaction,
    database: &Database,
    clock: &Clock,
    workspace: Uuid,
    requests: Vec<Vec<Draft>>,
) -> ApiResult<(Vec<ApiResult<Vec<Appended>>>, Option<Numbers>)> {
    let engine = database.engine();
    let mut head = lock_head(transaction, engine, workspace).await?;
    let stored = known::stored(transaction, engine, workspace, &requests).await?;
    let mut numbering = Numbering {
        sequence: head.sequence,
        recorded_at: clock.now(),
        known: stored,
        new: Vec::new(),
    };
    let results = requests
        .into_iter()
        .map(|drafts| numbering.number(drafts))
        .collect();
    if numbering.new.is_empty() {
        return Ok((results, None));
    }
    head.sequence = numbering.sequence;
    let drafts = numbering.new.iter().map(|numbered| &numbered.draft);
    let found = Numbers::for_drafts(database, transaction, workspace, drafts).await?;
    insert(transaction, engine, workspace, numbering, &found).await?;
    move_head(transaction, head).await?;
    Ok((results, Some(found)))
}

/// What follows a commit: the process remembers what it found, and those who wait for appends look.
pub fn after(database: &Database, workspace: Uuid, found: Option<Numbers>) {
    if let Some(numbers) = found {
        numbers.remember(database, workspace);
        database.appends.tell(workspace);
    }
}

async fn lock_head(
    transaction: &DatabaseTransaction,
    engine: Engine,
    workspace: Uuid,
) -> ApiResult<workspace_head::Model> {
    let mut select = workspace_head::Entity::find_by_id(workspace);
    if engine == Engine::Postgres {
        select = select.lock_exclusive();
    }
    select
        .one(transaction)
        .await?
        .ok_or_else(|| ApiError::not_found("workspace"))
}

async fn move_head(transaction: &DatabaseTransaction, head: workspace_head::Model) -> ApiResult<()> {
    workspace_head::Entity::update_many()
        .col_expr(workspace_head::Column::Sequence, Expr::value(head.sequence))
        .filter(workspace_head::Column::WorkspaceId.eq(head.workspace_id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Gives places in the log to what is new.
struct Numbering {
    sequence: i64,
    recorded_at: Timestamp,
    known: HashMap<String, Known>,
    new: Vec<Numbered>,
}

struct Numbered {
    draft: Draft,
    sequence: i64,
    body: String,
}

impl Numbering {
    /// One request: refused whole where a key was used for another event, before anything of it is numbered.
    fn number(&mut self, drafts: Vec<Draft>) -> ApiResult<Vec<Appended>> {
        let conflicts = self.conflicts(&drafts);
        if !conflicts.is_empty() {
            return Err(ApiError::with_fields(ErrorCode::IdempotencyConflict, conflicts));
        }
        Ok(drafts.into_iter().map(|draft| self.number_one(draft)).collect())
    }

    fn conflicts(&self, drafts: &[Draft]) -> Vec<FieldError> {
        let mut within: HashMap<&str, &[u8]> = HashMap::new();
        let mut errors = Vec::new();
        for draft in drafts {
            let Some((key, hash)) = &draft.idempotency else {
                continue;
            };
            let first = self.known.get(key).map(|known| known.sent_hash.as_slice());
            let first = first.unwrap_or_else(|| within.entry(key).or_insert(hash));
            if first != hash {
                let shown: String = key.chars().take(60).collect();
                let detail = format!(
                    "`{shown}` was used for another event; a new event needs a new key, a repeated one the same body"
                );
                errors.push(FieldError::new(
                    format!("{}/idempotency_key", draft.pointer),
                    FieldCode::IdempotencyConflict,
                    detail,
                ));
            }
        }
        errors
    }

    fn number_one(&mut self, draft: Draft) -> Appended {
        if let Some(known) = draft
            .idempotency
            .as_ref()
            .and_then(|(key, _)| self.known.get(key))
        {
            return known.appended.clone();
        }
        self.sequence += 1;
        let body = draft.body(self.sequence, self.recorded_at);
        let appended = Appended {
            status: AppendStatus::Created,
            id: EventId(draft.id),
            sequence: self.sequence,
            body: body.clone(),
        };
        if let Some((key, hash)) = &draft.idempotency {
            let again = Appended {
                status: AppendStatus::Duplicate,
                ..appended.clone()
            };
            self.known.insert(
                key.clone(),
                Known {
                    sent_hash: hash.to_vec(),
                    appended: again,
                },
            );
        }
        self.new.push(Numbered {
            draft,
            sequence: self.sequence,
            body,
        });
        appended
    }
}

async fn insert(
    transaction: &DatabaseTransaction,
    engine: Engine,
    workspace: Uuid,
    numbering: Numbering,
    combinations: &Numbers,
) -> ApiResult<()> {
    let recorded_at = numbering.recorded_at.0;
    let mut targets = Vec::new();
    let mut texts = Vec::new();
    let mut rows = Vec::with_capacity(numbering.new.len());
    for Numbered {
        draft,
        sequence,
        body,
    } in numbering.new
    {
        let combination = combinations.of(&draft);
        let position = 0i32..;
        targets.extend(
            draft
                .target_ids
                .into_iter()
                .zip(position)
                .map(|(target_id, position)| event_target::ActiveModel {
                    workspace_id: Set(workspace),
                    target_id: Set(target_id),
                    occurred_at: Set(draft.occurred_at),
                    sequence: Set(sequence),
                    position: Set(position),
                }),
        );
        if engine == Engine::Sqlite {
            texts.push(slices::Text {
                occurred_at: draft.occurred_at,
                sequence,
                text: draft.search_text.clone(),
            });
        }
        let (idempotency_key, sent_hash) = draft.idempotency.map(|(key, hash)| (key, hash.to_vec())).unzip();
        rows.push(event::ActiveModel {
            workspace_id: Set(workspace),
            sequence: Set(sequence),
            id: Set(draft.id),
            occurred_at: Set(draft.occurred_at),
            recorded_at: Set(recorded_at),
            kind: Set(draft.kind),
            category: Set(draft.category),
            platform: Set(draft.platform),
            state: Set(draft.state),
            actor_kind: Set(draft.actor_kind.to_owned()),
            actor_id: Set(draft.actor_id),
            correlation_id: Set(draft.correlation_id),
            restricted: Set(draft.restricted),
            combination: Set(combination),
            idempotency_key: Set(idempotency_key),
            sent_hash: Set(sent_hash),
            search_text: Set(draft.search_text),
            body: Set(body),
        });
    }
    many::insert(transaction, rows).await?;
    if !targets.is_empty() {
        many::insert(transaction, targets).await?;
    }
    if !texts.is_empty() {
        slices::index_texts(transaction, workspace, texts).await?;
    }
    Ok(())
}
