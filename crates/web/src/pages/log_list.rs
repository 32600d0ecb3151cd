//! The list itself, in every state that it can be in.

use daybook_shared::access::Role;
use daybook_shared::catalogue;
use daybook_shared::filter::{Dimension, EventFilter};
use daybook_shared::page::EventPage;
use daybook_shared::period::{Period, RelativeRange};
use daybook_shared::problem::{ErrorCode, FieldError};
use leptos::prelude::*;

use super::gate::SessionError;
use super::log::Step;
use super::log_data::{LogData, PageKey};
use crate::api::ApiError;
use crate::browser;
use crate::chips::{self, Part};
use crate::components::art::Art;
use crate::components::countdown::Countdown;
use crate::components::empty_state::{NoEvents, NoMatch, NotAllowed};
use crate::components::error_panel::{self, ErrorPanel};
use crate::components::log_cards::LogCards;
use crate::components::log_table::LogTable;
use crate::components::notice::Notice;
use crate::components::pager::Pager;
use crate::components::reading::Reading;
use crate::days::{self, DayGroup};
use crate::filter_edit;
use crate::query_state::LogQuery;
use crate::session::{Phase, Session};
use crate::viewport::Viewport;

/// The rows, or why there are none.
#[component]
pub(super) fn LogList(
    data: LogData,
    parsed: Memo<Result<LogQuery, Vec<FieldError>>>,
    reading: Reading,
    viewport: Viewport,
    session: Session,
    workspace_name: Signal<String>,
    go: Callback<Step>,
) -> impl IntoView {
    let page = data.page;
    let set_filter = move |filter: EventFilter| {
        go.run(Step::to(LogQuery {
            filter,
            ..LogQuery::default()
        }))
    };
    let on_clear = Callback::new(move |()| set_filter(EventFilter::default()));
    let on_retry = Callback::new(move |()| page.retry());
    // Rows of another workspace are not old rows of this one.
    let shown = Memo::new(move |_| {
        let here = reading.path.get();
        page.value
            .get()
            .filter(|(key, _)| crate::path::log(&key.workspace) == here)
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

    let list = move || {
        if viewport.is_wide() {
            view! { <LogTable days=listed busy reading /> }.into_any()
        } else {
            view! { <LogCards days=listed busy reading /> }.into_any()
        }
    };
    let empty = move || {
        let Some((key, _)) = shown.get_untracked() else {
            return ().into_any();
        };
        let on_newest = Callback::new(move |()| go.run(Step::to(reading.query.get_untracked().at(None))));
        if key.cursor.is_some() {
            return past_the_end(on_newest).into_any();
        }
        if key.filter.is_empty() {
            return view! { <NoEvents workspace=key.workspace /> }.into_any();
        }
        let is_member = session
            .workspace(&key.workspace)
            .is_some_and(|known| known.role == Some(Role::Member));
        if let Some(what) = restricted_only(&key.filter, reading).filter(|_| is_member) {
            return view! { <NotAllowed what workspace=workspace_name.get() on_clear /> }.into_any();
        }
        let found = chips::chips(&key.filter, &reading.directory.get(), reading.zone.get().name());
        let filter = key.filter.clone();
        let on_remove = Callback::new(move |part: Part| {
            let mut edited = filter.clone();
            chips::remove(&mut edited, part);
            set_filter(edited);
        });
        let on_widen = widened(&key.filter, reading)
            .map(|(label, filter)| (label, Callback::new(move |()| set_filter(filter.clone()))));
        view! { <NoMatch chips=found on_remove on_clear on_widen /> }.into_any()
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
            empty()
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
        {body}
        {move || shown.get().and_then(|(key, page)| searched_back(&key, &page, reading, go))}
        <Show when=move || shown.with(Option::is_some) && !is_empty.get()>
            <Foot shown days reading viewport go />
        </Show>
    }
}

/// From when to when the page reaches, and the ways to the next ones.
#[component]
fn Foot(
    shown: Memo<Option<(PageKey, EventPage)>>,
    days: Memo<Option<Vec<DayGroup>>>,
    reading: Reading,
    viewport: Viewport,
    go: Callback<Step>,
) -> impl IntoView {
    let cursor = move |older: bool| {
        shown.with(|shown| {
            let info = shown.as_ref().map(|(_, page)| &page.page)?;
            if older {
                info.next_cursor
                    .clone()
                    .filter(|_| info.has_more || info.searched_back_to.is_some())
            } else {
                info.prev_cursor.clone()
            }
        })
    };
    let on_turn = Callback::new(move |cursor| {
        go.run(Step {
            scrolls: true,
            ..Step::to(reading.query.get_untracked().at(Some(cursor)))
        });
    });
    let reach = move || {
        days.with(|days| {
            let days = days.as_ref()?;
            let (_, newest, _) = days.first()?.events.first()?;
            let (_, oldest, _) = days.last()?.events.last()?;
            let count: usize = days.iter().map(|day| day.events.len()).sum();
            Some(format!(
                "{count} events, {} to {}",
                newest.short(),
                oldest.short()
            ))
        })
    };
    let zone = move || {
        let now = reading.now.get();
        reading
            .zone
            .with(|zone| format!("Times in {}, {}", zone.name(), zone.offset(now)))
    };
    view! {
        <div class="log-foot">
            <span class:opt=move || viewport.is_wide()>{reach}</span>
            <Pager newer=Signal::derive(move || cursor(false)) older=Signal::derive(move || cursor(true)) on_turn />
            <span class="muted" class:opt=move || viewport.is_wide()>{zone}</span>
        </div>
    }
}

fn refetch_failed(error: ApiError, on_retry: Callback<()>) -> impl IntoView {
    let wait = error.wait_seconds();
    let tone = if wait.is_some() { "warn" } else { "danger" };
    let reference = error_panel::reference(&error);
    view! {
        <div class="notices" role="alert">
            <Notice icon="alert" tone=tone>
                {error.title()} ". The rows below are from before. "
                {wait.map(|seconds| view! { "Going on in " <Countdown seconds on_end=on_retry /> ". " })}
                <code>{reference}</code>
                <button type="button" class="link" on:click=move |_| on_retry.run(())>"Try now"</button>
            </Notice>
        </div>
    }
}

fn searched_back(
    key: &PageKey,
    page: &EventPage,
    reading: Reading,
    go: Callback<Step>,
) -> Option<impl IntoView + use<>> {
    let back_to = page.page.searched_back_to?;
    let cursor = page.page.next_cursor.clone()?;
    let q = key.filter.q.clone().unwrap_or_default();
    let time = reading.zone.with(|zone| zone.local(back_to));
    let query = reading.query.get_untracked().at(Some(cursor));
    let further = move |_| {
        go.run(Step {
            scrolls: true,
            ..Step::to(query.clone())
        })
    };
    Some(view! {
        <div class="notices" role="status">
            <Notice icon="search">
                "Searched back to " <b>{format!("{} {}", time.day(), time.minute())}</b> " for “" <bdi>{q}</bdi> "”. Older events have not been looked at yet. "
                <button type="button" class="link" on:click=further>"Search further"</button>
            </Notice>
        </div>
    })
}

fn past_the_end(on_newest: Callback<()>) -> impl IntoView {
    view! {
        <div class="empty">
            {Art::NoMatch.draw()}
            <h2>"This page of the list is not there any more"</h2>
            <p>"The link leads to a place in another list, or past its end."</p>
            <div class="actions">
                <button type="button" class="btn primary" on:click=move |_| on_newest.run(())>"To the newest events"</button>
            </div>
        </div>
    }
}

fn unreadable(errors: Vec<FieldError>, on_clear: Callback<()>) -> impl IntoView {
    let lines = errors
        .into_iter()
        .map(|error| view! { <li><code>{error.pointer}</code> ": " {error.detail}</li> });
    view! {
        <div class="empty" role="alert">
            {Art::NoMatch.draw()}
            <h2>"The address holds a filter that cannot be read"</h2>
            <ul>{lines.collect_view()}</ul>
            <div class="actions">
                <button type="button" class="btn primary" on:click=move |_| on_clear.run(())>"Clear all"</button>
            </div>
        </div>
    }
}

/// The name of what is asked for, where it is restricted and nothing else.
fn restricted_only(filter: &EventFilter, reading: Reading) -> Option<String> {
    let categories: Vec<&str> = match filter_edit::values(filter, Dimension::Category, false) {
        [] => filter_edit::values(filter, Dimension::Type, false)
            .iter()
            .map(|name| catalogue::find_type(name).map_or("", |known| known.category))
            .collect(),
        categories => categories.iter().map(String::as_str).collect(),
    };
    let is_restricted =
        |name: &&str| catalogue::find_category(name).is_some_and(|category| category.restricted);
    let first = categories
        .first()
        .filter(|_| categories.iter().all(is_restricted))?;
    Some(reading.directory.with(|names| names.category_label(first)))
}

/// The filter with a wider range, and what the button says.
fn widened(filter: &EventFilter, _reading: Reading) -> Option<(&'static str, EventFilter)> {
    if filter.period.is_all_time() {
        return None;
    }
    let is_long = matches!(
        filter.period.range,
        Some(RelativeRange::Month | RelativeRange::ThisMonth) | None
    );
    let (label, period) = if is_long {
        ("Look at all time", Period::default())
    } else {
        (
            "Look at 30 days",
            Period {
                range: Some(RelativeRange::Month),
                ..Period::default()
            },
        )
    };
    Some((
        label,
        EventFilter {
            period,
            ..filter.clone()
        },
    ))
}
