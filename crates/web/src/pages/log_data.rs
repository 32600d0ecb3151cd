//! What the log page loads.

use std::sync::Arc;

use daybook_shared::counts::Histogram;
use daybook_shared::event::Event;
use daybook_shared::filter::EventFilter;
use daybook_shared::page::EventPage;
use daybook_shared::problem::FieldError;
use daybook_shared::story::Story;
use leptos::prelude::*;

use crate::directory::Directory;
use crate::load::{Load, load};
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

/// What is counted over time: of which workspace, and which events.
pub(super) type CountKey = (String, EventFilter);

/// The event in the drawer: of which workspace, and its id.
pub(super) type EventKey = (String, String);

/// Everything that the log page has loaded or is loading.
#[derive(Clone, Copy)]
pub(super) struct LogData {
    pub(super) page: Load<PageKey, EventPage>,
    pub(super) histogram: Load<CountKey, Histogram>,
    pub(super) directory: Memo<Arc<Directory>>,
    /// The open event, where the page of the list does not hold it.
    pub(super) event: Load<EventKey, Event>,
    pub(super) story: Load<EventKey, Story>,
}

impl LogData {
    /// Loads whatever the URL asks for, now and whenever it changes; counts where they are shown.
    pub(super) fn load(
        session: Session,
        viewport: Viewport,
        workspace: Memo<String>,
        parsed: Memo<Result<LogQuery, Vec<FieldError>>>,
        zone: Memo<Zone>,
        counts: RwSignal<bool>,
    ) -> Self {
        let client = session.client;
        let is_in = Memo::new(move |_| session.phase.get() == Phase::SignedIn);
        let page = load(
            Memo::new(move |_| {
                let LogQuery { filter, cursor, .. } = parsed.get().ok().filter(|_| is_in.get())?;
                Some(PageKey {
                    workspace: workspace.get(),
                    filter,
                    cursor,
                    limit: viewport.rows(),
                })
            }),
            move |key: PageKey, abort| async move {
                client
                    .events(
                        &key.workspace,
                        &key.filter,
                        key.cursor.as_deref(),
                        key.limit,
                        Some(&abort),
                    )
                    .await
            },
        );
        let counted = Memo::new(move |_| {
            let LogQuery { mut filter, .. } = parsed.get().ok().filter(|_| is_in.get() && counts.get())?;
            // Hours and days are the viewer's.
            let zone = zone.with(|zone| zone.name().to_owned());
            filter.period.tz.get_or_insert(zone);
            Some((workspace.get(), filter))
        });
        let histogram = load(counted, move |(workspace, filter): CountKey, abort| async move {
            client.histogram(&workspace, &filter, Some(&abort)).await
        });
        let open = Memo::new(move |_| {
            let id = parsed.with(|query| query.as_ref().ok().and_then(|query| query.event.clone()));
            id.filter(|_| is_in.get()).map(|id| (workspace.get(), id))
        });
        let event = load(
            Memo::new(move |_| open.get().filter(|(_, id)| find_on_page(page, id).is_none())),
            move |(workspace, id): EventKey, abort| async move {
                client.event(&workspace, &id, Some(&abort)).await
            },
        );
        let story = load(open, move |(workspace, id): EventKey, abort| async move {
            client.story(&workspace, &id, Some(&abort)).await
        });
        let place = Memo::new(move |_| is_in.get().then(|| workspace.get()));
        let types = load(place, move |workspace: String, abort| async move {
            client.event_types(&workspace, Some(&abort)).await
        });
        let members = load(place, move |workspace: String, abort| async move {
            client.members(&workspace, Some(&abort)).await
        });
        let directory = Memo::new(move |_| {
            let here = workspace.get();
            let types = types
                .value
                .get()
                .filter(|(of, _)| *of == here)
                .map(|(_, list)| list.data);
            let members = members
                .value
                .get()
                .filter(|(of, _)| *of == here)
                .map(|(_, list)| list.data);
            Arc::new(Directory {
                members: members.unwrap_or_default(),
                types: types.unwrap_or_default(),
            })
        });
        Self {
            page,
            histogram,
            directory,
            event,
            story,
        }
    }

    /// The open event, from the list or by itself.
    pub(super) fn open_event(self, id: &str) -> Option<Event> {
        find_on_page(self.page, id).or_else(|| {
            let own = self.event.value.get().filter(|((_, of), _)| of == id);
            own.map(|(_, event)| event)
        })
    }
}

fn find_on_page(page: Load<PageKey, EventPage>, id: &str) -> Option<Event> {
    page.value.with(|page| {
        let rows = page
            .as_ref()
            .map(|(_, page)| page.data.as_slice())
            .unwrap_or_default();
        rows.iter().find(|event| event.id.to_string() == id).cloned()
    })
}
