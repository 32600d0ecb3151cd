//! Who asks is asked with every request, and the answer is mostly the same: rows about people, keys and workspaces are
//! remembered for a moment. Within one process a write forgets them all at once; another process's write is seen
//! after [`REMEMBERED_SECONDS`] (the promise is five).

use std::hash::Hash;
use std::sync::Arc;

use daybook_shared::access::Role;
use daybook_shared::id::{InboundSourceId, SessionId, UserId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;
use quick_cache::sync::Cache;
use sea_orm::DbErr;

use crate::db::Database;
use crate::entity;
use crate::store::inbound_sources::Source;

const REMEMBERED_SECONDS: i64 = 1;
/// Rows of a kind that are remembered.
const CAPACITY: usize = 5_000;

/// What is remembered of callers.
#[derive(Clone, Default)]
pub struct Recent {
    /// The person of a session.
    pub sessions: Lookup<SessionId, entity::user::Model>,
    /// The key of a secret's hash.
    pub keys: Lookup<Vec<u8>, entity::api_key::Model>,
    /// A workspace; as its member sees it, with the role.
    pub workspaces: Lookup<(WorkspaceId, Option<UserId>), (entity::workspace::Model, Option<Role>)>,
    /// A source that a platform sends notifications to.
    pub sources: Lookup<InboundSourceId, Source>,
}

/// Rows by what they were asked for with.
pub struct Lookup<K, V>(Arc<Cache<K, Remembered<V>>>);

#[derive(Clone)]
struct Remembered<V> {
    value: V,
    read_at: Timestamp,
    writes: u64,
}

impl<K: Eq + Hash, V: Clone> Default for Lookup<K, V> {
    fn default() -> Self {
        Self(Arc::new(Cache::new(CAPACITY)))
    }
}

impl<K, V> Clone for Lookup<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Eq + Hash, V: Clone> Lookup<K, V> {
    /// The row, remembered or read now. That there is none is never remembered.
    pub async fn find(
        &self,
        database: &Database,
        now: Timestamp,
        key: K,
        read: impl Future<Output = Result<Option<V>, DbErr>>,
    ) -> Result<Option<V>, DbErr> {
        // Counted before the row is read: a write in between makes what was read count as old.
        let writes = database.writes();
        let is_fresh = |row: &Remembered<V>| {
            let age = now.0 - row.read_at.0;
            row.writes == writes && (0..REMEMBERED_SECONDS * 1_000_000).contains(&age)
        };
        if let Some(row) = self.0.get(&key).filter(is_fresh) {
            return Ok(Some(row.value));
        }
        let found = read.await?;
        if let Some(value) = &found {
            let value = value.clone();
            self.0.insert(
                key,
                Remembered {
                    value,
                    read_at: now,
                    writes,
                },
            );
        }
        Ok(found)
    }
}
