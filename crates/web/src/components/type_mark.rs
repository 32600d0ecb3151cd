//! The icon that stands for a type.

use daybook_shared::catalogue;
use leptos::prelude::*;

use super::icon::Icon;
use super::reading::Reading;

/// The icon of a type, and its name for those who do not see it. The types of a workspace's own are known a moment later.
#[component]
pub fn TypeMark(kind: String, reading: Reading) -> impl IntoView {
    if let Some(known) = catalogue::find_type(&kind) {
        return view! { <Icon name=known.icon /><span class="sr">{known.label}</span> }.into_any();
    }
    let mark = move || {
        let directory = reading.directory.read();
        view! { <Icon name=directory.type_icon(&kind) /><span class="sr">{directory.type_label(&kind)}</span> }
    };
    mark.into_any()
}
