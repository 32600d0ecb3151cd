//! Presets: filters under a name, built in, a person's own, or shared with the workspace.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::ActorKind;
use crate::filter::{Dimension, EventFilter};
use crate::id::PresetId;
use crate::period::RelativeRange;
use crate::timestamp::Timestamp;

/// Whose a preset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PresetKind {
    /// It comes with Daybook.
    BuiltIn,
    /// The reader's own, which nobody else sees.
    Own,
    /// Of the whole workspace.
    Shared,
}

/// Who saved a preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PresetOwner {
    /// The id of a person or of an API key.
    #[cfg_attr(feature = "openapi", schema(example = "usr_01k9zq5v7hf2ns0d8kx3cw4m6t"))]
    pub id: String,
    /// Their name at this moment, also where they have left the workspace.
    #[cfg_attr(feature = "openapi", schema(example = "Sarah Chen"))]
    pub name: String,
}

/// A filter under a name, as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preset {
    /// Its id; the same in every workspace for a built-in one.
    pub id: PresetId,
    /// The name people read.
    #[cfg_attr(feature = "openapi", schema(example = "Publishing failures"))]
    pub name: String,
    /// Which events it shows. A relative range stays relative.
    pub filter: EventFilter,
    /// Whose it is.
    pub kind: PresetKind,
    /// Who saved it; absent where it is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PresetOwner>,
    /// Whether the reader has it at hand.
    pub pinned: bool,
    /// Whether the reader's log opens with it.
    pub default: bool,
    /// Whether the reader may change and delete it.
    pub editable: bool,
    /// When it was saved; absent where it is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it was changed last; absent where it is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

/// All presets that a reader sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PresetList {
    /// In the reader's own order, at most 200.
    pub data: Vec<Preset>,
}

/// A preset to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPreset {
    /// Its name, unique among one's own presets, or among the shared ones, whatever the case of its letters.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 200, example = "This week, hands on")
    )]
    pub name: String,
    /// Which events it shows.
    pub filter: EventFilter,
    /// Whether the whole workspace sees it.
    #[serde(default)]
    pub shared: bool,
}

/// What changes of a preset; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PresetUpdate {
    /// Another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 200, example = "This week, hands on")
    )]
    pub name: Option<String>,
    /// Another filter, which takes the place of the whole one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<EventFilter>,
    /// Whether the whole workspace sees it. Only its owner takes a shared preset back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
}

/// How a person arranges the presets of a workspace. It takes the place of what they had arranged before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PresetArrangement {
    /// The first presets of the list, in this order. Those that are left out follow: built-in ones, then the others, the
    /// oldest first.
    pub order: Vec<PresetId>,
    /// Those at hand.
    #[cfg_attr(feature = "openapi", schema(max_items = 5))]
    pub pinned: Vec<PresetId>,
    /// The one that the log opens with; absent or null: all events.
    pub default: Option<PresetId>,
}

impl PresetArrangement {
    /// What somebody has who has arranged nothing: what asks for action is at hand.
    pub fn initial() -> Self {
        Self {
            pinned: vec![PUBLISHING_FAILURES, TIKTOK_PIPELINE, ACCOUNT_HEALTH],
            ..Self::default()
        }
    }
}

/// A preset that comes with Daybook.
#[derive(Debug, Clone, Copy)]
pub struct BuiltInPreset {
    /// Its id.
    pub id: PresetId,
    /// Its name.
    pub name: &'static str,
    clauses: &'static [(Dimension, &'static [&'static str])],
    range: Option<RelativeRange>,
}

impl BuiltInPreset {
    /// Which events it shows, to somebody in a time zone (IANA name).
    pub fn filter(&self, time_zone: &str) -> EventFilter {
        let mut filter = EventFilter::default();
        for (dimension, values) in self.clauses {
            filter.clauses.entry(*dimension).or_default().any =
                values.iter().map(|value| (*value).to_owned()).collect();
        }
        filter.period.range = self.range;
        filter.period.tz = self
            .range
            .filter(|range| range.needs_zone())
            .map(|_| time_zone.to_owned());
        filter
    }
}

/// The built-in preset of an id.
pub fn find_built_in(id: PresetId) -> Option<&'static BuiltInPreset> {
    BUILT_IN.iter().find(|preset| preset.id == id)
}

const PUBLISHING_FAILURES: PresetId = built_in_id(1);
const INSTAGRAM_ACTIVITY: PresetId = built_in_id(2);
const AI_ACTIONS_TODAY: PresetId = built_in_id(3);
const TIKTOK_PIPELINE: PresetId = built_in_id(4);
const ACCOUNT_HEALTH: PresetId = built_in_id(5);

/// A UUIDv7 of the first moment of 2026, which nobody draws by chance.
const fn built_in_id(number: u128) -> PresetId {
    PresetId(Uuid::from_u128(
        0x019b_76da_a800_7000_8000_0000_0000_0000 + number,
    ))
}

/// All built-in presets, in the order in which somebody sees them who has arranged nothing.
pub const BUILT_IN: &[BuiltInPreset] = &[
    BuiltInPreset {
        id: PUBLISHING_FAILURES,
        name: "Publishing failures",
        // Whatever failed of posts and videos, on every platform; not exports, deliveries or agents.
        clauses: &[
            (Dimension::Category, &["posts", "tiktok"]),
            (Dimension::State, &["failed"]),
        ],
        range: None,
    },
    BuiltInPreset {
        id: INSTAGRAM_ACTIVITY,
        name: "Instagram activity",
        clauses: &[(Dimension::Platform, &["instagram"])],
        range: None,
    },
    BuiltInPreset {
        id: AI_ACTIONS_TODAY,
        name: "AI actions today",
        clauses: &[(Dimension::ActorKind, &[ActorKind::Agent.as_str()])],
        range: Some(RelativeRange::Today),
    },
    BuiltInPreset {
        id: TIKTOK_PIPELINE,
        name: "TikTok pipeline",
        clauses: &[(
            Dimension::Type,
            &["tiktok.video_uploaded", "tiktok.video_published", "tiktok.error"],
        )],
        range: None,
    },
    BuiltInPreset {
        id: ACCOUNT_HEALTH,
        name: "Account health",
        clauses: &[(
            Dimension::Type,
            &["account.connected", "account.refreshed", "account.disconnected"],
        )],
        range: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use crate::limits::MAX_PINNED_PRESETS;

    #[test]
    fn built_in_presets_are_filters_that_everybody_could_write() {
        for preset in BUILT_IN {
            let filter = preset.filter("Europe/Dublin");
            let read = EventFilter::from_pairs(filter.to_pairs()).unwrap();
            assert_eq!((read.is_empty(), read), (false, filter), "{}", preset.name);
            assert_eq!(preset.id.0.get_version_num(), 7, "{}", preset.name);
            assert_eq!(find_built_in(preset.id).unwrap().name, preset.name);
        }
    }

    #[test]
    fn what_built_in_presets_name_is_in_the_catalogue() {
        for (dimension, values) in BUILT_IN.iter().flat_map(|preset| preset.clauses) {
            for value in *values {
                let is_known = match dimension {
                    Dimension::Type => catalogue::find_type(value).is_some(),
                    Dimension::Category => catalogue::find_category(value).is_some(),
                    _ => dimension.check(value).is_ok(),
                };
                assert!(is_known, "{value}");
            }
        }
    }

    #[test]
    fn the_first_pins_leave_room() {
        let pinned = PresetArrangement::initial().pinned;
        assert!(pinned.len() < MAX_PINNED_PRESETS);
        assert!(pinned.iter().all(|id| find_built_in(*id).is_some()));
    }
}
