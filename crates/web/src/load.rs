//! Loading what a signal asks for: old values stay while new ones come, and a stale answer never overwrites a newer one.

use std::future::Future;

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
    let load = Load {
        value: RwSignal::new(None),
        error: RwSignal::new(None),
        busy: RwSignal::new(false),
        again: Trigger::new(),
    };
    let running = StoredValue::new_local(None::<AbortController>);
    let turn = StoredValue::new(0_u64);
    let abort = move || {
        if let Some(Some(controller)) = running.try_update_value(Option::take) {
            controller.abort();
        }
    };
    Effect::new(move |_| {
        load.again.track();
        let key = key.get();
        abort();
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let (Some(key), Ok(controller)) = (key, AbortController::new()) else {
            load.busy.set(false);
            return;
        };
        load.busy.set(true);
        let answer = fetch(key.clone(), controller.signal());
        running.set_value(Some(controller));
        spawn_local(async move {
            let answer = answer.await;
            // Another turn has begun, or the page is gone.
            if turn.try_get_value() != Some(mine) {
                return;
            }
            match answer {
                Ok(value) => {
                    load.error.set(None);
                    load.value.set(Some((key, value)));
                }
                Err(error) => load.error.set(Some(error)),
            }
            load.busy.set(false);
        });
    });
    on_cleanup(abort);
    load
}
