//! Clients of HTTP.

use reqwest::{Client, ClientBuilder};

/// A client.
pub fn client() -> Client {
    client_builder().build().unwrap()
}

/// One to be told more.
pub fn client_builder() -> ClientBuilder {
    daybook_api::tls::provide();
    Client::builder()
}
