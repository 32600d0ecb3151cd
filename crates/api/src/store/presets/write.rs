//! Saving, changing and deleting presets. Those who do so in a workspace go one after the other, so that limits hold.

use daybook_shared::access::Permission;
use daybook_shared::id::PresetId;
use daybook_shared::limits::{MAX_OWN_PRESETS, MAX_SHARED_PRESETS};
use daybook_shared::preset::{NewPreset, Preset, PresetUpdate, find_built_in};
use daybook_shared::problem::ErrorCode;
use daybook_shared::timestamp::Timestamp;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, ModelTrait,
    PaginatorTrait, QueryFilter, SqlErr,
};
use uuid::Uuid;

use super::{Viewer, find, is_shared, visible};
use crate::append::normalised;
use crate::db::Database;
use crate::entity::preset::{ActiveModel, Column, Entity, Model};
use crate::error::{ApiError, ApiResult};
use crate::store::workspaces;

/// A preset that was changed.
#[derive(Debug)]
pub struct Updated {
    /// As it is now.
    pub preset: Preset,
    /// Whether the workspace sees it only since this change.
    pub is_newly_shared: bool,
}

/// Saves a preset; 409 where the name is taken or there are too many.
pub async fn create(
    database: &Database,
    viewer: Viewer,
    id: PresetId,
    now: Timestamp,
    new: NewPreset,
) -> ApiResult<Preset> {
    let row = Model {
        workspace_id: viewer.workspace.0,
        id: id.0,
        owner_id: viewer.id,
        held_by: holder(&viewer, new.shared),
        name_key: name_key(&new.name),
        name: new.name,
        filter: serde_json::to_string(&new.filter).map_err(ApiError::internal)?,
        created_at: now.0,
        updated_at: now.0,
    };
    let work = database.write(move |transaction| {
        Box::pin(async move {
            lock(transaction, &viewer).await?;
            check_room(transaction, &row).await?;
            let insert = Entity::insert(row.clone().into_active_model());
            let inserted = insert.exec_without_returning(transaction).await;
            inserted.map_err(|error| taken(error, &row))?;
            seen(transaction, &viewer, id).await
        })
    });
    work.await
}

/// Changes a preset; 404 where the viewer sees none, 403 where they may not change it.
pub async fn update(
    database: &Database,
    viewer: Viewer,
    id: PresetId,
    now: Timestamp,
    change: PresetUpdate,
) -> ApiResult<Updated> {
    let work = database.write(move |transaction| {
        Box::pin(async move {
            lock(transaction, &viewer).await?;
            let before = find_editable(transaction, &viewer, id).await?;
            let mut row = before.clone();
            if let Some(name) = change.name {
                row.name_key = name_key(&name);
                row.name = name;
            }
            if let Some(filter) = change.filter {
                row.filter = serde_json::to_string(&filter).map_err(ApiError::internal)?;
            }
            if let Some(shared) = change.shared.filter(|shared| *shared != is_shared(&row)) {
                check_sharing(&viewer, &row, shared)?;
                row.held_by = holder(&viewer, shared);
                check_room(transaction, &row).await?;
            }
            if row != before {
                row.updated_at = now.0;
                replace(transaction, &row).await?;
            }
            Ok(Updated {
                preset: seen(transaction, &viewer, id).await?,
                is_newly_shared: is_shared(&row) && !is_shared(&before),
            })
        })
    });
    work.await
}

/// Deletes a preset, for the same as may change it. Arrangements that name it pass it over from now on.
pub async fn delete(database: &Database, viewer: Viewer, id: PresetId) -> ApiResult<()> {
    let work = database.write(move |transaction| {
        Box::pin(async move {
            lock(transaction, &viewer).await?;
            let row = find_editable(transaction, &viewer, id).await?;
            row.delete(transaction).await?;
            Ok(())
        })
    });
    work.await
}

pub(super) async fn lock(transaction: &DatabaseTransaction, viewer: &Viewer) -> ApiResult<()> {
    match workspaces::lock(transaction, viewer.workspace).await? {
        true => Ok(()),
        false => Err(ApiError::not_found("workspace")),
    }
}

async fn find_editable(transaction: &DatabaseTransaction, viewer: &Viewer, id: PresetId) -> ApiResult<Model> {
    if let Some(built_in) = find_built_in(id) {
        let detail = format!(
            "`{}` is built in and stays as it is; save its filter as a preset of your own and change that",
            built_in.name
        );
        return Err(ApiError::new(ErrorCode::Forbidden, detail));
    }
    let found = visible(viewer)
        .filter(Column::Id.eq(id.0))
        .one(transaction)
        .await?;
    let row = found.ok_or_else(|| ApiError::not_found("preset"))?;
    if is_shared(&row) && !viewer.manages_shared {
        return Err(ApiError::forbidden(Permission::ManageSharedPresets));
    }
    Ok(row)
}

/// Who may share may do so with their own; only its owner takes a preset back, since nobody else would see it again.
fn check_sharing(viewer: &Viewer, row: &Model, shared: bool) -> ApiResult<()> {
    if shared {
        return match viewer.manages_shared {
            true => Ok(()),
            false => Err(ApiError::forbidden(Permission::ManageSharedPresets)),
        };
    }
    if viewer.is_person && row.owner_id == viewer.id {
        return Ok(());
    }
    let detail = "only the person who saved a shared preset takes it back; delete it, or leave it shared";
    Err(ApiError::new(ErrorCode::Forbidden, detail))
}

/// Refuses one more where there are as many as there may be.
async fn check_room(transaction: &DatabaseTransaction, row: &Model) -> ApiResult<()> {
    let held = Entity::find()
        .filter(Column::WorkspaceId.eq(row.workspace_id))
        .filter(Column::HeldBy.eq(row.held_by))
        .count(transaction)
        .await?;
    let (whose, most) = if is_shared(row) {
        ("a workspace shares", MAX_SHARED_PRESETS)
    } else {
        ("a person has", MAX_OWN_PRESETS)
    };
    if held < most as u64 {
        return Ok(());
    }
    let detail = format!("{whose} {most} presets at most; delete one that is not needed any more");
    Err(ApiError::new(ErrorCode::LimitReached, detail))
}

async fn replace(transaction: &DatabaseTransaction, row: &Model) -> ApiResult<()> {
    let replaced = ActiveModel::from(row.clone())
        .reset_all()
        .update(transaction)
        .await;
    replaced.map_err(|error| taken(error, row))?;
    Ok(())
}

async fn seen(transaction: &DatabaseTransaction, viewer: &Viewer, id: PresetId) -> ApiResult<Preset> {
    let preset = find(transaction, viewer, id).await?;
    preset.ok_or_else(|| ApiError::internal("a preset that was saved is not there"))
}

fn holder(viewer: &Viewer, shared: bool) -> Uuid {
    if shared { viewer.workspace.0 } else { viewer.id }
}

/// A name as it is compared: one spelling, whatever the case.
fn name_key(name: &str) -> String {
    normalised(&name.to_lowercase())
}

/// A unique violation as the conflict that it means here.
fn taken(error: DbErr, row: &Model) -> ApiError {
    if !matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
        return error.into();
    }
    let whose = if is_shared(row) {
        "a shared preset"
    } else {
        "a preset of yours"
    };
    let detail = format!(
        "{whose} is called `{}` already; choose another name, or change that one",
        row.name
    );
    ApiError::new(ErrorCode::Conflict, detail)
}
