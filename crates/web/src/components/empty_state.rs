//! Three reasons for a list without rows, three texts.

use daybook_shared::route;
use leptos::prelude::*;

use super::art::Art;
use super::chip_list::ChipList;
use super::copy_button::CopyButton;
use crate::browser;
use crate::chips::{Chip, Part};

/// Nothing was ever sent: how to send.
#[component]
pub fn NoEvents(#[prop(into)] workspace: String) -> impl IntoView {
    let origin = browser::origin();
    let command = format!(
        "curl {origin}{} \\\n  -H \"Authorization: Bearer dbk_…\" \\\n  -H \"Content-Type: application/json\" \\\n  -d '{{\"type\": \"post.created\"}}'",
        route::events(workspace)
    );
    view! {
        <div class="empty">
            {Art::Blank.draw()}
            <h2>"The first page is blank"</h2>
            <p>"Send an event and it appears here. Every product that can make an HTTP request can send one."</p>
            <pre tabindex="0" aria-label="Example request">{command.clone()}</pre>
            <div class="actions">
                <CopyButton class="btn primary" text=command what="the example request" word="Copy the request" />
            </div>
        </div>
    }
}

/// Nothing fits: what to take away.
#[component]
pub fn NoMatch(
    chips: Vec<Chip>,
    on_remove: Callback<Part>,
    on_clear: Callback<()>,
    /// Widens the range, where there is one.
    on_widen: Option<(&'static str, Callback<()>)>,
) -> impl IntoView {
    let last = chips
        .iter()
        .rev()
        .find(|chip| chip.part != Part::Period)
        .or(chips.last())
        .cloned();
    view! {
        <div class="empty">
            {Art::NoMatch.draw()}
            <h2>"No event fits these filters"</h2>
            <p>"All of them must hold at once. Take one away, or look further back."</p>
            <ChipList chips on_remove />
            <div class="actions">
                {last.map(|chip| view! {
                    <button type="button" class="btn primary" on:click=move |_| on_remove.run(chip.part)>
                        {format!("Remove “{}”", chip.sentence())}
                    </button>
                })}
                {on_widen.map(|(label, on_widen)| view! {
                    <button type="button" class="btn" on:click=move |_| on_widen.run(())>{label}</button>
                })}
                <button type="button" class="btn" on:click=move |_| on_clear.run(())>"Clear all"</button>
            </div>
        </div>
    }
}

/// What fits is not for this person.
#[component]
pub fn NotAllowed(
    #[prop(into)] what: String,
    #[prop(into)] workspace: String,
    on_clear: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {Art::Locked.draw()}
            <h2>{what} " is for owners, admins and auditors"</h2>
            <p>"You are a " <b>"member"</b> " of " <bdi>{workspace}</bdi> ". Of these events you see your own, and there are none."</p>
            <div class="actions">
                <button type="button" class="btn primary" on:click=move |_| on_clear.run(())>"See everything that I may"</button>
            </div>
        </div>
    }
}
