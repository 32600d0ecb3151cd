//! What the server, the browser client, the OpenAPI document and the tests agree on.
//!
//! One fact, one place: a limit, a code, a label or a route is written here and read everywhere else.
//! Compiles to wasm32; does no IO and reads no clock.

pub mod access;
pub mod api_key;
pub mod auth;
pub mod catalogue;
pub mod counts;
pub mod event;
pub mod event_type;
pub mod export;
pub mod filter;
pub mod id;
pub mod inbound_source;
pub mod limits;
pub mod live;
pub mod me;
pub mod member;
pub mod page;
pub mod period;
pub mod plan;
pub mod platform;
pub mod preset;
pub mod problem;
pub mod quota;
pub mod remedy;
pub mod route;
pub mod search;
pub mod settings;
pub mod state;
pub mod story;
pub mod timestamp;
pub mod webhook;
