//! The order, the pins and the default of a person's presets: one row, replaced as a whole.

use std::collections::BTreeSet;

use daybook_shared::id::PresetId;
use daybook_shared::preset::{Preset, PresetArrangement};
use daybook_shared::problem::{ErrorCode, FieldCode, FieldError};
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel};

use super::write::lock;
use super::{Viewer, list};
use crate::db::Database;
use crate::entity::preset_arrangement::{Column, Entity, Model};
use crate::error::{ApiError, ApiResult};

/// Arranges what a person sees, and answers it so; names each id that is none of theirs, or stands twice.
pub async fn arrange(
    database: &Database,
    viewer: Viewer,
    now: Timestamp,
    arrangement: PresetArrangement,
) -> ApiResult<Vec<Preset>> {
    let row = Model {
        workspace_id: viewer.workspace.0,
        user_id: viewer.id,
        arrangement: serde_json::to_string(&arrangement).map_err(ApiError::internal)?,
        updated_at: now.0,
    };
    let work = database.write(move |transaction| {
        Box::pin(async move {
            lock(transaction, &viewer).await?;
            check(&arrangement, &list(transaction, &viewer).await?)?;
            let key = OnConflict::columns([Column::WorkspaceId, Column::UserId])
                .update_columns([Column::Arrangement, Column::UpdatedAt])
                .to_owned();
            Entity::insert(row.into_active_model())
                .on_conflict(key)
                .exec_without_returning(transaction)
                .await?;
            Ok(list(transaction, &viewer).await?)
        })
    });
    work.await
}

fn check(arrangement: &PresetArrangement, visible: &[Preset]) -> ApiResult<()> {
    let known: BTreeSet<PresetId> = visible.iter().map(|preset| preset.id).collect();
    let mut errors = Vec::new();
    for (name, ids) in [("order", &arrangement.order), ("pinned", &arrangement.pinned)] {
        let mut before = BTreeSet::new();
        for (place, id) in ids.iter().enumerate() {
            let pointer = format!("/{name}/{place}");
            if !known.contains(id) {
                errors.push(unknown(pointer, *id));
            } else if !before.insert(*id) {
                let detail = format!("`{id}` stands in `{name}` twice");
                errors.push(FieldError::new(pointer, FieldCode::Contradiction, detail));
            }
        }
    }
    let default = arrangement.default.filter(|id| !known.contains(id));
    errors.extend(default.map(|id| unknown("/default".to_owned(), id)));
    if errors.is_empty() {
        Ok(())
    } else {
        Err(ApiError::with_fields(ErrorCode::ValidationFailed, errors))
    }
}

fn unknown(pointer: String, id: PresetId) -> FieldError {
    let detail =
        format!("there is no preset `{id}`, or it is not yours; `GET …/presets` lists those there are");
    FieldError::new(pointer, FieldCode::UnknownValue, detail)
}
