//! Presets: what a reader sees of them, in the reader's own order.

mod arrange;
mod write;

use std::collections::HashMap;

use daybook_shared::id::{ApiKeyId, PresetId, UserId, WorkspaceId};
use daybook_shared::preset::{BUILT_IN, BuiltInPreset, Preset, PresetArrangement, PresetKind, PresetOwner};
use daybook_shared::timestamp::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{api_keys, users};
use crate::entity::preset::{Column, Entity, Model};
use crate::entity::preset_arrangement;

pub use arrange::arrange;
pub use write::{Updated, create, delete, update};

/// Who reads presets, or changes them.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// The id of the person or of the API key.
    pub id: Uuid,
    /// Whether it is a person: a key has no presets of its own, and arranges none.
    pub is_person: bool,
    /// Whether they may change what the workspace shares.
    pub manages_shared: bool,
    /// The time zone in which the days of built-in presets begin.
    pub time_zone: String,
}

/// What somebody sees, as they arranged it.
pub async fn list(conn: &impl ConnectionTrait, viewer: &Viewer) -> Result<Vec<Preset>, DbErr> {
    let by_age = visible(viewer)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id);
    let rows = by_age.all(conn).await?;
    let names = Names::of(conn, viewer.workspace, &rows).await?;
    let arrangement = arrangement_of(conn, viewer).await?;
    let mut presets: Vec<Preset> = BUILT_IN
        .iter()
        .map(|preset| built_in_to_wire(preset, viewer))
        .collect();
    for row in &rows {
        presets.push(to_wire(row, viewer, &names)?);
    }
    for preset in &mut presets {
        preset.pinned = arrangement.pinned.contains(&preset.id);
        preset.default = arrangement.default == Some(preset.id);
    }
    let places: HashMap<PresetId, usize> = arrangement.order.into_iter().zip(0..).collect();
    // Stable: what has no place stays in the order that it has here.
    presets.sort_by_key(|preset| places.get(&preset.id).copied().unwrap_or(usize::MAX));
    Ok(presets)
}

/// One of the presets that somebody sees.
pub async fn find(
    conn: &impl ConnectionTrait,
    viewer: &Viewer,
    id: PresetId,
) -> Result<Option<Preset>, DbErr> {
    let all = list(conn, viewer).await?;
    Ok(all.into_iter().find(|preset| preset.id == id))
}

/// The saved presets that somebody sees: their own, and what the workspace shares.
fn visible(viewer: &Viewer) -> sea_orm::Select<Entity> {
    Entity::find()
        .filter(Column::WorkspaceId.eq(viewer.workspace.0))
        .filter(Column::HeldBy.is_in([viewer.id, viewer.workspace.0]))
}

async fn arrangement_of(conn: &impl ConnectionTrait, viewer: &Viewer) -> Result<PresetArrangement, DbErr> {
    let key = (viewer.workspace.0, viewer.id);
    match preset_arrangement::Entity::find_by_id(key).one(conn).await? {
        Some(row) => read(&row.arrangement),
        None => Ok(PresetArrangement::initial()),
    }
}

/// The names of those who saved presets. People who have left keep theirs.
struct Names {
    people: HashMap<Uuid, String>,
    keys: HashMap<Uuid, String>,
}

impl Names {
    async fn of(conn: &impl ConnectionTrait, workspace: WorkspaceId, rows: &[Model]) -> Result<Self, DbErr> {
        let owners: Vec<Uuid> = rows.iter().map(|row| row.owner_id).collect();
        let people: HashMap<Uuid, String> = match owners.is_empty() {
            true => HashMap::new(),
            false => users::names_of(conn, owners.clone()).await?.into_iter().collect(),
        };
        let mut others = owners
            .into_iter()
            .filter(|id| !people.contains_key(id))
            .peekable();
        let keys = match others.peek() {
            None => HashMap::new(),
            Some(_) => api_keys::names_of(conn, workspace, others)
                .await?
                .into_iter()
                .collect(),
        };
        Ok(Self { people, keys })
    }

    fn owner(&self, id: Uuid) -> Option<PresetOwner> {
        let person = self.people.get(&id).map(|name| (UserId(id).to_string(), name));
        let named = person.or_else(|| Some((ApiKeyId(id).to_string(), self.keys.get(&id)?)));
        named.map(|(id, name)| PresetOwner {
            id,
            name: name.clone(),
        })
    }
}

fn built_in_to_wire(preset: &BuiltInPreset, viewer: &Viewer) -> Preset {
    Preset {
        id: preset.id,
        name: preset.name.to_owned(),
        filter: preset.filter(&viewer.time_zone),
        kind: PresetKind::BuiltIn,
        owner: None,
        pinned: false,
        default: false,
        editable: false,
        created_at: None,
        updated_at: None,
    }
}

fn to_wire(row: &Model, viewer: &Viewer, names: &Names) -> Result<Preset, DbErr> {
    let is_shared = is_shared(row);
    Ok(Preset {
        id: PresetId(row.id),
        name: row.name.clone(),
        filter: read(&row.filter)?,
        kind: if is_shared {
            PresetKind::Shared
        } else {
            PresetKind::Own
        },
        owner: names.owner(row.owner_id),
        pinned: false,
        default: false,
        editable: !is_shared || viewer.manages_shared,
        created_at: Some(Timestamp(row.created_at)),
        updated_at: Some(Timestamp(row.updated_at)),
    })
}

fn is_shared(row: &Model) -> bool {
    row.held_by == row.workspace_id
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}
