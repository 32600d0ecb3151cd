//! System, light, dark.

use daybook_shared::me::UserUpdate;
use daybook_shared::settings::Theme;
use leptos::prelude::*;

use super::icon::Icon;
use crate::session::Session;
use crate::theme;

/// What is shown; what the person chose, on whatever device.
fn shown(session: Session) -> Theme {
    session
        .user
        .with(|user| user.as_ref().map_or_else(theme::kept, |user| user.theme))
}

fn choose(session: Session, theme: Theme) {
    session.change(UserUpdate {
        theme: Some(theme),
        ..UserUpdate::default()
    });
}

/// The switch in the header.
#[component]
pub fn ThemeSwitch(session: Session) -> impl IntoView {
    let now = Memo::new(move |_| shown(session));
    view! {
        <button
            type="button"
            class="icon-btn theme"
            aria-label=move || format!("Theme: {}. Change to {}", now.get().as_str(), theme::next(now.get()).as_str())
            title=move || format!("Theme: {}", now.get().as_str())
            on:click=move |_| choose(session, theme::next(now.get_untracked()))
        >
            {move || match now.get() {
                Theme::System => view! { <Icon name="contrast" /> },
                Theme::Light => view! { <Icon name="sun" /> },
                Theme::Dark => view! { <Icon name="moon" /> },
            }}
        </button>
    }
}

/// The same as a row of the phone's menu.
#[component]
pub fn ThemeChoice(session: Session) -> impl IntoView {
    let now = Memo::new(move |_| shown(session));
    view! {
        <div class="seg only-narrow" role="group" aria-label="Theme">
            {Theme::ALL.iter().copied().map(|choice| view! {
                <button
                    type="button"
                    aria-pressed=move || (now.get() == choice).to_string()
                    on:click=move |_| choose(session, choice)
                >
                    {theme::title(choice)}
                </button>
            }).collect_view()}
        </div>
    }
}
