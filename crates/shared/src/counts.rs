//! How many events there are: of each value, and over time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// The events that a filter leaves, counted by value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facets {
    /// How many there are.
    pub total: u64,
    /// Whether there are more than `total`.
    pub capped: bool,
    /// One for each dimension that a filter has.
    pub data: Vec<Facet>,
}

/// The values of one dimension, counted without the filter's own clause for it: what each would add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facet {
    /// The key of the filter.
    #[cfg_attr(feature = "openapi", schema(example = "type"))]
    pub dimension: String,
    /// Whether only the newest events were counted: then each count is the least that there is, and values may be missing.
    pub capped: bool,
    /// The most frequent first, at most 200.
    pub values: Vec<FacetValue>,
}

/// How many events have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetValue {
    /// As the filter takes it.
    #[cfg_attr(feature = "openapi", schema(example = "post.failed"))]
    pub value: String,
    /// The name of an actor or a target, as the newest of the events gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many.
    pub count: u64,
}

/// The events that a filter leaves, counted over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Histogram {
    /// The zone in which hours, days and months begin.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Dublin"))]
    pub time_zone: String,
    /// How long a bucket is: `1m`, `5m`, `15m`, `1h`, `3h`, `6h`, `12h`, `1d`, `7d`, `1mo`, `3mo`, `1y`, `10y` or `100y`. The first and the last may be cut
    /// by the period.
    #[cfg_attr(feature = "openapi", schema(example = "3h"))]
    pub step: String,
    /// How many events there are in all.
    pub total: u64,
    /// Without it, all buckets are complete. With it, only the newest events were counted, back to this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_back_to: Option<Timestamp>,
    /// The buckets, the oldest first, empty ones included.
    pub data: Vec<Bucket>,
}

/// The events of a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bucket {
    /// The first moment that belongs to it.
    pub from: Timestamp,
    /// The first moment that does not.
    pub to: Timestamp,
    /// How many events.
    pub count: u64,
    /// How many of each state that there is.
    #[cfg_attr(feature = "openapi", schema(example = json!({"published": 12, "failed": 1})))]
    pub states: BTreeMap<String, u64>,
}
