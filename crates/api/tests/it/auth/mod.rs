//! Signing in and out, tokens, refresh cookies, and what the log says of them.

mod password;
mod refresh;
mod sign_in;

use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::support::app::{Answer, TestApp, send};

/// Signs in.
async fn login(app: &TestApp, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    send(
        app.request(Method::POST, "/v1/auth/login")
            .header("user-agent", "Test/1")
            .json(&body),
    )
    .await
}

/// The cookie that an answer sets, as a request sends it back.
fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// Asks for a new access token.
fn refresh(app: &TestApp, cookie: &str) -> RequestBuilder {
    app.request(Method::POST, "/v1/auth/refresh")
        .header("cookie", cookie)
}

/// The access token of an answer.
fn token_of(answer: &Answer) -> String {
    answer.body["access_token"].as_str().unwrap().to_owned()
}
