//! Many events as one table for paper. It only stands there: nothing in it moves, opens or follows the clock.

use chrono::{Datelike, NaiveDate};
use daybook_shared::event::Event;
use leptos::prelude::*;

use super::actor_badge::ActorBadge;
use super::icon::Icon;
use super::log_row::why;
use super::platform_badge::PlatformBadge;
use super::reading::Reading;
use super::state_badge::StateBadge;
use super::stuck;
use crate::days::DayGroup;

/// The table. The screen does not show it.
#[component]
pub fn PrintSheet(
    days: Vec<DayGroup>,
    today: NaiveDate,
    reading: Reading,
    children: Children,
) -> impl IntoView {
    let days = days
        .into_iter()
        .map(|day| {
            let (title, month) = (day.title(today), day.month(today));
            let summary = day.summary().replace("on this page", "events");
            let rows = day
                .events
                .into_iter()
                .map(|(_, local, event)| row(event, local.full(), reading))
                .collect_view();
            view! {
                <tbody class="day">
                    <tr>
                        <th class="c-icon">{day.date.day().to_string()}</th>
                        <th colspan="5">
                            <span class="day-in"><b>{title}</b><span class="muted">{month}</span><span class="muted">{summary}</span></span>
                        </th>
                    </tr>
                </tbody>
                <tbody class="rows">{rows}</tbody>
            }
        })
        .collect_view();
    view! {
        <div class="print-sheet">
            {children()}
            <table class="tbl log">
                <thead>
                    <tr>
                        <th class="c-icon"></th>
                        <th class="c-what">"Activity"</th>
                        <th class="c-platform">"Platform"</th>
                        <th class="c-actor">"Actor"</th>
                        <th class="c-state">"State"</th>
                        <th class="c-time">"Time"</th>
                    </tr>
                </thead>
                {days}
            </table>
        </div>
    }
}

fn row(event: Event, time: String, reading: Reading) -> impl IntoView {
    let icon = reading
        .directory
        .with_untracked(|directory| directory.type_icon(&event.kind));
    let why = why(&event, reading);
    let tone = stuck::tone(&event, reading);
    view! {
        <tr data-tone=tone>
            <td class="c-icon"><Icon name=icon /></td>
            <td class="c-what">
                <div class="what">
                    <span dir="auto">{event.description}</span>
                    {why.map(|why| view! { <span class="why" dir="auto">{why}</span> })}
                </div>
            </td>
            <td class="c-platform"><PlatformBadge platform=event.platform.clone() /></td>
            <td class="c-actor"><ActorBadge actor=event.actor platform=event.platform reading /></td>
            <td class="c-state"><StateBadge state=event.state /></td>
            <td class="c-time"><time datetime=event.occurred_at.to_string()>{time}</time></td>
        </tr>
    }
}
