//! The facts of the types that events name: from the catalogue, from the workspace's registry, or newly registered.

use std::collections::{BTreeSet, HashMap};

use daybook_shared::problem::{FieldCode, FieldError};
use uuid::Uuid;

use super::{Sent, TypeFacts};
use crate::clock::Clock;
use crate::db::Database;
use crate::error::ApiResult;
use crate::fields;
use crate::store::event_types;

/// What to do with a type that nobody registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownTypes {
    /// Refuse the events, naming the types.
    Refuse,
    /// Register them.
    Register,
}

/// The facts of every type that the events name.
pub(super) async fn facts_of(
    database: &Database,
    clock: &Clock,
    workspace: Uuid,
    events: &[Sent],
    unknown: UnknownTypes,
) -> ApiResult<HashMap<String, TypeFacts>> {
    let mut facts = HashMap::new();
    let mut custom = BTreeSet::new();
    for kind in events.iter().map(|sent| &sent.event.kind) {
        match TypeFacts::built_in(kind) {
            Some(known) => {
                facts.insert(kind.clone(), known);
            }
            None => {
                custom.insert(kind.clone());
            }
        }
    }
    if custom.is_empty() {
        return Ok(facts);
    }
    add_registered(database, workspace, &custom, &mut facts).await?;
    let missing: Vec<String> = custom
        .iter()
        .filter(|name| !facts.contains_key(*name))
        .cloned()
        .collect();
    if missing.is_empty() {
        return Ok(facts);
    }
    if unknown == UnknownTypes::Refuse {
        return Err(fields::refusal(errors_for(events, &missing)));
    }
    event_types::register(database, clock.now(), workspace, missing).await?;
    add_registered(database, workspace, &custom, &mut facts).await?;
    Ok(facts)
}

async fn add_registered(
    database: &Database,
    workspace: Uuid,
    names: &BTreeSet<String>,
    facts: &mut HashMap<String, TypeFacts>,
) -> ApiResult<()> {
    for row in event_types::find_many(database.reader(), workspace, names.iter().cloned().collect()).await? {
        let known = TypeFacts {
            category: row.category,
            state: row.state,
            template: row.template,
            restricted: row.restricted,
        };
        facts.insert(row.name, known);
    }
    Ok(())
}

fn errors_for(events: &[Sent], missing: &[String]) -> Vec<FieldError> {
    let unknown = events.iter().filter(|sent| missing.contains(&sent.event.kind));
    unknown
        .map(|sent| {
            let kind = &sent.event.kind;
            let detail = format!("nobody registered `{kind}` in this workspace; use a type of `GET …/event-types`, or let an admin's credential append with `?register_types=true`");
            FieldError::new(format!("{}/type", sent.pointer), FieldCode::UnknownEventType, detail)
        })
        .collect()
}
