//! What every test stands on.

pub mod app;
pub mod bouncer;
pub mod cloudtrail;
pub mod cluster;
pub mod database;
pub mod http;
pub mod log;
pub mod mail_server;
pub mod program;
pub mod receiver;
pub mod s3;
pub mod seed;
pub mod sse;
