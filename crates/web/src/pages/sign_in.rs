//! The door.

use daybook_shared::auth::LoginRequest;
use daybook_shared::limits::MAX_PASSWORD_CHARS;
use daybook_shared::problem::ErrorCode;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;
use leptos_router::hooks::{use_location, use_navigate};

use super::gate::lead_to;
use crate::api::{self, ApiError};
use crate::chunk::{self, Draw, SplitLoaderError};
use crate::components::brand::Brand;
use crate::components::countdown::Countdown;
use crate::components::door_art::DoorArt;
use crate::components::error_panel;
use crate::components::icon::Icon;
use crate::session::{Phase, Session};
use crate::{browser, path};

/// The sign-in page, which is loaded when somebody comes to it.
#[component]
pub fn SignInPage() -> impl IntoView {
    chunk::show(sign_in, ())
}

#[wasm_split(sign_in, wasm_split_path = leptos::wasm_split, fallible)]
fn sign_in() -> Result<Draw<()>, SplitLoaderError> {
    Ok(|()| view! { <SignIn /> }.into_any())
}

/// The sign-in page. Afterwards it leads to the page that was asked for.
#[component]
fn SignIn() -> impl IntoView {
    let session = expect_context::<Session>();
    browser::set_title(&["Sign in"]);
    let next = use_location().search.with_untracked(|search| path::next(search));
    let leads_back = next != "/";
    let navigate = use_navigate();
    Effect::new(move |_| {
        if session.phase.get() == Phase::SignedIn {
            lead_to(&navigate, next.clone());
        }
    });
    let error = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let shows = RwSignal::new(false);
    let (email, password) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let must_wait = move || {
        error.with(|error| {
            error
                .as_ref()
                .is_some_and(|error| error.is(ErrorCode::TooManyRequests))
        })
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || must_wait() {
            return;
        }
        // Read from the fields: password managers fill them without a word.
        let value = |field: NodeRef<Input>| {
            field
                .get_untracked()
                .map(|field| field.value())
                .unwrap_or_default()
        };
        let request = LoginRequest {
            email: value(email).trim().to_owned(),
            password: value(password),
        };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = api::login(&request).await;
            busy.set(false);
            match answer {
                Ok(found) => session.begin(found),
                Err(problem) => {
                    error.set(Some(problem));
                    if let Some(field) = password.get_untracked() {
                        let _ = field.focus();
                        field.select();
                    }
                }
            }
        });
    };
    let message = move || {
        error.get().map(|found| {
            let text = if found.is(ErrorCode::InvalidCredentials) || found.is(ErrorCode::ValidationFailed) {
                view! { <span>"Email or password is not right. Check both and try again."</span> }.into_any()
            } else if found.is(ErrorCode::TooManyRequests) {
                let seconds = found.wait_seconds().unwrap_or(60);
                let on_end = Callback::new(move |()| error.set(None));
                view! { <span>"Too many attempts. Try again in " <Countdown seconds on_end /> "."</span> }.into_any()
            } else {
                let reference = error_panel::reference(&found);
                view! {
                    <span>{found.title()} ". Your entries are still here; try again in a moment. " <code>{reference}</code></span>
                }
                .into_any()
            };
            view! { <div class="notice" data-tone="danger" role="alert"><Icon name="alert" />{text}</div> }
        })
    };
    view! {
        <main id="main" tabindex="-1" class="door">
            <div class="door-form">
                <form aria-labelledby="sign-in" on:submit=on_submit>
                    <div>
                        <span class="brand"><Brand /><span class="sr">"Daybook"</span></span>
                        <h1 id="sign-in">"Sign in"</h1>
                    </div>
                    {message}
                    <div class="field">
                        <label for="email">"Email"</label>
                        <input
                            class="in"
                            id="email"
                            name="email"
                            type="email"
                            autocomplete="username"
                            autocapitalize="none"
                            spellcheck="false"
                            required
                            autofocus
                            node_ref=email
                        />
                    </div>
                    <div class="field">
                        <label for="password">"Password"</label>
                        <div class="pass">
                            <input
                                class="in"
                                id="password"
                                name="password"
                                type=move || if shows.get() { "text" } else { "password" }
                                autocomplete="current-password"
                                autocapitalize="none"
                                spellcheck="false"
                                maxlength=MAX_PASSWORD_CHARS.to_string()
                                aria-describedby="password-hint"
                                required
                                node_ref=password
                            />
                            <button
                                type="button"
                                aria-label=move || if shows.get() { "Hide the password" } else { "Show the password" }
                                on:click=move |_| shows.update(|shows| *shows = !*shows)
                            >
                                {move || if shows.get() { "Hide" } else { "Show" }}
                            </button>
                        </div>
                        <span class="hint" id="password-hint">"Pasting and password managers work."</span>
                    </div>
                    <button
                        class="btn primary wide"
                        aria-busy=move || busy.get().then_some("true")
                        aria-disabled=move || must_wait().then_some("true")
                    >
                        "Sign in"
                    </button>
                    {leads_back.then(|| view! {
                        <p class="muted">"After that, back to " <b class="soft">"the page that you asked for"</b> ", with its filters."</p>
                    })}
                </form>
            </div>
            <DoorArt />
        </main>
    }
}
