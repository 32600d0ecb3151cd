//! Every number that more than one place must agree on.

use crate::preset::BUILT_IN;

/// Rows of a page on a desktop (from [`DESKTOP_MIN_WIDTH_PX`] up).
pub const DESKTOP_ROWS: u32 = 100;
/// Cards of a page on a phone.
pub const PHONE_ROWS: u32 = 30;
/// Viewport width from which the log is a table.
pub const DESKTOP_MIN_WIDTH_PX: u32 = 900;

/// Page size where a request names none.
pub const DEFAULT_LIMIT: u32 = 100;
/// Largest page a request may ask for.
pub const MAX_LIMIT: u32 = 500;
/// Most events of a list that is streamed as JSON Lines.
pub const MAX_STREAM_ROWS: u32 = 100_000;
/// Longest cursor, in bytes of its text form.
pub const MAX_CURSOR_BYTES: usize = 512;

/// Largest body of a single append, and of one event in a batch.
pub const MAX_EVENT_BYTES: usize = 64 * 1024;
/// Largest body of a batch append.
pub const MAX_BATCH_BYTES: usize = 5 * 1024 * 1024;
/// Events in one batch.
pub const MAX_BATCH_EVENTS: usize = 500;
/// Largest body of every other request.
pub const MAX_BODY_BYTES: usize = 64 * 1024;
/// Deepest nesting of arrays and objects in a body.
pub const MAX_JSON_DEPTH: usize = 32;

/// Characters of a description or a reason.
pub const MAX_TEXT_CHARS: usize = 4_000;
/// Characters of a name, an id, a key, a code.
pub const MAX_NAME_CHARS: usize = 200;
/// Characters of a URL.
pub const MAX_URL_CHARS: usize = 2_000;
/// Targets of one event.
pub const MAX_TARGETS: usize = 10;
/// Field changes of one event.
pub const MAX_CHANGES: usize = 50;
/// Keys of an event's metadata.
pub const MAX_METADATA_KEYS: usize = 50;
/// Bytes of an event's metadata as compact JSON.
pub const MAX_METADATA_BYTES: usize = 8 * 1024;
/// How far `occurred_at` may lie ahead of the server's clock.
pub const MAX_FUTURE_SECONDS: i64 = 5 * 60;

/// Characters of an `Idempotency-Key`.
pub const MAX_IDEMPOTENCY_HEADER_BYTES: usize = 255;
/// For how long a request with such a key is answered the same.
pub const IDEMPOTENCY_SECONDS: i64 = 24 * 60 * 60;

/// Wrong fields or parameters that one answer names.
pub const MAX_NAMED_ERRORS: usize = 50;

/// Values of one filter key.
pub const MAX_FILTER_VALUES: usize = 50;
/// Characters of a search.
pub const MAX_QUERY_CHARS: usize = 200;
/// Words of a search.
pub const MAX_QUERY_WORDS: usize = 10;

/// Characters of a password.
pub const MAX_PASSWORD_CHARS: usize = 1_000;
/// Fewest characters of a new password (NIST SP 800-63B).
pub const MIN_PASSWORD_CHARS: usize = 8;
/// Life of an access token, in seconds.
pub const ACCESS_TOKEN_SECONDS: i64 = 600;
/// Life of a session that is not used, in seconds (30 days).
pub const SESSION_SECONDS: i64 = 30 * 24 * 60 * 60;
/// Failed sign-ins of one account from one address within [`LOGIN_WINDOW_SECONDS`].
pub const MAX_LOGIN_FAILURES: u64 = 10;
/// The window over which failed sign-ins are counted.
pub const LOGIN_WINDOW_SECONDS: i64 = 15 * 60;

/// Events that a story holds at most, nearest to the event it was asked for.
pub const MAX_STORY_EVENTS: u64 = 100;
/// Later events of a story in which an outcome is looked for: where there are more, nothing is called missing.
pub const MAX_LATER_STEPS: u64 = 50;
/// Minutes after which an upload without an outcome counts as stuck.
pub const MISSING_OUTCOME_MINUTES: i64 = 30;
/// Minutes after its time at which a scheduled post without an outcome counts as missed.
pub const OVERDUE_MINUTES: i64 = 10;

/// Presets of a list, which is not paged: the built-in ones, one person's own, and those that the workspace shares.
pub const MAX_PRESETS: usize = 200;
/// Presets that are one person's own, in a workspace.
pub const MAX_OWN_PRESETS: usize = 100;
/// Presets that a workspace shares.
pub const MAX_SHARED_PRESETS: usize = MAX_PRESETS - MAX_OWN_PRESETS - BUILT_IN.len();
/// Presets that a person pins.
pub const MAX_PINNED_PRESETS: usize = 5;

/// Values of a facet.
pub const MAX_FACET_VALUES: usize = 200;

/// Life of a ticket that opens a live stream, in seconds.
pub const LIVE_TICKET_SECONDS: i64 = 60;
/// After so many seconds without a frame a live stream sends something.
pub const LIVE_HEARTBEAT_SECONDS: u64 = 15;
/// What a live stream tells browsers to wait before they connect again.
pub const LIVE_RETRY_MILLISECONDS: u64 = 3_000;
/// Events that a live stream sends of what its reader missed; more are not replayed.
pub const MAX_LIVE_REPLAY: usize = 1_000;
/// Places of the log that a live stream looks at for them.
pub const MAX_LIVE_REPLAY_ROWS: i64 = 20_000;
/// Live streams that a person, or a key, has open on one server.
pub const MAX_LIVE_STREAMS_PER_CALLER: usize = 20;
/// Live streams of one server.
pub const MAX_LIVE_STREAMS: usize = 5_000;
/// Seconds within which a live stream ends whose reader lost the right to it.
pub const LIVE_RIGHTS_SECONDS: u64 = 5;
/// Seconds after which a client that takes nothing more is cut off.
pub const UNREAD_SECONDS: u64 = 25;

/// Exports of a workspace that wait or run.
pub const MAX_EXPORTS_UNDER_WAY: u64 = 100;
/// Days that the file of an export can be fetched.
pub const EXPORT_DAYS: i64 = 7;
/// Exports of a page.
pub const DEFAULT_EXPORTS: u32 = 30;
/// Largest page of exports.
pub const MAX_EXPORTS: u32 = 100;
/// Life of a ticket that fetches an export's file, in seconds.
pub const DOWNLOAD_TICKET_SECONDS: i64 = 600;
/// What a client waits before it asks again how far an export is.
pub const EXPORT_RETRY_SECONDS: i64 = 2;
/// Rows of a sheet of a workbook: Excel's own limit, without the row of names.
pub const MAX_SHEET_ROWS: u32 = 1_048_575;

/// API keys of a workspace that work.
pub const MAX_API_KEYS: u64 = 1_000;
/// API keys of a page.
pub const DEFAULT_API_KEYS: u32 = 30;
/// Largest page of API keys.
pub const MAX_API_KEYS_OF_PAGE: u32 = 100;

/// Sources of notifications of a workspace.
pub const MAX_INBOUND_SOURCES: u64 = 50;
/// Sources of notifications of a page.
pub const DEFAULT_INBOUND_SOURCES: u32 = 30;
/// Largest page of sources of notifications.
pub const MAX_INBOUND_SOURCES_OF_PAGE: u32 = 100;
/// Largest body of a notification.
pub const MAX_NOTIFICATION_BYTES: usize = 256 * 1024;
/// Events that one notification becomes: as many as Meta puts into one.
pub const MAX_NOTIFICATION_EVENTS: usize = 1_000;
/// How far the moment of a signature may lie from the server's clock, in seconds.
pub const SIGNATURE_SECONDS: i64 = 5 * 60;

/// Webhook endpoints of a workspace.
pub const MAX_WEBHOOKS: u64 = 50;
/// Webhook endpoints of a page.
pub const DEFAULT_WEBHOOKS: u32 = 30;
/// Largest page of webhook endpoints.
pub const MAX_WEBHOOKS_OF_PAGE: u32 = 100;
/// Deliveries of a page.
pub const DEFAULT_DELIVERIES: u32 = 30;
/// Largest page of deliveries.
pub const MAX_DELIVERIES_OF_PAGE: u32 = 100;
/// Samples of what an endpoint is sent.
pub const WEBHOOK_SAMPLES: u64 = 3;
/// For how long the secret of before signs too, after it was rotated, in seconds.
pub const SECRET_OVERLAP_SECONDS: i64 = 24 * 60 * 60;
/// What one attempt at a delivery may take, in seconds: from the look-up of the name to the end of the answer.
pub const DELIVERY_SECONDS: u64 = 15;
/// Bytes of an answer that are read; what is longer is cut off.
pub const MAX_RECEIVER_ANSWER_BYTES: usize = 64 * 1024;
/// Bytes of an answer that the log of deliveries keeps.
pub const MAX_KEPT_ANSWER_BYTES: usize = 4 * 1024;
/// Deliveries of an endpoint that wait; what is beyond waits in the log of events.
pub const MAX_WAITING_DELIVERIES: u64 = 10_000;
/// Days that the log of deliveries reaches back.
pub const DELIVERY_LOG_DAYS: i64 = 30;
/// Deliveries of an endpoint that are over and kept; the oldest beyond are forgotten.
pub const MAX_KEPT_DELIVERIES: u64 = 10_000;
