//! Who did it: round is a person, square is not, dashed is gone or unknown.

use daybook_shared::event::{Actor, ActorKind};
use daybook_shared::platform;
use leptos::prelude::*;

use super::icon::Icon;
use super::reading::Reading;
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
    let former = Memo::new(move |_| {
        let id = id.as_deref().filter(|_| kind == ActorKind::Member);
        id.is_some_and(|id| reading.directory.with(|directory| directory.is_former(id)))
    });
    let face = match kind {
        ActorKind::Member => {
            let class = move || if former.get() { "face gone" } else { "face" };
            view! { <span class=class aria-hidden="true">{labels::initials(&name)}</span> }.into_any()
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
    view! {
        <span class="who">
            {face} {kind_word} <span class="who-name"><bdi>{name}</bdi></span>
            {on_behalf_of.map(|person| view! { <span class="who-for">"for " <bdi>{person.name}</bdi></span> })}
            <Show when=move || former.get()><span class="tag">"former"</span></Show>
        </span>
    }
}
