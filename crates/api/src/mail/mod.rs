//! STUB until merged
pub struct Letter;
pub struct ExportMail {
    pub name: String,
    pub address: String,
    pub workspace: String,
    pub workspace_id: daybook_shared::id::WorkspaceId,
    pub format: daybook_shared::export::ExportFormat,
    pub chosen: String,
    pub rows: Option<u64>,
    pub bytes: Option<u64>,
    pub requested_at: daybook_shared::timestamp::Timestamp,
    pub expires_at: Option<daybook_shared::timestamp::Timestamp>,
    pub reason: Option<String>,
    pub zone: chrono_tz::Tz,
    pub origin: String,
}
pub mod export_letter {
    use super::*;
    pub fn ready(_: &ExportMail) -> Letter {
        Letter
    }
    pub fn failed(_: &ExportMail) -> Letter {
        Letter
    }
}
