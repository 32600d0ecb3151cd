//! Cells: the texts that an event has in the columns of a file.

mod event;
mod time;

use chrono_tz::Tz;
use daybook_shared::export::ExportColumn;
use serde_json::value::RawValue;

pub(super) use self::event::EventText;
pub(super) use self::time::clock;
use crate::error::{ApiError, ApiResult};
use crate::store::events::query::Position;

/// Reads the body of a row.
pub(super) fn read(position: Position, body: &str) -> ApiResult<EventText<'_>> {
    EventText::read(body).map_err(|error| {
        ApiError::internal(format!(
            "the stored body of event {} cannot be read: {error}",
            position.sequence
        ))
    })
}

/// What stands in this column of an event's row; `room` holds it where the event has it in another form.
pub(super) fn cell<'t>(
    column: ExportColumn,
    event: &'t EventText<'_>,
    zone: Tz,
    room: &'t mut String,
) -> &'t str {
    let (actor, target) = (&event.actor, &event.targets.first);
    match column {
        ExportColumn::Sequence => event.sequence.get(),
        ExportColumn::OccurredAt => time::in_zone(event.occurred_at.as_str(), zone, room),
        ExportColumn::RecordedAt => time::in_zone(event.recorded_at.as_str(), zone, room),
        ExportColumn::OtherTargets => array(&event.targets.others, room),
        ExportColumn::Changes => event.changes.map_or("", RawValue::get),
        ExportColumn::Metadata => event.metadata.map_or("", RawValue::get),
        ExportColumn::Id => event.id.as_str(),
        ExportColumn::Type => event.kind.as_str(),
        ExportColumn::Category => event.category.as_str(),
        ExportColumn::Platform => event.platform.as_str(),
        ExportColumn::State => event.state.as_str(),
        ExportColumn::ActorKind => actor.kind.as_str(),
        ExportColumn::ActorId => actor.id.as_str(),
        ExportColumn::ActorName => actor.name.as_str(),
        ExportColumn::ActorAgent => actor.agent.as_str(),
        ExportColumn::OnBehalfOfId => actor.on_behalf_of.id.as_str(),
        ExportColumn::OnBehalfOfName => actor.on_behalf_of.name.as_str(),
        ExportColumn::TargetType => target.kind.as_str(),
        ExportColumn::TargetId => target.id.as_str(),
        ExportColumn::TargetName => target.name.as_str(),
        ExportColumn::TargetUrl => target.url.as_str(),
        ExportColumn::Description => event.description.as_str(),
        ExportColumn::ErrorCode => event.error.code.as_str(),
        ExportColumn::ErrorReason => event.error.reason.as_str(),
        ExportColumn::CorrelationId => event.correlation_id.as_str(),
        ExportColumn::ContextIp => event.context.ip.as_str(),
        ExportColumn::ContextUserAgent => event.context.user_agent.as_str(),
        ExportColumn::ContextRequestId => event.context.request_id.as_str(),
        ExportColumn::IdempotencyKey => event.idempotency_key.as_str(),
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
