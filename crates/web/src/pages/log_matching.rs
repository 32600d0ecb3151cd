//! How many events a filter would show that is still being chosen.

use std::time::Duration;

use daybook_shared::filter::EventFilter;
use leptos::prelude::*;

use super::log_data::{CountKey, within_zone};
use crate::components::reading::Reading;
use crate::facets::Tally;
use crate::load::load;
use crate::path;
use crate::session::Session;

/// Whoever ticks several boxes is counted for once.
const PAUSE: Duration = Duration::from_millis(250);

/// How many events match `draft`, and whether there may be more; nothing while that is not known.
pub(super) fn count_matching(
    session: Session,
    reading: Reading,
    draft: Signal<EventFilter>,
) -> Signal<Option<Tally>> {
    let client = session.client;
    let wanted = Memo::new(move |_| {
        let workspace = reading.path.with(|path| path::workspace_of(path))?;
        let filter = reading.zone.with(|zone| within_zone(draft.get(), zone));
        Some((workspace, filter))
    });
    let asked = RwSignal::new(None::<CountKey>);
    let turn = StoredValue::new(0_u32);
    Effect::new(move |begun: Option<()>| {
        let now = wanted.get();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        if begun.is_none() {
            return asked.set(now);
        }
        set_timeout(
            move || {
                if turn.try_get_value() == Some(mine) {
                    asked.set(now);
                }
            },
            PAUSE,
        );
    });
    let counted = load(
        Memo::new(move |_| asked.get()),
        move |(workspace, filter): CountKey, abort| async move {
            client.histogram(&workspace, &filter, Some(&abort)).await
        },
    );
    Signal::derive(move || {
        let now = wanted.get();
        counted.value.with(|counted| {
            let (of, found) = counted.as_ref()?;
            (Some(of) == now.as_ref()).then(|| Tally::of(found))
        })
    })
}
