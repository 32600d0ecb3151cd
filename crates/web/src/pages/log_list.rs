//! The list itself, in every state that it can be in.

use daybook_shared::filter::EventFilter;
use daybook_shared::me::UserUpdate;
use daybook_shared::problem::{ErrorCode, FieldError};
use leptos::prelude::*;

use super::gate::SessionError;
use super::log::Step;
use super::log_data::LogData;
use super::log_empty::{OfEmpty, empty_list, past_the_end, unreadable};
use super::log_foot::Foot;
use super::log_live::{FreshPill, LogLive};
use super::log_notices::{refetch_failed, searched_back};
use crate::components::error_panel::ErrorPanel;
use crate::components::log_cards::LogCards;
use crate::components::log_table::LogTable;
use crate::components::notice::Notice;
use crate::components::reading::Reading;
use crate::query_state::LogQuery;
use crate::session::{Phase, Session};
use crate::viewport::Viewport;
use crate::{browser, days, path};

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
    let busy = Signal::derive(move || page.busy.get() && shown.with(Option::is_some));
    let failed_at_first = Memo::new(move |_| page.error.get().filter(|_| shown.with(Option::is_none)));

    let on_times = Callback::new(move |times| {
        session.change(UserUpdate {
            times: Some(times),
            ..UserUpdate::default()
        });
    });
    let list = move || {
        if viewport.is_wide() {
            view! { <LogTable days=listed busy reading on_times /> }.into_any()
        } else {
            view! { <LogCards days=listed busy reading /> }.into_any()
        }
    };
    let body = move || {
        if matches!(session.phase.get(), Phase::Unreachable(_)) {
            return view! { <SessionError session /> }.into_any();
        }
        if let Err(errors) = parsed.get() {
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
        shown.with(|shown| {
            let count = shown.as_ref().map(|(_, page)| page.data.len())?;
            (!page.busy.get()).then(|| {
                if count == 1 {
                    "1 event".to_owned()
                } else {
                    format!("{count} events")
                }
            })
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
        <Show when=move || shown.with(Option::is_some) && !is_empty.get()>
            <Foot shown days reading viewport go />
        </Show>
    }
}
