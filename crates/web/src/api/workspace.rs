//! Reading a workspace.

use daybook_shared::counts::{Facets, Histogram};
use daybook_shared::event::Event;
use daybook_shared::event_type::EventTypeList;
use daybook_shared::filter::EventFilter;
use daybook_shared::member::MemberList;
use daybook_shared::page::EventPage;
use daybook_shared::route;
use daybook_shared::story::Story;

use super::{Aborting, ApiError, Client};

impl Client {
    /// A page of the log.
    pub async fn events(
        self,
        workspace: &str,
        filter: &EventFilter,
        cursor: Option<&str>,
        limit: u32,
        abort: Aborting<'_>,
    ) -> Result<EventPage, ApiError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(filter.to_pairs())
            .append_pair("limit", &limit.to_string())
            .extend_pairs(cursor.map(|cursor| ("cursor", cursor)))
            .finish();
        self.get(&format!("{}?{query}", route::events(workspace)), abort)
            .await
    }

    /// How many events there are over time.
    pub async fn histogram(
        self,
        workspace: &str,
        filter: &EventFilter,
        abort: Aborting<'_>,
    ) -> Result<Histogram, ApiError> {
        let query = filter.to_query();
        self.get(&format!("{}?{query}", route::histogram(workspace)), abort)
            .await
    }

    /// How many events there are of each value.
    pub async fn facets(
        self,
        workspace: &str,
        filter: &EventFilter,
        abort: Aborting<'_>,
    ) -> Result<Facets, ApiError> {
        let query = filter.to_query();
        self.get(&format!("{}?{query}", route::facets(workspace)), abort)
            .await
    }

    /// One event.
    pub async fn event(self, workspace: &str, id: &str, abort: Aborting<'_>) -> Result<Event, ApiError> {
        self.get(&route::event(workspace, id), abort).await
    }

    /// What came before and after an event.
    pub async fn story(self, workspace: &str, id: &str, abort: Aborting<'_>) -> Result<Story, ApiError> {
        self.get(&route::story(workspace, id), abort).await
    }

    /// The event types of a workspace.
    pub async fn event_types(self, workspace: &str, abort: Aborting<'_>) -> Result<EventTypeList, ApiError> {
        self.get(&route::event_types(workspace), abort).await
    }

    /// The people of a workspace.
    pub async fn members(self, workspace: &str, abort: Aborting<'_>) -> Result<MemberList, ApiError> {
        self.get(&route::members(workspace), abort).await
    }
}
