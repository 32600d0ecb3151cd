//! The counts beside the values of a filter, loaded while somebody chooses.

use daybook_shared::counts::Facets;
use daybook_shared::filter::EventFilter;
use leptos::prelude::*;

use crate::components::reading::Reading;
use crate::load::load;
use crate::path;
use crate::session::Session;

/// Counts whatever the filter leaves; old counts stay until new ones are there.
pub(super) fn load_counts(
    session: Session,
    reading: Reading,
    filter: Signal<EventFilter>,
) -> Signal<Option<Facets>> {
    let client = session.client;
    let key = Memo::new(move |_| {
        let workspace = reading.path.with(|path| path::workspace_of(path))?;
        Some((workspace, filter.get()))
    });
    let found = load(
        key,
        move |(workspace, filter): (String, EventFilter), abort| async move {
            client.facets(&workspace, &filter, Some(&abort)).await
        },
    );
    Memo::new(move |_| {
        let here = reading.path.with(|path| path::workspace_of(path));
        let value = found.value.get();
        value
            .filter(|((of, _), _)| Some(of) == here.as_ref())
            .map(|(_, facets)| facets)
    })
    .into()
}
