//! The columns of a CSV file. Together they hold all of an event.

use chrono_tz::Tz;
use serde_json::value::RawValue;

use super::event::EventText;
use super::time;

macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// A column. An absent field is an empty cell.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum CsvColumn {
            $($(#[$doc])* $variant,)*
        }

        impl CsvColumn {
            /// All of them, in the order of a file for which nobody chose.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in the first row.
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

impl CsvColumn {
    /// Finds a column by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.name() == name)
    }

    /// What stands in this column of an event's row; `room` holds it where the event has it in another form.
    pub(super) fn cell<'t>(self, event: &'t EventText<'_>, zone: Tz, room: &'t mut String) -> &'t str {
        let (actor, target) = (&event.actor, &event.targets.first);
        match self {
            Self::Sequence => event.sequence.get(),
            Self::OccurredAt => time::in_zone(event.occurred_at.as_str(), zone, room),
            Self::RecordedAt => time::in_zone(event.recorded_at.as_str(), zone, room),
            Self::OtherTargets => array(&event.targets.others, room),
            Self::Changes => event.changes.map_or("", RawValue::get),
            Self::Metadata => event.metadata.map_or("", RawValue::get),
            Self::Id => event.id.as_str(),
            Self::Type => event.kind.as_str(),
            Self::Category => event.category.as_str(),
            Self::Platform => event.platform.as_str(),
            Self::State => event.state.as_str(),
            Self::ActorKind => actor.kind.as_str(),
            Self::ActorId => actor.id.as_str(),
            Self::ActorName => actor.name.as_str(),
            Self::ActorAgent => actor.agent.as_str(),
            Self::OnBehalfOfId => actor.on_behalf_of.id.as_str(),
            Self::OnBehalfOfName => actor.on_behalf_of.name.as_str(),
            Self::TargetType => target.kind.as_str(),
            Self::TargetId => target.id.as_str(),
            Self::TargetName => target.name.as_str(),
            Self::TargetUrl => target.url.as_str(),
            Self::Description => event.description.as_str(),
            Self::ErrorCode => event.error.code.as_str(),
            Self::ErrorReason => event.error.reason.as_str(),
            Self::CorrelationId => event.correlation_id.as_str(),
            Self::ContextIp => event.context.ip.as_str(),
            Self::ContextUserAgent => event.context.user_agent.as_str(),
            Self::ContextRequestId => event.context.request_id.as_str(),
            Self::IdempotencyKey => event.idempotency_key.as_str(),
        }
    }
}

fn array<'t>(values: &[&RawValue], room: &'t mut String) -> &'t str {
    if values.is_empty() {
        return "";
    }
    room.clear();
    for value in values {
        room.push(if room.is_empty() { '[' } else { ',' });
        room.push_str(value.get());
    }
    room.push(']');
    room
}
