//! Calls with a session: the access token, and the one rule for its end.

use daybook_shared::auth;
use js_sys::Promise;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::ApiError;
use super::auth::refresh;
use super::fetch::{Aborting, Body, Call, read, send};
use crate::browser;

/// The lock that tabs take before they use the refresh cookie. It rotates, and using an old one ends the session.
const LOCK: &str = "daybook.session";
/// Where the script of index.html leaves the refresh that it began before this program was there.
const EARLY: &str = "daybookSession";

/// Speaks for whoever is signed in. The access token lives in memory only.
#[derive(Clone, Copy)]
pub struct Client {
    token: RwSignal<Option<String>>,
    ended: Trigger,
}

impl Client {
    /// A client that nobody has signed in with yet.
    pub fn new() -> Self {
        Self {
            token: RwSignal::new(None),
            ended: Trigger::new(),
        }
    }

    /// Speaks with this token from now on.
    pub fn set_token(self, token: Option<String>) {
        self.token.set(token);
    }

    /// Notified when the server does not know the session any more.
    pub fn ended(self) -> Trigger {
        self.ended
    }

    /// Gets something. On a 401 the session is renewed, once.
    pub async fn get<T: DeserializeOwned>(self, path: &str, abort: Aborting<'_>) -> Result<T, ApiError> {
        self.answer("GET", path, None, abort).await?.parse()
    }

    /// Gets something to the letter.
    pub async fn text(self, path: &str) -> Result<String, ApiError> {
        let answer = self.answer("GET", path, None, None).await?;
        Ok(answer.into_text())
    }

    /// Changes something, and answers what became of it.
    pub async fn change<T: DeserializeOwned>(
        self,
        method: &'static str,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let body = serde_json::to_string(body).ok();
        self.answer(method, path, body.as_deref(), None).await?.parse()
    }

    /// The same, where the answer says nothing beyond that it was done.
    pub async fn order(
        self,
        method: &'static str,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<(), ApiError> {
        let body = body.and_then(|body| serde_json::to_string(body).ok());
        self.answer(method, path, body.as_deref(), None).await.map(|_| ())
    }

    async fn answer(
        self,
        method: &'static str,
        path: &str,
        body: Option<&str>,
        abort: Aborting<'_>,
    ) -> Result<Body, ApiError> {
        let used = self.token.get_untracked();
        let call = |token| Call {
            method,
            path,
            body,
            token,
            abort,
        };
        let answer = send(call(used.as_deref())).await?;
        if answer.status() != 401 {
            return read(answer, abort).await;
        }
        self.renew(used.clone()).await?;
        let fresh = self.token.get_untracked();
        let answer = send(call(fresh.as_deref())).await?;
        if answer.status() == 401 {
            return Err(self.end());
        }
        read(answer, abort).await
    }

    /// A new token in the place of `used`, unless somebody has seen to it while this waited for the lock.
    async fn renew(self, used: Option<String>) -> Result<(), ApiError> {
        browser::exclusively(LOCK, async move {
            if self.token.get_untracked() != used {
                return Ok(());
            }
            let session = refresh().await;
            self.settle(session).map(|_| ())
        })
        .await
    }

    /// Takes up the session of the refresh cookie, on load.
    pub async fn restore(self) -> Result<auth::Session, ApiError> {
        let early = browser::take_global(EARLY).and_then(|early| early.dyn_into::<Promise>().ok());
        let session = match early {
            Some(early) => match JsFuture::from(early).await.and_then(JsCast::dyn_into) {
                Ok(answer) => read(answer, None).await.and_then(|body| body.parse()),
                Err(_) => Err(ApiError::Unreachable),
            },
            None => browser::exclusively(LOCK, refresh()).await,
        };
        self.settle(session)
    }

    fn settle(self, session: Result<auth::Session, ApiError>) -> Result<auth::Session, ApiError> {
        match session {
            Ok(session) => {
                self.token.set(Some(session.access_token.clone()));
                Ok(session)
            }
            Err(ApiError::Refused { problem, .. }) if matches!(problem.status, 401 | 403) => Err(self.end()),
            Err(error) => Err(error),
        }
    }

    fn end(self) -> ApiError {
        self.token.set(None);
        self.ended.notify();
        ApiError::SignedOut
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_the_program_agree_on_names() {
        let page = include_str!("../../index.html");
        for name in [
            LOCK,
            EARLY,
            crate::session::STORAGE_KEY,
            crate::theme::STORAGE_KEY,
            crate::theme::DENSITY_KEY,
            daybook_shared::route::REFRESH,
        ] {
            assert!(page.contains(name), "{name}");
        }
    }
}
