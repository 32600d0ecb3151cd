//! How wide the columns are.

use daybook_shared::export::ExportColumn;

/// The width of a column, in characters: what most of its texts need, and never so much that one fills the window.
pub(super) const fn width(column: ExportColumn) -> u16 {
    match column {
        ExportColumn::Description => 64,
        ExportColumn::ErrorReason
        | ExportColumn::TargetUrl
        | ExportColumn::OtherTargets
        | ExportColumn::ContextUserAgent
        | ExportColumn::Changes
        | ExportColumn::Metadata => 40,
        ExportColumn::Id => 32,
        ExportColumn::OccurredAt
        | ExportColumn::RecordedAt
        | ExportColumn::Type
        | ExportColumn::ActorId
        | ExportColumn::ActorName
        | ExportColumn::OnBehalfOfId
        | ExportColumn::OnBehalfOfName
        | ExportColumn::TargetId
        | ExportColumn::TargetName
        | ExportColumn::ErrorCode
        | ExportColumn::CorrelationId
        | ExportColumn::ContextRequestId
        | ExportColumn::IdempotencyKey => 24,
        ExportColumn::Sequence
        | ExportColumn::Category
        | ExportColumn::Platform
        | ExportColumn::State
        | ExportColumn::ActorKind
        | ExportColumn::ActorAgent
        | ExportColumn::TargetType
        | ExportColumn::ContextIp => 16,
    }
}
