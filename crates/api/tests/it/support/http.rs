//! The clients of tests.

/// A client that waits as long as it takes.
pub fn client() -> reqwest::Client {
    builder().build().unwrap()
}

/// A client that is to be set up further.
pub fn builder() -> reqwest::ClientBuilder {
    daybook_api::tls::provide();
    reqwest::Client::builder()
}
