//! The social network.

use daybook_shared::filter::Dimension;
use daybook_shared::platform;
use leptos::prelude::*;

use super::icon::Icon;
use super::value_button::ValueButton;

/// A platform, or a dash where there is none.
#[component]
pub fn PlatformBadge(platform: Option<String>) -> impl IntoView {
    match platform {
        Some(name) => {
            let known = platform::find(&name);
            let icon = known.map_or("globe", |known| known.icon);
            let label = known.map_or(name.clone(), |known| known.label.to_owned());
            view! { <span class="plat"><Icon name=icon /><span>{label}</span></span> }.into_any()
        }
        None => view! {
            <span class="plat">
                <span class="none muted" aria-hidden="true">"–"</span>
                <span class="sr">"No platform"</span>
            </span>
        }
        .into_any(),
    }
}

/// A platform that can be pressed for its menu; the dash cannot.
#[component]
pub fn PlatformValue(platform: Option<String>, #[prop(optional)] in_row: bool) -> impl IntoView {
    match platform.clone() {
        Some(value) => view! {
            <ValueButton
                field=Dimension::Platform.key()
                value
                in_row
                content=view! { <PlatformBadge platform /> }.into_any()
            />
        }
        .into_any(),
        None => view! { <PlatformBadge platform /> }.into_any(),
    }
}
