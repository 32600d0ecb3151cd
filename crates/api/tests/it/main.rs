//! The server from outside: real requests to a real server, each test with a database of its own.

mod support;

mod api_keys;
mod auth;
mod authorization;
