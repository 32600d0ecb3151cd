//! The server from outside: real requests to a real server, each test with a database of its own.

#![expect(clippy::unwrap_used, reason = "in a test a panic is a finding")]

mod support;

mod api_keys;
mod append;
mod auth;
mod authorization;
mod counts;
mod export;
mod exports;
mod file_lock;
mod guides;
mod headers;
mod hints;
mod idempotency;
mod import;
mod inbound;
mod list;
mod list_lines;
mod live;
mod mail;
mod mcp;
mod me;
mod mirror;
mod model;
mod openapi;
mod pages;
mod plans;
mod presets;
mod quotas;
mod schema;
mod search;
mod settings;
mod soak;
mod storage;
mod story;
mod work;
