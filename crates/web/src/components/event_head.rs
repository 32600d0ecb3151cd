//! What happened, when, with what outcome.

use daybook_shared::event::Event;
use daybook_shared::filter::Dimension;
use leptos::prelude::*;

use super::platform_badge::PlatformValue;
use super::reading::Reading;
use super::state_badge::StateBadge;
use super::value_button::ValueButton;
use super::when::When;
use crate::time::LocalTime;

/// The id of the heading; the focus goes there when an event opens.
pub const HEADING: &str = "event-title";

/// The head of an event.
#[component]
pub fn EventHead(event: Event, reading: Reading) -> impl IntoView {
    let local = reading.zone.with_untracked(|zone| zone.local(event.occurred_at));
    let city = reading.zone.with_untracked(|zone| zone.city());
    let utc = LocalTime::utc(event.occurred_at);
    let utc_text = if utc.date == local.date {
        utc.clock.clone()
    } else {
        utc.full()
    };
    let platform = event.platform.clone();
    view! {
        <header class="drawer-head">
            <div class="line">
                <span class="val-at">
                    <ValueButton
                        field=Dimension::State.key()
                        value=event.state.clone()
                        content=view! { <StateBadge state=event.state.clone() flush=true /> }.into_any()
                    />
                </span>
                {platform.is_some().then(|| view! { <span class="val-at soft"><PlatformValue platform=platform /></span> })}
                <span class="val-at muted">
                    <ValueButton
                        field=Dimension::Type.key()
                        value=event.kind.clone()
                        content=view! { <code>{event.kind.clone()}</code> }.into_any()
                    />
                </span>
            </div>
            {if reading.alone {
                view! { <h1 id=HEADING tabindex="-1" dir="auto">{event.description.clone()}</h1> }.into_any()
            } else {
                view! { <h2 id=HEADING tabindex="-1" dir="auto">{event.description.clone()}</h2> }.into_any()
            }}
            <p class="soft">
                <When id="tip-open" event=event.clone() local=local.clone() reading />
                " " <span class="muted">"·"</span> " "
                {local.full()} " " {city}
                " " <span class="muted">"·"</span> " "
                {utc_text} " UTC"
            </p>
        </header>
    }
}
