//! What the filter of a new export asks for, by name.

use daybook_shared::filter::{Dimension, EventFilter};
use leptos::prelude::*;

use crate::load::load;
use crate::query_state::LogQuery;
use crate::session::Session;
use crate::{filter_edit, named};

/// The names of what the form's filter asks for and no directory lists, from events that it leaves.
pub(super) fn learned(
    session: Session,
    workspace: StoredValue<String>,
    query: Memo<LogQuery>,
) -> Signal<named::Names> {
    let wanted = Memo::new(move |_| {
        let filter = query.with(|query| query.filter.clone());
        let has_names = [Dimension::Actor, Dimension::Target]
            .into_iter()
            .any(|dimension| !filter_edit::values(&filter, dimension, false).is_empty());
        (has_names && session.user.with(Option::is_some)).then_some(filter)
    });
    let found = load(wanted, move |filter: EventFilter, abort| async move {
        let workspace = workspace.get_value();
        session
            .client
            .events(&workspace, &filter, None, 50, Some(&abort))
            .await
    });
    let names = Memo::new(move |known: Option<&named::Names>| {
        found.value.with(|found| match found {
            Some((filter, page)) => named::learn(filter, page.data.iter(), known),
            None => named::Names::new(),
        })
    });
    names.into()
}
