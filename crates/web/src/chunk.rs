//! Parts of the program that are loaded when they are first needed: what the first view can do without.
//!
//! A part is a function that the build cuts out, with everything that only it reaches, into a file of its own. Here stands how one
//! is drawn while it comes, when it is there, and when it did not come.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
pub use leptos::wasm_split::SplitLoaderError;

use crate::api::ApiError;
use crate::components::error_panel::ErrorPanel;

/// What a part does: it draws itself for what it is given.
pub type Draw<P> = fn(P) -> AnyView;

/// Loads a part that draws nothing, and lets it work for the owner who asked. Where it does not come, nothing is done: the
/// next visit tries again.
pub fn run<P, F>(load: fn() -> F, given: P)
where
    P: 'static,
    F: Future<Output = Result<fn(P), SplitLoaderError>> + 'static,
{
    let owner = Owner::current();
    spawn_local(async move {
        if let (Ok(part), Some(owner)) = (load().await, owner) {
            owner.with(|| part(given));
        }
    });
}

/// Loads a part and draws it.
pub fn show<P, F>(load: fn() -> F, given: P) -> impl IntoView
where
    P: Clone + Send + Sync + 'static,
    F: Future<Output = Result<Draw<P>, SplitLoaderError>> + 'static,
{
    let part = RwSignal::new(None::<Result<Draw<P>, ()>>);
    let fetch = move || {
        spawn_local(async move {
            let loaded = load().await.map_err(|_| ());
            part.try_set(Some(loaded));
        });
    };
    fetch();
    move || match part.get() {
        None => None,
        Some(Ok(draw)) => Some(draw(given.clone())),
        Some(Err(())) => {
            let on_retry = Callback::new(move |()| fetch());
            Some(view! { <ErrorPanel error=ApiError::Unreachable on_retry /> }.into_any())
        }
    }
}
