//! The person's name and password.

use daybook_shared::auth::PasswordChange;
use daybook_shared::limits::{MAX_NAME_CHARS, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS};
use daybook_shared::me::UserUpdate;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::components::icon::Icon;
use crate::session::Session;

/// What the server says against a field, or against all of it.
fn told(error: &ApiError) -> (String, String) {
    match error {
        ApiError::Refused { problem, .. } => problem.errors.first().map_or_else(
            || (String::new(), problem.detail.clone()),
            |field| (field.pointer.clone(), field.detail.clone()),
        ),
        other => (String::new(), format!("{}. Nothing was changed.", other.title())),
    }
}

#[component]
fn FieldError(id: &'static str, #[prop(into)] text: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p class="err" id=id role="alert">
            {move || text.get().map(|text| view! { <Icon name="alert" small=true /> <span>{text}</span> })}
        </p>
    }
}

/// Name and address.
#[component]
pub(super) fn Profile(session: Session, said: RwSignal<String>) -> impl IntoView {
    let name = NodeRef::<Input>::new();
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let user = session.user.get_untracked();
    let (old, email) = user.map(|user| (user.name, user.email)).unwrap_or_default();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = name.get_untracked().filter(|_| !busy.get_untracked()) else {
            return;
        };
        let update = UserUpdate {
            name: Some(field.value().trim().to_owned()),
            ..UserUpdate::default()
        };
        busy.set(true);
        error.set(None);
        said.set(String::new());
        spawn_local(async move {
            match session.try_change(update).await {
                Ok(()) => said.set("Your name was saved".to_owned()),
                Err(found) => error.set(Some(told(&found).1)),
            }
            busy.set(false);
        });
    };
    view! {
        <div class="set-h"><h2>"Profile"</h2><p>"Past events keep the name that you had then."</p></div>
        <form class="panel rows" on:submit=on_submit>
            <div class="set">
                <div class="about"><label for="name">"Name"</label><p>"What everybody reads beside what you do."</p></div>
                <div class="ctl field">
                    <div class="line">
                        <input class="in" id="name" node_ref=name required=true maxlength=MAX_NAME_CHARS autocomplete="name" dir="auto" prop:value=old
                            aria-invalid=move || error.with(Option::is_some).then_some("true") aria-describedby="name-err" />
                        <button class="btn primary" aria-busy=move || busy.get().then_some("true")>"Save"</button>
                    </div>
                    <FieldError id="name-err" text=error />
                </div>
            </div>
            <div class="set">
                <div class="about"><h3>"Email"</h3><p>"What you sign in with."</p></div>
                <div class="ctl"><p><bdi>{email}</bdi></p></div>
            </div>
        </form>
    }
}

/// A new password for the old one.
#[component]
pub(super) fn Password(session: Session, said: RwSignal<String>) -> impl IntoView {
    let (current, new) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let error = RwSignal::new(None::<(String, String)>);
    let (busy, shows, done) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(old), Some(fresh)) = (current.get_untracked(), new.get_untracked()) else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        let change = PasswordChange {
            current_password: old.value(),
            new_password: fresh.value(),
        };
        busy.set(true);
        error.set(None);
        done.set(false);
        said.set(String::new());
        spawn_local(async move {
            match session.client.change_password(&change).await {
                Ok(()) => {
                    old.set_value("");
                    fresh.set_value("");
                    done.set(true);
                    said.set("Your password was changed; all other sessions have ended".to_owned());
                }
                Err(found) => {
                    let (pointer, detail) = told(&found);
                    let field = if pointer == "/current_password" {
                        old
                    } else {
                        fresh
                    };
                    error.set(Some((pointer, detail)));
                    let _ = field.focus();
                }
            }
            busy.set(false);
        });
    };
    let of_current = move || {
        error
            .get()
            .filter(|(pointer, _)| pointer == "/current_password")
            .map(|(_, detail)| detail)
    };
    let of_new = move || {
        error
            .get()
            .filter(|(pointer, _)| pointer != "/current_password")
            .map(|(_, detail)| detail)
    };
    let kind = move || if shows.get() { "text" } else { "password" };
    let hint = format!("At least {MIN_PASSWORD_CHARS} characters.");
    view! {
        <div class="set-h"><h2>"Password"</h2><p>"Changing it ends all your other sessions."</p></div>
        <form class="panel rows" on:submit=on_submit>
            <div class="set">
                <div class="about"><label for="current-password">"Current password"</label></div>
                <div class="ctl field">
                    <input class="in" id="current-password" type=kind node_ref=current required=true maxlength=MAX_PASSWORD_CHARS autocomplete="current-password"
                        aria-invalid=move || of_current().is_some().then_some("true") aria-describedby="current-err" />
                    <FieldError id="current-err" text=Signal::derive(of_current) />
                </div>
            </div>
            <div class="set">
                <div class="about"><label for="new-password">"New password"</label><p id="new-hint">{hint}</p></div>
                <div class="ctl field">
                    <input class="in" id="new-password" type=kind node_ref=new required=true maxlength=MAX_PASSWORD_CHARS autocomplete="new-password"
                        aria-invalid=move || of_new().is_some().then_some("true") aria-describedby="new-hint new-err" />
                    <FieldError id="new-err" text=Signal::derive(of_new) />
                    <label class="check">
                        <input type="checkbox" on:change=move |event| shows.set(event_target_checked(&event)) />
                        <span>"Show the passwords"</span>
                    </label>
                </div>
            </div>
            <div class="set">
                <div class="about"></div>
                <div class="ctl">
                    <button class="btn primary" aria-busy=move || busy.get().then_some("true")>"Change the password"</button>
                    <Show when=move || done.get()><p>"Changed. All other sessions have ended."</p></Show>
                </div>
            </div>
        </form>
    }
}
