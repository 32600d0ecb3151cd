//! STUB
pub async fn insert(
    _: &sea_orm::DatabaseTransaction,
    _: daybook_shared::id::WorkspaceId,
    _: daybook_shared::id::MailId,
    _: crate::mail::Letter,
    _: daybook_shared::timestamp::Timestamp,
) -> Result<(), sea_orm::DbErr> {
    Ok(())
}
