//! The combinations of type, category, platform, state, kind of actor and `restricted` that events of a workspace
//! have. There are some hundreds however large the log is, so that a filter over any of these properties is
//! answered here, and becomes the few streams of the index by combination that hold its events.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use daybook_shared::filter::{Dimension, EventFilter};
use quick_cache::sync::Cache;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::append::Draft;
use crate::db::{Database, RowRef};
use crate::entity::combination::{ActiveModel, Column, Entity, Model};

/// Workspaces whose combinations a process remembers.
const REMEMBERED: usize = 2_000;

/// What the events of one combination have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Combination {
    kind: String,
    category: String,
    platform: Option<String>,
    state: String,
    actor_kind: String,
    /// Whether members see only their own of them.
    pub restricted: bool,
}

/// The combinations of one workspace, the one numbered 1 first.
#[derive(Debug, Clone, Default)]
pub struct Combinations {
    all: Vec<Combination>,
    numbers: HashMap<Combination, i32>,
}

/// What this process remembers. A combination never changes once it is there; new ones are always looked for.
#[derive(Debug, Clone)]
pub struct Remembered(Arc<Cache<Uuid, Arc<Combinations>>>);

impl Default for Remembered {
    fn default() -> Self {
        Self(Arc::new(Cache::new(REMEMBERED)))
    }
}

impl Combination {
    fn of(draft: &Draft) -> Self {
        Self {
            kind: draft.kind.clone(),
            category: draft.category.clone(),
            platform: draft.platform.clone(),
            state: draft.state.clone(),
            actor_kind: draft.actor_kind.to_owned(),
            restricted: draft.restricted,
        }
    }

    fn value_of(&self, dimension: Dimension) -> Option<&str> {
        match dimension {
            Dimension::Type => Some(&self.kind),
            Dimension::Category => Some(&self.category),
            Dimension::Platform => self.platform.as_deref(),
            Dimension::State => Some(&self.state),
            Dimension::ActorKind => Some(&self.actor_kind),
            Dimension::Actor | Dimension::Target => None,
        }
    }

    fn fits(&self, filter: &EventFilter) -> bool {
        let mut combined = Dimension::ALL.iter().filter(|dimension| is_combined(**dimension));
        combined.all(|dimension| filter.admits(*dimension, self.value_of(*dimension)))
    }
}

/// Whether a dimension is part of what is combined.
pub fn is_combined(dimension: Dimension) -> bool {
    !matches!(dimension, Dimension::Actor | Dimension::Target)
}

/// Whether a filter narrows the combinations.
pub fn are_narrowed(filter: &EventFilter) -> bool {
    let mut combined = Dimension::ALL.iter().filter(|dimension| is_combined(**dimension));
    combined.any(|dimension| filter.clause(*dimension).is_some())
}

impl Combinations {
    /// The numbers of those that a filter leaves.
    pub fn fitting(&self, filter: &EventFilter) -> Vec<i32> {
        let numbered = (1..).zip(&self.all);
        let fitting = numbered.filter(|(_, combination)| combination.fits(filter));
        fitting.map(|(number, _)| number).collect()
    }

    /// Whether members see only their own events of a combination.
    pub fn is_restricted(&self, number: i32) -> bool {
        self.get(number).is_some_and(|combination| combination.restricted)
    }

    /// Those that members see only their own events of.
    pub fn restricted(&self) -> Vec<i32> {
        let numbered = (1..).zip(&self.all);
        let restricted = numbered.filter(|(_, combination)| combination.restricted);
        restricted.map(|(number, _)| number).collect()
    }

    /// The value that the events of a combination have in a dimension.
    pub fn value_of(&self, number: i32, dimension: Dimension) -> Option<&str> {
        self.get(number)?.value_of(dimension)
    }

    fn get(&self, number: i32) -> Option<&Combination> {
        self.all.get(usize::try_from(number - 1).ok()?)
    }

    fn with(&self, more: impl IntoIterator<Item = Combination>) -> Self {
        let mut longer = self.clone();
        for combination in more {
            longer.all.push(combination.clone());
            let number = i32::try_from(longer.all.len()).unwrap_or(i32::MAX);
            longer.numbers.insert(combination, number);
        }
        longer
    }

    fn next_number(&self) -> i32 {
        i32::try_from(self.all.len())
            .unwrap_or(i32::MAX)
            .saturating_add(1)
    }
}

/// The combinations that a workspace's events have at this moment.
pub async fn of(database: &Database, workspace: Uuid) -> Result<Arc<Combinations>, DbErr> {
    let known = remembered(database, workspace);
    let more = database.rows(&after(workspace, &known), read).await?;
    if more.is_empty() {
        return Ok(known);
    }
    let longer = Arc::new(known.with(more));
    database.combinations.0.insert(workspace, longer.clone());
    Ok(longer)
}

fn remembered(database: &Database, workspace: Uuid) -> Arc<Combinations> {
    database.combinations.0.get(&workspace).unwrap_or_default()
}

fn after(workspace: Uuid, known: &Combinations) -> SelectStatement {
    Query::select()
        .columns([
            Column::Kind,
            Column::Category,
            Column::Platform,
            Column::State,
            Column::ActorKind,
            Column::Restricted,
        ])
        .from(Entity)
        .and_where(Column::WorkspaceId.eq(workspace))
        .and_where(Column::Number.gte(known.next_number()))
        .order_by(Column::Number, sea_orm::Order::Asc)
        .take()
}

fn read(row: RowRef<'_>) -> Result<Combination, DbErr> {
    Ok(Combination {
        kind: row.text(0)?.to_owned(),
        category: row.text(1)?.to_owned(),
        platform: row.optional_text(2)?.map(str::to_owned),
        state: row.text(3)?.to_owned(),
        actor_kind: row.text(4)?.to_owned(),
        restricted: row.boolean(5)?,
    })
}

/// Numbers of combinations, for a transaction that appends: those not yet there are numbered and stored in it.
pub struct Numbers {
    known: Arc<Combinations>,
    new: BTreeMap<i32, Combination>,
}

impl Numbers {
    /// The numbers of the drafts' combinations. The caller holds the workspace's head: nobody else numbers now.
    pub async fn for_drafts<'d>(
        database: &Database,
        transaction: &DatabaseTransaction,
        workspace: Uuid,
        drafts: impl Iterator<Item = &'d Draft> + Clone,
    ) -> Result<Self, DbErr> {
        let mut known = remembered(database, workspace);
        let is_known =
            |known: &Combinations, draft: &Draft| known.numbers.contains_key(&Combination::of(draft));
        if !drafts.clone().all(|draft| is_known(&known, draft)) {
            let rows = Entity::find()
                .filter(Column::WorkspaceId.eq(workspace))
                .filter(Column::Number.gte(known.next_number()))
                .order_by_asc(Column::Number)
                .all(transaction)
                .await?;
            known = Arc::new(known.with(rows.into_iter().map(Combination::from)));
        }
        let mut new = BTreeMap::new();
        for draft in drafts {
            if !is_known(&known, draft) {
                let combination = Combination::of(draft);
                new.insert(known.next_number(), combination.clone());
                known = Arc::new(known.with([combination]));
            }
        }
        let numbers = Self { known, new };
        numbers.insert(transaction, workspace).await?;
        Ok(numbers)
    }

    async fn insert(&self, transaction: &DatabaseTransaction, workspace: Uuid) -> Result<(), DbErr> {
        if self.new.is_empty() {
            return Ok(());
        }
        let rows = self.new.iter().map(|(number, combination)| ActiveModel {
            workspace_id: Set(workspace),
            number: Set(*number),
            kind: Set(combination.kind.clone()),
            category: Set(combination.category.clone()),
            platform: Set(combination.platform.clone()),
            state: Set(combination.state.clone()),
            actor_kind: Set(combination.actor_kind.clone()),
            restricted: Set(combination.restricted),
        });
        Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await?;
        Ok(())
    }

    /// The number of a draft's combination.
    pub fn of(&self, draft: &Draft) -> i32 {
        self.known
            .numbers
            .get(&Combination::of(draft))
            .copied()
            .unwrap_or_default()
    }

    /// Remembers what the transaction found and stored, now that it is committed.
    pub fn remember(self, database: &Database, workspace: Uuid) {
        database.combinations.0.insert(workspace, self.known);
    }
}

impl From<Model> for Combination {
    fn from(row: Model) -> Self {
        Self {
            kind: row.kind,
            category: row.category,
            platform: row.platform,
            state: row.state,
            actor_kind: row.actor_kind,
            restricted: row.restricted,
        }
    }
}
