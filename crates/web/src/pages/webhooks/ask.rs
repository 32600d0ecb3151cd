//! What buttons of these pages do: ask once more where it cannot be undone, wait, and say what went wrong.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::browser;

/// Something that a button asks the server for.
type Asking = Pin<Box<dyn Future<Output = Result<(), ApiError>>>>;

/// A button that asks the server for something.
#[component]
pub(super) fn Ask(
    #[prop(into)] id: String,
    word: &'static str,
    #[prop(default = "btn")] class: &'static str,
    /// What is asked before, and the word that means it.
    #[prop(optional)]
    first: Option<(&'static str, &'static str)>,
    ask: Callback<(), LocalAsking>,
    error: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let (asks, busy) = (RwSignal::new(false), RwSignal::new(false));
    let really = format!("{id}-really");
    let act = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let asking = ask.run(()).0;
        spawn_local(async move {
            let found = asking.await;
            if busy.try_set(false).is_some() {
                return;
            }
            asks.set(false);
            match found {
                Ok(()) => {}
                Err(found) => error.set(Some(found)),
            }
        });
    };
    let press = {
        let really = really.clone();
        move |_| match first {
            Some(_) => {
                let really = really.clone();
                asks.set(true);
                browser::after_paint(move || browser::focus(&really));
            }
            None => act(),
        }
    };
    let keep = {
        let id = id.clone();
        move |_| {
            let id = id.clone();
            asks.set(false);
            browser::after_paint(move || browser::focus(&id));
        }
    };
    move || {
        match first.filter(|_| asks.get()) {
        Some((question, yes)) => view! {
            <span class="asks" role="group" aria-label=question>
                <span class="sub">{question}</span>
                <span class="line">
                    <button type="button" class="btn danger" id=really.clone() aria-busy=move || busy.get().then_some("true") on:click=move |_| act()>{yes}</button>
                    <button type="button" class="btn" on:click=keep.clone()>"No"</button>
                </span>
            </span>
        }
        .into_any(),
        None => view! {
            <button type="button" class=class id=id.clone() aria-busy=move || busy.get().then_some("true") on:click=press.clone()>{word}</button>
        }
        .into_any(),
    }
    }
}

/// A request that lives in the browser's one thread.
pub(super) struct LocalAsking(Asking);

impl LocalAsking {
    /// The request.
    pub(super) fn of(asking: impl Future<Output = Result<(), ApiError>> + 'static) -> Self {
        Self(Box::pin(asking))
    }
}
