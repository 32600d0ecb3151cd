//! A card of the phone's log.

use daybook_shared::event::Event;
use leptos::prelude::*;

use super::log_row::why;
use super::platform_badge::PlatformBadge;
use super::reading::{Reading, row_id};
use super::stuck::{self, RowState};
use super::type_mark::TypeMark;
use super::when::When;
use crate::time::LocalTime;

/// An event as a card. The whole card is the link.
#[component]
pub fn LogCard(event: Event, local: LocalTime, reading: Reading) -> impl IntoView {
    let id = event.id.to_string();
    let (open_id, link_id) = (id.clone(), id.clone());
    let tip = format!("tip-{id}");
    let platform = event.platform.clone();
    // A platform that reports what happened on it is named once.
    let names_actor = platform
        .as_deref()
        .and_then(daybook_shared::platform::find)
        .map(|known| known.label)
        != Some(event.actor.name.as_str());
    view! {
        <li
            class="card"
            data-tone=stuck::tone(&event, reading)
            aria-current=move || reading.is_open(&open_id).then_some("true")
        >
            <span class="card-icon"><TypeMark kind=event.kind.clone() reading /></span>
            <div class="card-main">
                <div class="card-top">
                    <a
                        class="card-what"
                        id=row_id(&id)
                        href=move || reading.address_of(&link_id)
                        dir="auto"
                        aria-describedby=tip.clone()
                        data-noscroll
                    >
                        {event.description.clone()}
                    </a>
                    <When id=tip event=event.clone() local reading short=true />
                </div>
                {why(&event, reading).map(|why| view! { <p class="card-why" dir="auto">{why}</p> })}
                <p class="card-meta">
                    <RowState event=event.clone() reading />
                    {platform.is_some().then(|| view! { <PlatformBadge platform=platform /> })}
                    {names_actor.then(|| view! { <span><bdi>{event.actor.name.clone()}</bdi></span> })}
                </p>
            </div>
        </li>
    }
}
