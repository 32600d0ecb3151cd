//! The log for AI assistants: a server of the Model Context Protocol (2026-07-28 and before) on standard input and
//! output, whose tools read a workspace through the API with a key, and change nothing.
//!
//! What events say was written by whoever caused them, comments of strangers among it. It reaches the assistant as values
//! in JSON, and nowhere else: no description of a tool and no instruction is made of it.

mod arguments;
mod log;
mod server;
mod summary;
mod tools;

use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio_pipes;

pub use log::{Log, NotReached};

/// Serves a log until the assistant closes its end.
///
/// # Errors
///
/// Where what comes in is not the protocol.
pub async fn serve(log: Log) -> Result<(), String> {
    let serving = server::LogServer::new(log).serve(stdio_pipes()).await;
    match serving {
        Ok(serving) => serving
            .waiting()
            .await
            .map(drop)
            .map_err(|error| error.to_string()),
        // Whoever closes without a word wanted nothing.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}
