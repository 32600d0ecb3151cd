//! The tables, one a file. Only `store` sees them.

pub mod api_key;
pub mod combination;
pub mod event;
pub mod event_count;
pub mod event_count_head;
pub mod event_target;
pub mod event_type;
pub mod export;
pub mod idempotent_request;
pub mod inbound_source;
pub mod login_failure;
pub mod mail;
pub mod membership;
pub mod preset;
pub mod preset_arrangement;
pub mod quota_window;
pub mod search_slice;
pub mod session;
pub mod spent_live_ticket;
pub mod user;
pub mod webhook_attempt;
pub mod webhook_delivery;
pub mod webhook_endpoint;
pub mod workspace;
pub mod workspace_head;
