//! The story: what came before and after, and what should have come.

use daybook_shared::event::Event;
use daybook_shared::story::{MissingStep, Story};
use leptos::prelude::*;

use super::icon::Icon;
use super::log_row::reason;
use super::reading::Reading;
use crate::labels;

enum Step {
    Event(Box<Event>),
    Missing(MissingStep),
}

/// The steps in order, with the missing one in its place.
fn steps(story: Story) -> Vec<Step> {
    let mut missing = story.missing;
    let mut steps = Vec::new();
    for event in story.data {
        let sequence = event.sequence;
        steps.push(Step::Event(Box::new(event)));
        if let Some(step) = missing.take_if(|step| step.after_sequence == sequence) {
            steps.push(Step::Missing(step));
        }
    }
    steps.extend(missing.map(Step::Missing));
    steps
}

/// The stepped list. `here` is the event being read.
#[component]
pub fn StorySteps(story: Story, #[prop(into)] here: String, reading: Reading) -> impl IntoView {
    let is_truncated = story.truncated;
    let steps = steps(story);
    let before_missing: Vec<bool> = (0..steps.len())
        .map(|index| matches!(steps.get(index + 1), Some(Step::Missing(_))))
        .collect();
    let rows = steps
        .into_iter()
        .zip(before_missing)
        .map(|(step, leads_to_missing)| match step {
            Step::Event(event) => event_step(*event, &here, leads_to_missing, reading).into_any(),
            Step::Missing(step) => missing_step(&step, reading).into_any(),
        })
        .collect_view();
    view! {
        <ol class="story">{rows}</ol>
        {is_truncated.then(|| view! { <p class="muted">"The story is longer; these are the steps nearest to this event."</p> })}
    }
}

fn event_step(event: Event, here: &str, leads_to_missing: bool, reading: Reading) -> impl IntoView {
    let id = event.id.to_string();
    let is_here = id == here;
    let mut class = if is_here {
        "here".to_owned()
    } else {
        "done".to_owned()
    };
    if leads_to_missing {
        class.push_str(" before-missing");
    }
    let (label, icon) = reading
        .directory
        .with_untracked(|names| (names.type_label(&event.kind), names.type_icon(&event.kind)));
    let time = reading
        .zone
        .with_untracked(|zone| zone.local(event.occurred_at).step(reading.today.get_untracked()));
    let sub = reason(&event).unwrap_or_else(|| {
        if is_here {
            "This event.".to_owned()
        } else {
            event.description.clone()
        }
    });
    let words = view! { {label} " by " <bdi>{event.actor.name.clone()}</bdi> };
    let title = if is_here {
        view! { <span class="t">{words}</span> }.into_any()
    } else {
        view! { <a class="t" href=move || reading.address_of(&id) data-noscroll>{words}</a> }.into_any()
    };
    view! {
        <li class=class data-tone=labels::trouble(&event.state) aria-current=is_here.then_some("step")>
            <span class="dot"><Icon name=icon /></span>
            {title}
            <time datetime=event.occurred_at.to_string()>{time}</time>
            <span class="sub" dir="auto">{sub}</span>
        </li>
    }
}

fn missing_step(step: &MissingStep, reading: Reading) -> impl IntoView {
    let expected: Vec<String> = reading
        .directory
        .with_untracked(|names| step.expected.iter().map(|kind| names.type_label(kind)).collect());
    let since = reading
        .zone
        .with_untracked(|zone| zone.local(step.since).step(reading.today.get_untracked()));
    let expected = if expected.is_empty() {
        "An outcome".to_owned()
    } else {
        expected.join(" or ")
    };
    view! {
        <li class="missing">
            <span class="dot"><Icon name="hourglass" /></span>
            <span class="t">{expected} ": missing"</span>
            <time datetime=step.since.to_string()>"since " {since.replace("Today", "today")}</time>
            <span class="sub">"No outcome was recorded in the time that it usually takes."</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(missing_after: i64) -> Story {
        let event = |sequence: i64| {
            serde_json::json!({
                "id": "evt_01k9zq5v7hf2ns0d8kx3cw4m6t", "sequence": sequence, "type": "post.scheduled",
                "category": "posts", "state": "done", "description": "x",
                "actor": {"kind": "system", "name": "Daybook"},
                "occurred_at": "2026-11-21T13:00:00Z", "recorded_at": "2026-11-21T13:00:00Z",
            })
        };
        serde_json::from_value(serde_json::json!({
            "data": [event(4), event(7)], "truncated": false,
            "missing": {"kind": "missing_outcome", "expected": [], "after_sequence": missing_after, "since": "2026-11-21T13:00:00Z"},
        }))
        .unwrap()
    }

    #[test]
    fn the_missing_step_stands_where_it_should_have_come() {
        let place = |after| {
            steps(story(after))
                .iter()
                .position(|step| matches!(step, Step::Missing(_)))
        };
        assert_eq!((place(4), place(7), place(99)), (Some(1), Some(2), Some(2)));
    }
}
