//! The columns of a CSV file or a workbook. Together they hold all of an event.

use serde::{Deserialize, Serialize};

macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// A column. An absent field is an empty cell.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ExportColumn {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl ExportColumn {
            /// All of them, in the order of a file for which nobody chose.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The wire name, and the name in the first row.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

columns! {
    /// The place in the log.
    Sequence = "sequence";
    /// The event's id.
    Id = "id";
    /// When it happened: RFC 3339, six digits, in the zone that was asked for.
    OccurredAt = "occurred_at";
    /// When Daybook accepted it, written the same.
    RecordedAt = "recorded_at";
    /// The type.
    Type = "type";
    /// The type's category.
    Category = "category";
    /// The social network.
    Platform = "platform";
    /// The outcome.
    State = "state";
    /// What kind of actor it was.
    ActorKind = "actor_kind";
    /// The actor's id.
    ActorId = "actor_id";
    /// The actor's name at that moment.
    ActorName = "actor_name";
    /// The specialist, where the actor is an agent.
    ActorAgent = "actor_agent";
    /// The id of the person that the agent acted for.
    OnBehalfOfId = "on_behalf_of_id";
    /// That person's name.
    OnBehalfOfName = "on_behalf_of_name";
    /// What kind of thing the first target is.
    TargetType = "target_type";
    /// The first target's id.
    TargetId = "target_id";
    /// The first target's name.
    TargetName = "target_name";
    /// Where the first target can be seen.
    TargetUrl = "target_url";
    /// The targets after the first, as a JSON array.
    OtherTargets = "other_targets";
    /// What happened, as a sentence.
    Description = "description";
    /// A stable word for why it failed.
    ErrorCode = "error_code";
    /// Why it failed, in the words of whoever refused.
    ErrorReason = "error_reason";
    /// What joins the events of one story.
    CorrelationId = "correlation_id";
    /// The client's address.
    ContextIp = "context_ip";
    /// The client program.
    ContextUserAgent = "context_user_agent";
    /// The producer's own name for the request.
    ContextRequestId = "context_request_id";
    /// The key that the producer sent.
    IdempotencyKey = "idempotency_key";
    /// What changed, as a JSON array.
    Changes = "changes";
    /// Anything else, as a JSON object.
    Metadata = "metadata";
}

impl ExportColumn {
    /// Finds a column by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.name() == name)
    }
}
