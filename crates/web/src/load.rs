//! Loading what a signal asks for: old values stay while new ones come, and a stale answer never overwrites a newer one.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{AbortController, AbortSignal};

use crate::api::ApiError;

/// Something that is loaded whenever its key changes.
pub struct Load<K: Send + Sync + 'static, T: Send + Sync + 'static> {
    /// What was loaded last, with the key that it belongs to.
    pub value: RwSignal<Option<(K, T)>>,
    /// Why the last try failed.
    pub error: RwSignal<Option<ApiError>>,
    /// Whether an answer is awaited.
    pub busy: RwSignal<bool>,
    again: Trigger,
}

impl<K: Send + Sync + 'static, T: Send + Sync + 'static> Clone for Load<K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static, T: Send + Sync + 'static> Copy for Load<K, T> {}

impl<K: Send + Sync + 'static, T: Send + Sync + 'static> Load<K, T> {
    /// Loads again what was asked for last.
    pub fn retry(self) {
        self.again.notify();
    }
}

/// Loads for every new key; no key, nothing to load. The request of an older key is aborted.
pub fn load<K, T, F>(key: Memo<Option<K>>, fetch: impl Fn(K, AbortSignal) -> F + 'static) -> Load<K, T>
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let value = RwSignal::new(None);
    let (error, busy, again) = (RwSignal::new(None), RwSignal::new(false), Trigger::new());
    let last = StoredValue::new(None);
    let ask = move |abort| -> Option<Answer> {
        let key = key.get()?;
        // What went wrong with another key says nothing of this one.
        if last.with_value(|last| last.as_ref() != Some(&key)) {
            last.set_value(Some(key.clone()));
            error.set(None);
        }
        let answer = fetch(key.clone(), abort);
        Some(Box::pin(async move {
            let found = answer.await?;
            Ok(Box::new(move || value.set(Some((key, found)))) as Keep)
        }))
    };
    ask_in_turn(Box::new(ask), error, busy, again);
    Load {
        value,
        error,
        busy,
        again,
    }
}

/// Keeps what was loaded.
type Keep = Box<dyn FnOnce()>;
type Answer = Pin<Box<dyn Future<Output = Result<Keep, ApiError>>>>;

/// What all loads have in common. It knows neither keys nor values, so that it is in the bundle once.
fn ask_in_turn(
    ask: Box<dyn Fn(AbortSignal) -> Option<Answer>>,
    error: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    again: Trigger,
) {
    let running = StoredValue::new_local(None::<AbortController>);
    let turn = StoredValue::new(0_u64);
    let abort = move || {
        if let Some(Some(controller)) = running.try_update_value(Option::take) {
            controller.abort();
        }
    };
    Effect::new(move |_| {
        again.track();
        abort();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let controller = AbortController::new().ok();
        let answer = controller
            .as_ref()
            .and_then(|controller| ask(controller.signal()));
        let Some(answer) = answer else {
            busy.set(false);
            return;
        };
        busy.set(true);
        running.set_value(controller);
        spawn_local(async move {
            let answer = answer.await;
            // Another turn has begun, or the page is gone.
            if turn.try_get_value() != Some(mine) {
                return;
            }
            match answer {
                Ok(keep) => {
                    error.set(None);
                    keep();
                }
                Err(found) => error.set(Some(found)),
            }
            busy.set(false);
        });
    });
    on_cleanup(abort);
}
