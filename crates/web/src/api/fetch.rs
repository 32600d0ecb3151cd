//! One request through the browser's `fetch`, and how its answer is read.

use daybook_shared::problem::Problem;
use leptos::prelude::window;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, Request, RequestInit, Response};

use super::ApiError;

/// What stops a request when its page goes.
pub type Aborting<'a> = Option<&'a AbortSignal>;

/// A request to this origin.
pub(super) struct Call<'a> {
    pub(super) method: &'static str,
    pub(super) path: &'a str,
    pub(super) body: Option<&'a str>,
    pub(super) token: Option<&'a str>,
    pub(super) abort: Aborting<'a>,
}

/// Sends it and waits for the answer's head.
pub(super) async fn send(call: Call<'_>) -> Result<Response, ApiError> {
    let Ok(request) = prepare(&call) else {
        return Err(ApiError::Unreachable);
    };
    let answer = JsFuture::from(window().fetch_with_request(&request)).await;
    answer
        .and_then(JsCast::dyn_into)
        .map_err(|_| no_answer(call.abort))
}

fn prepare(call: &Call<'_>) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method(call.method);
    init.set_signal(call.abort);
    if let Some(body) = call.body {
        headers.set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(body));
    }
    if let Some(token) = call.token {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    init.set_headers(&headers);
    Request::new_with_str_and_init(call.path, &init)
}

fn no_answer(abort: Aborting<'_>) -> ApiError {
    if abort.is_some_and(AbortSignal::aborted) {
        ApiError::Aborted
    } else {
        ApiError::Unreachable
    }
}

/// The body of a good answer. Only taking it apart knows what was asked for, so that all the rest is compiled once.
pub(super) struct Body {
    status: u16,
    text: String,
}

impl Body {
    /// As it came.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Takes it apart.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_str(&self.text).map_err(|_| ApiError::Unreadable { status: self.status })
    }
}

/// Reads the body of a good answer, or the problem of a bad one.
pub(super) async fn read(answer: Response, abort: Aborting<'_>) -> Result<Body, ApiError> {
    let status = answer.status();
    let is_ok = answer.ok();
    let retry_after = retry_after(&answer);
    let text = text(&answer, abort).await?;
    if is_ok {
        return Ok(Body { status, text });
    }
    match serde_json::from_str::<Problem>(&text) {
        Ok(problem) => Err(ApiError::Refused {
            problem: Box::new(problem),
            retry_after,
        }),
        // A gateway's own page: the server behind it is away.
        Err(_) if status == 502 || status == 504 => Err(ApiError::Unreachable),
        Err(_) => Err(ApiError::Unreadable { status }),
    }
}

async fn text(answer: &Response, abort: Aborting<'_>) -> Result<String, ApiError> {
    let body = answer.text().map_err(|_| no_answer(abort))?;
    let text = JsFuture::from(body).await.map_err(|_| no_answer(abort))?;
    Ok(text.as_string().unwrap_or_default())
}

/// Seconds, or a date: the difference to now.
fn retry_after(answer: &Response) -> Option<u32> {
    let value = answer.headers().get("retry-after").ok().flatten()?;
    value.trim().parse().ok().or_else(|| {
        let seconds = (js_sys::Date::parse(&value) - js_sys::Date::now()) / 1000.0;
        seconds.is_finite().then(|| seconds.ceil().max(0.0) as u32)
    })
}
