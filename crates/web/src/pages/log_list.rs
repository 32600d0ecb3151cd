//! The list itself, in every state that it can be in.

use std::time::Duration;

use daybook_shared::filter::EventFilter;
use daybook_shared::me::UserUpdate;
use daybook_shared::page::EventPage;
use daybook_shared::problem::{ErrorCode, FieldError};
use leptos::prelude::*;

use super::gate::SessionError;
use super::log::Step;
use super::log_data::{LogData, PageKey};
use super::log_empty::{OfEmpty, empty_list, past_the_end, unreadable};
use super::log_foot::{CardsFoot, CardsHead, Foot};
use super::log_live::{FreshPill, LogLive};
use super::log_notices::{refetch_failed, searched_back};
use crate::components::error_panel::ErrorPanel;
use crate::components::log_cards::LogCards;
use crate::components::log_table::LogTable;
use crate::components::notice::Notice;
use crate::components::reading::Reading;
use crate::facets::Tally;
use crate::load::Load;
use crate::query_state::LogQuery;
use crate::session::{Phase, Session};
use crate::viewport::Viewport;
use crate::{browser, clock, days, path};

/// Old rows are not marked as such for what comes at once.
const MOMENT: Duration = Duration::from_millis(250);

/// The rows, or why there are none.
#[component]
pub(super) fn LogList(
    data: LogData,
    live: LogLive,
    parsed: Memo<Result<LogQuery, Vec<FieldError>>>,
    reading: Reading,
    viewport: Viewport,
    session: Session,
    workspace_name: Signal<String>,
    go: Callback<Step>,
) -> impl IntoView {
    let page = data.page;
    let set_filter = Callback::new(move |filter: EventFilter| {
        go.run(Step::to(LogQuery {
            filter,
            ..LogQuery::default()
        }));
    });
    let on_clear = Callback::new(move |()| set_filter.run(EventFilter::default()));
    let on_retry = Callback::new(move |()| page.retry());
    // Rows of another workspace are not old rows of this one.
    let shown = Memo::new(move |_| {
        let here = reading.path.get();
        page.value
            .get()
            .filter(|(key, _)| path::log(&key.workspace) == here)
    });
    let days = Memo::new(move |_| {
        let zone = reading.zone.get();
        shown
            .get()
            .map(|(_, page)| days::by_day(&page.data, |event| zone.local(event.occurred_at)))
    });
    let is_empty = Memo::new(move |_| {
        shown.with(|shown| {
            shown
                .as_ref()
                .is_some_and(|(_, page)| page.data.is_empty() && page.page.searched_back_to.is_none())
        })
    });
    let listed = Signal::derive(move || days.get());
    let is_old = Signal::derive(move || page.busy.get() && shown.with(Option::is_some));
    let busy = clock::lasting(is_old, MOMENT);
    let failed_at_first = Memo::new(move |_| page.error.get().filter(|_| shown.with(Option::is_none)));

    keep_place(page, viewport);

    let on_times = Callback::new(move |times| {
        session.change(UserUpdate {
            times: Some(times),
            ..UserUpdate::default()
        });
    });
    let list = move || {
        if viewport.shows_table() {
            view! { <LogTable days=listed busy reading on_times /> }.into_any()
        } else {
            view! {
                <CardsHead shown reading go />
                <LogCards days=listed busy reading />
                <CardsFoot shown data reading />
            }
            .into_any()
        }
    };
    // Another filter is not another list: what stands there stays until its rows come.
    let is_unreachable = Memo::new(move |_| matches!(session.phase.get(), Phase::Unreachable(_)));
    let refused = Memo::new(move |_| parsed.get().err());
    let body = move || {
        if is_unreachable.get() {
            return view! { <SessionError session /> }.into_any();
        }
        if let Some(errors) = refused.get() {
            return unreadable(errors, on_clear).into_any();
        }
        if let Some(error) = failed_at_first.get() {
            if error.is(ErrorCode::CursorInvalid) || error.is(ErrorCode::CursorMismatch) {
                let on_newest =
                    Callback::new(move |()| go.run(Step::to(reading.query.get_untracked().at(None))));
                return past_the_end(on_newest).into_any();
            }
            return view! { <ErrorPanel error on_retry /> }.into_any();
        }
        if is_empty.get() {
            empty_list(OfEmpty {
                shown,
                reading,
                session,
                workspace_name,
                set_filter,
                go,
            })
            .into_any()
        } else {
            list().into_any()
        }
    };
    let status = move || {
        if let Some(said) = data.more.said.get() {
            return Some(said);
        }
        shown.with(|shown| {
            let count = shown.as_ref().map(|(_, page)| page.data.len())?;
            (!page.busy.get()).then(|| Tally::exactly(count).long())
        })
    };
    let is_online = browser::network();
    view! {
        <p class="sr" role="status">{status}</p>
        <Show when=move || !is_online.get()>
            <div class="notices" role="status">
                <Notice icon="unlink" tone="warn">
                    "You are offline. What was loaded stays readable; the list goes on when the network is back."
                </Notice>
            </div>
        </Show>
        {move || page.error.get().filter(|_| shown.with(Option::is_some)).map(|error| refetch_failed(error, on_retry))}
        <FreshPill live data reading go />
        {body}
        {move || shown.get().and_then(|(key, page)| searched_back(&key, &page, reading, go))}
        <Show when=move || viewport.is_wide() && shown.with(Option::is_some) && !is_empty.get()>
            <Foot shown days reading go />
        </Show>
    }
}

/// Where the window was turned, the first row that was seen stays the first that is seen.
fn keep_place(page: Load<PageKey, EventPage>, viewport: Viewport) {
    Effect::new(move |before: Option<(bool, Option<PageKey>)>| {
        let is_wide = viewport.is_wide();
        let now = page.value.with(|page| page.as_ref().map(|(key, _)| key.clone()));
        // The rows that are there are drawn anew, and then perhaps more of them come.
        let is_turned = before.is_some_and(|(was_wide, before)| {
            let is_same = Option::zip(before.as_ref(), now.as_ref())
                .is_some_and(|(before, now)| before.place() == now.place());
            is_same && (was_wide != is_wide || before != now)
        });
        if let Some(row) = viewport.place().filter(|_| is_turned) {
            request_animation_frame(move || browser::scroll_to(&row));
        }
        (is_wide, now)
    });
}
