//! What happened, when, with what outcome.

use daybook_shared::event::Event;
use leptos::prelude::*;

use super::platform_badge::PlatformBadge;
use super::reading::Reading;
use super::state_badge::StateBadge;
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
                <StateBadge state=event.state.clone() flush=true />
                {platform.is_some().then(|| view! { <span class="soft"><PlatformBadge platform=platform /></span> })}
                <code class="muted">{event.kind.clone()}</code>
            </div>
            <h2 id=HEADING tabindex="-1" dir="auto">{event.description.clone()}</h2>
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
