//! System, light, dark.

use leptos::prelude::*;

use super::icon::Icon;
use crate::theme::Theme;

/// The switch in the header.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(Theme::kept());
    let change = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().choose();
    };
    view! {
        <button
            type="button"
            class="icon-btn theme"
            aria-label=move || format!("Theme: {}. Change to {}", theme.get().label(), theme.get().next().label())
            title=move || format!("Theme: {}", theme.get().label())
            on:click=change
        >
            {move || match theme.get() {
                Theme::System => view! { <Icon name="contrast" /> },
                Theme::Light => view! { <Icon name="sun" /> },
                Theme::Dark => view! { <Icon name="moon" /> },
            }}
        </button>
    }
}

/// The same as a row of the phone's menu.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let theme = RwSignal::new(Theme::kept());
    let choices = [Theme::System, Theme::Light, Theme::Dark];
    view! {
        <div class="seg only-narrow" role="group" aria-label="Theme">
            {choices.into_iter().map(|choice| view! {
                <button
                    type="button"
                    aria-pressed=move || (theme.get() == choice).to_string()
                    on:click=move |_| {
                        theme.set(choice);
                        choice.choose();
                    }
                >
                    {choice.title()}
                </button>
            }).collect_view()}
        </div>
    }
}
