//! Parts of the program that are loaded when they are first needed: what the first view can do without.
//!
//! A part is a function that the build cuts out, with everything that only it reaches, into a file of its own. Here stands how one
//! is drawn while it comes, when it is there, and when it did not come.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
pub use leptos::wasm_split::SplitLoaderError;

use crate::api::ApiError;
use crate::components::error_panel::ErrorPanel;

/// What a part does: it draws itself for what it is given.
pub type Draw<P> = fn(P) -> AnyView;

/// Loads a part that draws nothing, and lets it work for as long as `owner` is there. `on_miss` is called where it does not come.
pub fn run<P, F>(load: fn() -> F, given: P, owner: Owner, on_miss: impl FnOnce() + 'static)
where
    P: 'static,
    F: Future<Output = Result<fn(P), SplitLoaderError>> + 'static,
{
    let is_there = owner.with(|| StoredValue::new(()));
    spawn_local(async move {
        let part = load().await;
        // Whoever asked may be gone by now.
        if is_there.try_get_value().is_none() {
            return;
        }
        match part {
            Ok(part) => owner.with(|| part(given)),
            Err(_) => on_miss(),
        }
    });
}

/// Loads a part and draws it.
pub fn show<P, F>(load: fn() -> F, given: P) -> impl IntoView
where
    P: Clone + Send + Sync + 'static,
    F: Future<Output = Result<Draw<P>, SplitLoaderError>> + 'static,
{
    show_after(load, given, || ().into_any())
}

/// Loads a part and draws it; until then stands what keeps its place.
pub fn show_after<P, F>(
    load: fn() -> F,
    given: P,
    meanwhile: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView
where
    P: Clone + Send + Sync + 'static,
    F: Future<Output = Result<Draw<P>, SplitLoaderError>> + 'static,
{
    show_part(
        Arc::new(move || {
            let given = given.clone();
            Box::pin(async move {
                let draw = load().await.ok()?;
                Some(Arc::new(move || draw(given.clone())) as Drawn)
            })
        }),
        Box::new(meanwhile),
    )
}

/// A part that is there, with what it is drawn for.
type Drawn = Arc<dyn Fn() -> AnyView + Send + Sync>;
type Loading = Pin<Box<dyn Future<Output = Option<Drawn>>>>;

/// The same for all parts: what is generic is there as often as there are parts, and this is most of it.
fn show_part(
    load: Arc<dyn Fn() -> Loading + Send + Sync>,
    meanwhile: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    let part = RwSignal::new(None::<Option<Drawn>>);
    let fetch = move || {
        let loading = load();
        spawn_local(async move {
            let loaded = loading.await;
            part.try_set(Some(loaded));
        });
    };
    fetch();
    let fetch = StoredValue::new(fetch);
    let drawn = move || match part.get() {
        None => meanwhile(),
        Some(Some(draw)) => draw(),
        Some(None) => {
            let on_retry = Callback::new(move |()| fetch.with_value(|fetch| fetch()));
            view! { <ErrorPanel error=ApiError::Unreachable on_retry /> }.into_any()
        }
    };
    drawn.into_any()
}
