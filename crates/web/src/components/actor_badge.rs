//! Who did it: round is a person, square is not, dashed is gone or unknown.

use daybook_shared::event::{Actor, ActorKind};
use daybook_shared::filter::Dimension;
use daybook_shared::platform;
use leptos::prelude::*;

use super::icon::Icon;
use super::reading::Reading;
use super::value_button::ValueButton;
use crate::labels;

/// An actor's face and name.
#[component]
pub fn ActorBadge(actor: Actor, platform: Option<String>, reading: Reading) -> impl IntoView {
    let Actor {
        kind,
        id,
        name,
        on_behalf_of,
        ..
    } = actor;
    let own_id = id.clone();
    let face = match kind {
        ActorKind::Member => {
            view! { <span class="face" aria-hidden="true">{labels::initials(&name)}</span> }.into_any()
        }
        ActorKind::Anonymous | ActorKind::Unknown => {
            view! { <span class="face gone" aria-hidden="true">"?"</span> }.into_any()
        }
        ActorKind::Agent => view! {
            <span class="face sq agent" aria-hidden="true"><Icon name="spark" /></span>
        }
        .into_any(),
        ActorKind::Platform | ActorKind::ApiKey | ActorKind::System => {
            let is_named =
                |known: &&platform::Platform| known.label == name || Some(known.name) == own_id.as_deref();
            let own = platform::PLATFORMS
                .iter()
                .find(is_named)
                .or_else(|| platform.as_deref().and_then(platform::find));
            let own = own.filter(|_| kind == ActorKind::Platform);
            let icon = own.map_or_else(|| labels::actor_kind_icon(kind), |platform| platform.icon);
            view! { <span class="face sq" aria-hidden="true"><Icon name=icon /></span> }.into_any()
        }
    };
    let kind_word = (kind != ActorKind::Member)
        .then(|| view! { <span class="sr">{format!("{}: ", labels::actor_kind_label(kind))}</span> });
    // Who has left is known a moment after the rows; the style says it.
    let member = id.filter(|_| kind == ActorKind::Member);
    let left = member.map(|id| move || reading.directory.with(|directory| directory.is_former(&id)));
    view! {
        <span class="who" data-left=left>
            {face} {kind_word} <span class="who-name"><bdi>{name}</bdi></span>
            {on_behalf_of.map(|person| view! { <span class="who-for">"for " <bdi>{person.name}</bdi></span> })}
        </span>
    }
}

/// An actor that can be pressed for their menu, where the log knows who it is.
#[component]
pub fn ActorValue(
    actor: Actor,
    platform: Option<String>,
    reading: Reading,
    #[prop(optional)] in_row: bool,
) -> impl IntoView {
    match actor.id.clone() {
        Some(value) => view! {
            <ValueButton
                field=Dimension::Actor.key()
                value
                label=actor.name.clone()
                in_row
                content=view! { <ActorBadge actor platform reading /> }.into_any()
            />
        }
        .into_any(),
        None => view! { <ActorBadge actor platform reading /> }.into_any(),
    }
}
