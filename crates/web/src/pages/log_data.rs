//! What the log page loads.

use std::sync::Arc;

use daybook_shared::event::Event;
use daybook_shared::filter::EventFilter;
use daybook_shared::page::EventPage;
use daybook_shared::problem::FieldError;
use leptos::prelude::*;
use web_sys::AbortSignal;

use super::log::Step;
use super::log_more::{self, More};
use super::names::load_names;
use crate::api::{ApiError, Client};
use crate::directory::Directory;
use crate::facets::Tally;
use crate::load::{Load, load};
use crate::named;
use crate::query_state::LogQuery;
use crate::session::{Phase, Session};
use crate::viewport::Viewport;
use crate::zone::Zone;

/// What a page of the log is asked for with. Turning a phone changes the limit and keeps the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageKey {
    pub(super) workspace: String,
    pub(super) filter: EventFilter,
    pub(super) cursor: Option<String>,
    pub(super) limit: u32,
}

impl PageKey {
    /// Asks for it.
    pub(super) async fn fetch(self, client: Client, abort: AbortSignal) -> Result<EventPage, ApiError> {
        let cursor = self.cursor.as_deref();
        client
            .events(&self.workspace, &self.filter, cursor, self.limit, Some(&abort))
            .await
    }

    /// Whether both are of the same events in the same order.
    pub(super) fn is_same_list(&self, other: &Self) -> bool {
        self.workspace == other.workspace && self.filter == other.filter
    }

    /// Where it begins, in one line.
    pub(super) fn place(&self) -> String {
        let cursor = self.cursor.as_deref().unwrap_or_default();
        format!("{} {cursor} {}", self.workspace, self.filter.to_query())
    }
}

/// What is counted over time: of which workspace, and which events.
pub(super) type CountKey = (String, EventFilter);

/// The same events, with hours and days of the viewer's zone to count them by.
pub(super) fn within_zone(mut filter: EventFilter, zone: &Zone) -> EventFilter {
    filter.period.tz.get_or_insert_with(|| zone.name().to_owned());
    filter
}

/// The event in the drawer: of which workspace, and its id.
pub(super) type EventKey = (String, String);

/// Everything that the log page has loaded or is loading.
#[derive(Clone, Copy)]
pub(super) struct LogData {
    pub(super) page: Load<PageKey, EventPage>,
    pub(super) more: More,
    /// How many events were counted, of which list.
    pub(super) total: RwSignal<Option<(CountKey, Tally)>>,
    /// Has them counted again.
    pub(super) recount: Trigger,
    pub(super) directory: Memo<Arc<Directory>>,
    /// The open event, where the page of the list does not hold it.
    pub(super) opened: RwSignal<Option<(EventKey, Event)>>,
}

impl LogData {
    /// Loads whatever the URL asks for, now and whenever it changes.
    pub(super) fn load(
        session: Session,
        viewport: Viewport,
        workspace: Memo<String>,
        parsed: Memo<Result<LogQuery, Vec<FieldError>>>,
    ) -> Self {
        let client = session.client;
        let is_in = Memo::new(move |_| session.phase.get() == Phase::SignedIn);
        let place = Memo::new(move |_| {
            let LogQuery { filter, cursor, .. } = parsed.get().ok().filter(|_| is_in.get())?;
            Some(PageKey {
                workspace: workspace.get(),
                filter,
                cursor,
                limit: 0,
            })
        });
        let asked = Memo::new(move |before: Option<&Option<PageKey>>| {
            let key = place.get()?;
            let rows = viewport.rows().max(log_more::remembered(&key));
            // Where the window was turned, the row that was read stays on the page.
            let was = before.and_then(Option::as_ref);
            let is_turned = was.is_some_and(|was| was.place() == key.place());
            let limit = if is_turned {
                rows.max(viewport.rows_to_place())
            } else {
                rows
            };
            Some(PageKey { limit, ..key })
        });
        let page = load(asked, move |key: PageKey, abort| key.fetch(client, abort));
        let more = More::new(client, page);
        let opened = RwSignal::new(None);
        let named = Memo::new(move |known| {
            let filter = parsed.with(|query| {
                query
                    .as_ref()
                    .map(|query| query.filter.clone())
                    .unwrap_or_default()
            });
            let open = opened.read();
            page.value.with(|page| {
                let rows = page
                    .as_ref()
                    .map(|(_, page)| page.data.as_slice())
                    .unwrap_or_default();
                named::learn(
                    &filter,
                    rows.iter()
                        .chain(open.as_ref().map(|(_, event): &(EventKey, Event)| event)),
                    known,
                )
            })
        });
        let directory = load_names(client, workspace, is_in, named.into());
        Self {
            page,
            more,
            total: RwSignal::new(None),
            recount: Trigger::new(),
            directory,
            opened,
        }
    }

    /// How many events such a list has in all, and whether there may be more, once they are counted.
    pub(super) fn total(self, list: &PageKey) -> Option<Tally> {
        self.total.with(|counted| {
            let ((workspace, filter), total) = counted.as_ref()?;
            let mut wanted = list.filter.clone();
            wanted.period.tz = filter.period.tz.clone();
            (*workspace == list.workspace && *filter == wanted).then_some(*total)
        })
    }

    /// How many of them are shown: `100 of 1,284 events`.
    pub(super) fn shown_of(self) -> Option<String> {
        let (list, rows) = self.page.value.with(|page| {
            let (key, page) = page.as_ref()?;
            Some((key.clone(), page.data.len()))
        })?;
        Some(match self.total(&list) {
            Some(total) => format!("{rows} of {}", total.long()),
            None => Tally::exactly(rows).long(),
        })
    }

    /// Loads the newest events of the list that is shown.
    pub(super) fn renew(self, query: LogQuery, go: Callback<Step>) {
        if query.cursor.is_some() {
            go.run(Step {
                scrolls: true,
                ..Step::to(query.at(None))
            });
        } else {
            self.page.retry();
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        self.recount.notify();
    }

    /// The open event, from the list or by itself.
    pub(super) fn open_event(self, id: &str) -> Option<Event> {
        find_on_page(self.page, id).or_else(|| {
            let own = self.opened.get().filter(|((_, of), _)| of == id);
            own.map(|(_, event)| event)
        })
    }
}

/// The event, where the page of the list holds it.
pub(super) fn find_on_page(page: Load<PageKey, EventPage>, id: &str) -> Option<Event> {
    page.value.with(|page| {
        let rows = page
            .as_ref()
            .map(|(_, page)| page.data.as_slice())
            .unwrap_or_default();
        rows.iter().find(|event| event.id.to_string() == id).cloned()
    })
}
