//! Event types that a workspace registered. The built-in ones are in the catalogue, not in the database.

use daybook_shared::catalogue;
use daybook_shared::event_type::{EventType, label_from_name};
use daybook_shared::timestamp::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::db::Database;
use crate::entity::event_type;

/// Those of the names that the workspace registered.
pub async fn find_many(
    conn: &impl ConnectionTrait,
    workspace: Uuid,
    names: Vec<String>,
) -> Result<Vec<event_type::Model>, DbErr> {
    of_workspace(workspace)
        .filter(event_type::Column::Name.is_in(names))
        .all(conn)
        .await
}

/// All types that the workspace registered, by name.
pub async fn list(conn: &impl ConnectionTrait, workspace: Uuid) -> Result<Vec<event_type::Model>, DbErr> {
    let mut own = of_workspace(workspace).all(conn).await?;
    // Here and not in SQL: the two engines sort letters differently.
    own.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(own)
}

/// All types of a workspace as clients see them: the built-in ones by category, then its own by name.
pub async fn list_all(
    conn: &impl ConnectionTrait,
    workspace: Uuid,
    with_restricted: bool,
) -> Result<Vec<EventType>, DbErr> {
    let own = list(conn, workspace).await?;
    let all = catalogue::TYPES
        .iter()
        .map(built_in_to_wire)
        .chain(own.iter().map(to_wire));
    Ok(all.filter(|kind| with_restricted || !kind.restricted).collect())
}

/// Registers names, each with a label made from it, unless they are built in or registered already.
pub async fn register(
    database: &Database,
    now: Timestamp,
    workspace: Uuid,
    names: Vec<String>,
) -> Result<(), DbErr> {
    let custom = names
        .into_iter()
        .filter(|name| catalogue::find_type(name).is_none());
    let rows: Vec<event_type::ActiveModel> = custom.map(|name| plain(workspace, name, now).into()).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let key = OnConflict::columns([event_type::Column::WorkspaceId, event_type::Column::Name])
        .do_nothing()
        .to_owned();
    let insert = event_type::Entity::insert_many(rows).on_conflict(key);
    database
        .write(move |transaction| {
            Box::pin(async move {
                insert.exec_without_returning(transaction).await?;
                Ok(())
            })
        })
        .await
}

/// A type of which nothing is known but its name.
fn plain(workspace: Uuid, name: String, now: Timestamp) -> event_type::Model {
    let label = label_from_name(&name);
    event_type::Model {
        workspace_id: workspace,
        name,
        template: format!("{{actor}}: {label}"),
        label,
        category: catalogue::CUSTOM_CATEGORY.to_owned(),
        icon: "tag".to_owned(),
        state: "done".to_owned(),
        restricted: false,
        created_at: now.0,
    }
}

/// A registered type as clients see it.
pub fn to_wire(kind: &event_type::Model) -> EventType {
    EventType {
        name: kind.name.clone(),
        label: kind.label.clone(),
        category: kind.category.clone(),
        category_label: category_label(&kind.category),
        icon: kind.icon.clone(),
        state: kind.state.clone(),
        restricted: kind.restricted,
        built_in: false,
        help: None,
    }
}

fn built_in_to_wire(kind: &catalogue::BuiltInType) -> EventType {
    EventType {
        name: kind.name.to_owned(),
        label: kind.label.to_owned(),
        category: kind.category.to_owned(),
        category_label: category_label(kind.category),
        icon: kind.icon.to_owned(),
        state: kind.state.to_owned(),
        restricted: kind.is_restricted(),
        built_in: true,
        help: Some(kind.help.to_owned()),
    }
}

fn category_label(name: &str) -> String {
    catalogue::find_category(name).map_or_else(|| label_from_name(name), |category| category.label.to_owned())
}

fn of_workspace(workspace: Uuid) -> sea_orm::Select<event_type::Entity> {
    event_type::Entity::find().filter(event_type::Column::WorkspaceId.eq(workspace))
}
