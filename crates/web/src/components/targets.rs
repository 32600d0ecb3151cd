//! What an event is about, with the way to see it.

use daybook_shared::event::Target;
use daybook_shared::event_type::label_from_name;
use daybook_shared::filter::Dimension;
use leptos::prelude::*;

use super::icon::Icon;
use super::value_button::ValueButton;

/// Only http and https lead anywhere: a `javascript:` address from a producer must not.
fn safe(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    (is_web && !rest.is_empty()).then(|| url.to_owned())
}

fn icon(kind: &str) -> &'static str {
    match kind {
        "post" => "pencil",
        "account" => "at",
        "media" | "image" => "image",
        "video" => "video-play",
        "member" | "user" | "person" => "user",
        "api_key" => "key",
        "course" | "module" => "cap",
        "webhook" | "webhook_endpoint" => "webhook",
        "export" => "download",
        "comment" => "comment",
        "workspace" => "sliders",
        "event_type" => "tag",
        _ => "diamond",
    }
}

/// The targets; those with an address are links to it.
#[component]
pub fn Targets(targets: Vec<Target>) -> impl IntoView {
    let target = |target: Target| {
        let kind = label_from_name(&target.kind);
        let name = target.name.clone().unwrap_or_else(|| target.id.clone());
        let menu = view! {
            <span class="val-at">
                <ValueButton
                    field=Dimension::Target.key()
                    value=target.id.clone()
                    label=name.clone()
                    name=format!("Filter or copy {name}")
                    content=view! { <Icon name="more" /> }.into_any()
                />
            </span>
        };
        let inner = view! {
            <span class="thumb"><Icon name=icon(&target.kind) /></span>
            <span>
                <span class="name"><bdi>{name}</bdi></span>
                <span class="sub">{kind} " · " <code>{target.id}</code></span>
            </span>
        };
        match target.url.as_deref().and_then(safe) {
            Some(url) => view! {
                <li>
                    <a href=url target="_blank" rel="noopener noreferrer">
                        {inner}
                        <Icon name="external" />
                        <span class="sr">"(opens in a new tab)"</span>
                    </a>
                    {menu}
                </li>
            }
            .into_any(),
            None => view! { <li><span class="still">{inner}</span>{menu}</li> }.into_any(),
        }
    };
    view! { <ul class="targets">{targets.into_iter().map(target).collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        assert!(safe("https://social.example/p/1").is_some() && safe("HTTP://x.example").is_some());
        for bad in [
            "javascript:alert(1)",
            "javascript://x%0aalert(1)",
            "data:text/html,x",
            "//x.example",
            "https://",
            "file:///etc",
        ] {
            assert_eq!(safe(bad), None, "{bad}");
        }
    }
}
