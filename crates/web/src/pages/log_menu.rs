//! What else can be done with the list: load it anew, print it.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::log::Step;
use super::log_data::LogData;
use super::log_tools::export_address;
use super::print_dialog::{Given, PrintDialog};
use crate::browser;
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::icon::Icon;
use crate::components::popover::Popover;
use crate::components::reading::Reading;
use crate::session::Session;

/// The button that opens the menu; the focus comes back to it.
pub(super) const BUTTON: &str = "log-menu";

#[wasm_split(views, wasm_split_path = leptos::wasm_split, fallible)]
fn print_dialog() -> Result<Draw<Given>, SplitLoaderError> {
    Ok(|given| view! { <PrintDialog given /> }.into_any())
}

/// The menu beside the title.
#[component]
pub(super) fn LogMenu(
    session: Session,
    data: LogData,
    reading: Reading,
    go: Callback<Step>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let prints = RwSignal::new(false);
    let renew = move |_| {
        open.set(false);
        data.renew(reading.query.get_untracked(), go);
        browser::focus("main");
    };
    let print = move |_| {
        open.set(false);
        prints.set(true);
    };
    let on_end = Callback::new(move |()| {
        prints.set(false);
        request_animation_frame(|| browser::focus(BUTTON));
    });
    let given = Given {
        session,
        data,
        reading,
        on_end,
    };
    view! {
        <Popover
            id=BUTTON
            class="icon-btn"
            panel_class="menu end"
            label="The list"
            open
            trigger=|| view! { <Icon name="more" /><span class="sr">"The list: refresh, print"</span> }
        >
            <button type="button" on:click=renew><Icon name="refresh" />"Load the newest"</button>
            <button type="button" on:click=print><Icon name="print" />"Print…"</button>
            {move || export_address(session, reading).map(|href| view! {
                <a class="only-narrow" href=href><Icon name="download" />"Export…"</a>
            })}
        </Popover>
        <Show when=move || prints.get()>{chunk::show(print_dialog, given)}</Show>
    }
}
