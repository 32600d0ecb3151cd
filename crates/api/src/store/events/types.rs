//! The types that a filter leaves, families and categories spelt out, so that each can be read from its own index.

use daybook_shared::catalogue;
use daybook_shared::filter::{Dimension, EventFilter};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::db::Database;
use crate::store::event_types;

/// The types that `type` and `category` include; `None`: any.
pub async fn included(
    database: &Database,
    workspace: Uuid,
    filter: &EventFilter,
) -> Result<Option<Vec<String>>, DbErr> {
    let any = |dimension| {
        filter
            .clause(dimension)
            .map(|clause| clause.any.as_slice())
            .filter(|any| !any.is_empty())
    };
    let (names, categories) = (any(Dimension::Type), any(Dimension::Category));
    let needs_registry =
        categories.is_some() || names.is_some_and(|names| names.iter().any(|name| name.ends_with(".*")));
    if !needs_registry {
        return Ok(names.map(<[String]>::to_vec));
    }
    let mut registered: Vec<(String, String)> = catalogue::TYPES
        .iter()
        .map(|built_in| (built_in.name.to_owned(), built_in.category.to_owned()))
        .collect();
    let custom = event_types::list(database.reader(), workspace).await?;
    registered.extend(custom.into_iter().map(|row| (row.name, row.category)));
    let fits = |(name, category): &(String, String)| {
        names.is_none_or(|names| names.iter().any(|wanted| is_of(name, wanted)))
            && categories.is_none_or(|categories| categories.contains(category))
    };
    let fitting = registered.into_iter().filter(fits).map(|(name, _)| name);
    Ok(Some(fitting.collect()))
}

fn is_of(name: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(family) => name.starts_with(family),
        None => name == wanted,
    }
}
