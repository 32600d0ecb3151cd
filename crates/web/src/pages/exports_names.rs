//! What the filters of the page ask for, by name: that of the form, and those of the exports in the list.

use daybook_shared::event::Event;
use daybook_shared::filter::{Dimension, EventFilter};
use leptos::prelude::*;

use super::export_job::Job;
use crate::load::load;
use crate::query_state::LogQuery;
use crate::session::Session;
use crate::{filter_edit, named};

/// Ids whose names are looked for at once.
const MOST: usize = 20;
/// Newest events of theirs in which the names are looked for.
const EVENTS: u32 = 100;

/// The names of what the filters ask for and no directory lists, from events that have them.
pub(super) fn learned(
    session: Session,
    workspace: StoredValue<String>,
    query: Memo<LogQuery>,
    jobs: RwSignal<Vec<Job>>,
) -> Signal<named::Names> {
    let of = |dimension| names(session, workspace, query, jobs, dimension);
    let (actors, targets) = (of(Dimension::Actor), of(Dimension::Target));
    Signal::derive(move || {
        let mut names = actors.get();
        names.extend(targets.get());
        names
    })
}

fn names(
    session: Session,
    workspace: StoredValue<String>,
    query: Memo<LogQuery>,
    jobs: RwSignal<Vec<Job>>,
    dimension: Dimension,
) -> Memo<named::Names> {
    let wanted = Memo::new(move |_| {
        let mut wanted = EventFilter::default();
        query.with(|query| ask_for(&mut wanted, &query.filter, dimension));
        for job in jobs.get() {
            job.export
                .with(|export| ask_for(&mut wanted, &export.filter, dimension));
        }
        (!wanted.is_empty() && session.user.with(Option::is_some)).then_some(wanted)
    });
    let found = load(wanted, move |filter: EventFilter, abort| async move {
        let workspace = workspace.get_value();
        session
            .client
            .events(&workspace, &filter, None, EVENTS, Some(&abort))
            .await
    });
    Memo::new(move |known: Option<&named::Names>| {
        found.value.with(|found| match found {
            Some((filter, page)) => {
                let events: &[Event] = &page.data;
                named::learn(filter, events.iter(), known)
            }
            None => named::Names::new(),
        })
    })
}

/// Adds what a filter names of a dimension; people are known already.
fn ask_for(wanted: &mut EventFilter, filter: &EventFilter, dimension: Dimension) {
    for excludes in [false, true] {
        for id in filter_edit::values(filter, dimension, excludes) {
            let is_known = filter_edit::has(wanted, dimension, false, id) || id.starts_with("usr_");
            if !is_known && filter_edit::values(wanted, dimension, false).len() < MOST {
                filter_edit::set(wanted, dimension, false, id, true);
            }
        }
    }
}
