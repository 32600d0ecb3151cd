//! HTTP around the handlers: extractors, cursors, problems, headers, the browser client's files.

pub mod access;
pub mod byte_range;
pub mod caller;
pub mod capacity;
pub mod cursor;
pub mod etag;
pub mod fallback;
pub mod filter_params;
pub mod headers;
pub mod id_cursor;
pub mod idempotency;
pub mod json;
pub mod kept_answer;
pub mod known_paths;
pub mod list_form;
pub mod list_params;
pub mod live_params;
pub mod page_params;
pub mod patience;
pub mod problem;
pub mod quota;
pub mod spliced;
pub mod ticket_access;
pub mod web_client;
