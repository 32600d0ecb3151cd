//! How times, rows and colours are shown to the person.

use daybook_shared::me::{User, UserUpdate};
use daybook_shared::settings::{Density, HourCycle, Theme, Times};
use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::notice::Notice;
use crate::components::segments::Segments;
use crate::components::zone_field::ZoneField;
use crate::session::{Session, WORKSPACE_KEY};
use crate::{browser, theme};

/// Each choice acts at once.
#[component]
pub(super) fn Display(session: Session, now: ReadSignal<Timestamp>, said: RwSignal<String>) -> impl IntoView {
    let error = RwSignal::new(None::<String>);
    let change = Callback::new(move |update: UserUpdate| {
        error.set(None);
        said.set(String::new());
        spawn_local(async move {
            match session.try_change(update).await {
                Ok(()) => said.set("Saved".to_owned()),
                Err(found) => error.set(Some(format!("{}. It is as it was before.", found.title()))),
            }
        });
    });
    let of_user = move |read: fn(&User) -> &'static str| {
        Signal::derive(move || {
            session
                .user
                .with(|user| user.as_ref().map(read).unwrap_or_default())
        })
    };
    let on_cycle = Callback::new(move |name: &'static str| {
        change.run(UserUpdate {
            hour_cycle: HourCycle::find(name),
            ..UserUpdate::default()
        });
    });
    let on_times = Callback::new(move |name: &'static str| {
        change.run(UserUpdate {
            times: Times::find(name),
            ..UserUpdate::default()
        });
    });
    let on_theme = Callback::new(move |name: &'static str| {
        change.run(UserUpdate {
            theme: Theme::find(name),
            ..UserUpdate::default()
        });
    });
    let on_density = Callback::new(move |name: &'static str| {
        change.run(UserUpdate {
            density: Density::find(name),
            ..UserUpdate::default()
        });
    });
    let on_zone = Callback::new(move |zone: Option<String>| {
        change.run(UserUpdate {
            time_zone: Some(zone),
            ..UserUpdate::default()
        });
    });
    let chosen = Signal::derive(move || {
        session
            .user
            .with(|user| user.as_ref().and_then(|user| user.time_zone.clone()))
    });
    let of_workspace = Signal::derive(move || {
        let last = browser::kept(WORKSPACE_KEY)?;
        session
            .workspace(&last)
            .map(|known| (known.name, known.time_zone))
    });
    let zone = Memo::new(move |_| session.zone());
    let cycles = [
        ("auto", "As the browser"),
        ("h23", "24 hours"),
        ("h12", "12 hours"),
    ];
    let times = [
        ("relative", "How long ago"),
        ("absolute", "Exact"),
        ("utc", "UTC"),
    ];
    let themes: Vec<_> = Theme::ALL
        .iter()
        .map(|known| (known.as_str(), theme::title(*known)))
        .collect();
    let densities = [("compact", "Compact"), ("comfortable", "Comfortable")];
    let shortcuts = move |event| {
        change.run(UserUpdate {
            shortcuts: Some(event_target_checked(&event)),
            ..UserUpdate::default()
        });
    };
    view! {
        <div class="set-h"><h2>"Time and display"</h2><p>"Only for you, in every workspace. Each choice is saved at once."</p></div>
        {move || error.get().map(|text| view! {
            <div role="alert"><Notice icon="alert" tone="danger">{text}</Notice></div>
        })}
        <div class="panel rows">
            <div class="set">
                <div class="about"><label for="zone-field">"Time zone"</label><p>"Days, dates and filters go by it; how long ago something was stays the same."</p></div>
                <div class="ctl"><ZoneField chosen of_workspace zone now on_change=on_zone /></div>
            </div>
            <Segments name="Clock" about="Wherever a time of day is told." choices=cycles.to_vec() value=of_user(|user| user.hour_cycle.as_str()) on_change=on_cycle />
            <Segments name="Times in the log" about="The other ways are a touch away: t and u, or the head of the column." choices=times.to_vec() value=of_user(|user| user.times.as_str()) on_change=on_times />
            <Segments name="Theme" about="System follows your device." choices=themes value=of_user(|user| user.theme.as_str()) on_change=on_theme />
            <Segments name="Rows" about="Compact shows more of them at once." choices=densities.to_vec() value=of_user(|user| user.density.as_str()) on_change=on_density />
            <div class="set">
                <div class="about"><h3>"Keyboard shortcuts"</h3><p>"Single keys such as " <kbd>"/"</kbd> " " <kbd>"j"</kbd> " " <kbd>"k"</kbd> "."</p></div>
                <div class="ctl">
                    <label class="check">
                        <input type="checkbox" role="switch" prop:checked=move || session.has_shortcuts() on:change=shortcuts />
                        <span>"On, except while typing"</span>
                    </label>
                </div>
            </div>
        </div>
    }
}
