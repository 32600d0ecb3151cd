//! Pages of a list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::id::EventId;
use crate::timestamp::Timestamp;

/// Where a page stands in its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageInfo {
    /// Rows asked for.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 500))]
    pub limit: u32,
    /// Whether more rows follow in the order of the list.
    pub has_more: bool,
    /// Leads to the rows that follow. With `sort=sequence&order=asc` it is there even at the end, to poll with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Leads to the rows before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev_cursor: Option<String>,
    /// A search that spent its time budget looked back to here; `next_cursor` goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub searched_back_to: Option<Timestamp>,
}

/// What is true of an event at this moment and is not stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hint {
    /// What it is: `missing_outcome` where the step did not come that should have followed. New kinds may appear.
    #[cfg_attr(feature = "openapi", schema(example = "missing_outcome"))]
    pub kind: String,
    /// Since when.
    pub since: Timestamp,
}

/// Hints by the id of their event.
pub type Hints = BTreeMap<EventId, Hint>;

impl PageInfo {
    /// The cursor of the rows that follow; none at the end, though there may be one to poll with.
    pub fn onward(&self) -> Option<&str> {
        let goes_on = self.has_more || self.searched_back_to.is_some();
        self.next_cursor.as_deref().filter(|_| goes_on)
    }
}

/// A page of events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPage {
    /// The rows, in the order asked for.
    pub data: Vec<Event>,
    /// What is true now of some of them: a TikTok upload without an outcome after 30 minutes, a scheduled post without one
    /// ten minutes after its time. The story of the event says which step is missing. Absent where there is nothing to say.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, Hint>>))]
    pub hints: Hints,
    /// Where they stand.
    pub page: PageInfo,
}

/// The order of a list of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Sort {
    /// By the time it happened: for people. A late event can appear behind a reader.
    #[default]
    Occurred,
    /// By the place in the log: for machines. A reader that follows `next_cursor` misses nothing.
    Sequence,
}

impl Sort {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Occurred => "occurred",
            Self::Sequence => "sequence",
        }
    }
}

/// The direction of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Order {
    /// The newest, or highest, first.
    #[default]
    Desc,
    /// The oldest, or lowest, first.
    Asc,
}

impl Order {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Desc => "desc",
            Self::Asc => "asc",
        }
    }

    /// The other direction.
    pub const fn reversed(self) -> Self {
        match self {
            Self::Desc => Self::Asc,
            Self::Asc => Self::Desc,
        }
    }
}
