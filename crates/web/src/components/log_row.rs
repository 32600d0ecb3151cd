//! A row of the table.

use daybook_shared::catalogue;
use daybook_shared::event::Event;
use daybook_shared::filter::Dimension;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::actor_badge::ActorValue;
use super::icon::Icon;
use super::platform_badge::PlatformValue;
use super::reading::{Reading, row_id};
use super::stuck::{self, RowState};
use super::type_mark::TypeMark;
use super::value_button::ValueButton;
use super::when::When;
use crate::time::LocalTime;
use crate::{browser, cell_value};

/// Why it failed, in one line.
pub fn reason(event: &Event) -> Option<String> {
    let error = event.error.as_ref()?;
    let known = daybook_shared::remedy::find(&error.code).map(|remedy| remedy.cause.to_owned());
    Some(
        error
            .reason
            .clone()
            .or(known)
            .unwrap_or_else(|| error.code.clone()),
    )
}

/// Why it needs somebody, in one line.
pub fn why(event: &Event, reading: Reading) -> Option<String> {
    reason(event).or_else(|| reading.hint(event.id).map(|hint| stuck::missing(&hint, reading)))
}

/// An event as a row of the table.
#[component]
pub fn LogRow(event: Event, local: LocalTime, reading: Reading) -> impl IntoView {
    let id = event.id.to_string();
    let (open_id, link_id) = (id.clone(), id.clone());
    let tip = format!("tip-{id}");
    let is_restricted = catalogue::find_category(&event.category).is_some_and(|category| category.restricted);
    // The whole row opens it, but a click that selects text or means something else does not.
    let click_id = row_id(&id);
    let on_click = move |event: MouseEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_own = target.is_some_and(|target| {
            target
                .closest("a, button, .pop-panel")
                .is_ok_and(|found| found.is_some())
        });
        if !is_own && !browser::has_selection() {
            // Not at once: the link's own click comes through this handler too.
            let link = click_id.clone();
            request_animation_frame(move || browser::click(&link));
        }
    };
    view! {
        <tr
            on:click=on_click
            data-tone=stuck::tone(&event, reading)
            aria-current=move || reading.is_open(&open_id).then_some("true")
        >
            <td class="c-icon">
                <ValueButton
                    field=Dimension::Type.key()
                    value=event.kind.clone()
                    in_row=true
                    title=event.kind.clone()
                    content=view! { <TypeMark kind=event.kind.clone() reading /> }.into_any()
                />
            </td>
            <th scope="row" class="c-what">
                <div class="what">
                    <a
                        id=row_id(&id)
                        href=move || reading.address_of(&link_id)
                        dir="auto"
                        aria-describedby=tip.clone()
                        data-noscroll
                    >
                        {event.description.clone()}
                    </a>
                    {why(&event, reading).map(|why| view! { <span class="why" dir="auto">{why}</span> })}
                    {is_restricted.then(|| view! {
                        <span class="tag" title="Only owners, admins and auditors, and whoever did it, see this">
                            <Icon name="lock" />
                            "restricted"
                        </span>
                    })}
                </div>
            </th>
            <td class="c-platform"><PlatformValue platform=event.platform.clone() in_row=true /></td>
            <td class="c-actor">
                <ActorValue actor=event.actor.clone() platform=event.platform.clone() reading in_row=true />
            </td>
            <td class="c-state">
                <ValueButton
                    field=Dimension::State.key()
                    value=event.state.clone()
                    in_row=true
                    content=view! { <RowState event=event.clone() reading /> }.into_any()
                />
            </td>
            <td class="c-time">
                <ValueButton
                    field=cell_value::TIME
                    value=event.occurred_at.to_string()
                    in_row=true
                    content=view! { <When id=tip event=event.clone() local reading /> }.into_any()
                />
            </td>
        </tr>
    }
}
