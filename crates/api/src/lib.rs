//! The Daybook server: request → handler → store → SQL, and back. ARCHITECTURE.md has the map.

pub mod append;
pub mod auth;
pub mod ballast;
pub mod buckets;
pub mod cli;
pub mod clock;
pub mod db;
pub mod demo;
pub mod entity;
pub mod error;
pub mod export;
#[cfg(feature = "failpoints")]
mod faults;
mod fields;
pub mod http;
pub mod inbound;
pub mod live;
pub mod mail;
pub mod mcp;
pub mod migrations;
pub mod openapi;
pub mod people;
pub mod period;
pub mod quota;
pub mod routes;
pub mod server;
pub mod state;
pub mod storage;
pub mod store;
pub mod telemetry;
pub mod tls;
pub mod webhooks;
pub mod work;
