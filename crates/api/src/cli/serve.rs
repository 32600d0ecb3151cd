//! `daybook serve`.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use clap::Args;

use super::config::Config;
use super::{Failure, bring_up_to_date, demo};
use crate::server;
use crate::state::AppState;
use crate::store::events;

/// How often the months' search indexes are looked after.
const SLICES_EVERY: Duration = Duration::from_secs(60 * 60);

/// Settings of the server.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The address to listen on.
    #[arg(long, env = "DAYBOOK_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Fill an empty database with the demo workspaces first; one with other people's data is refused.
    #[arg(long)]
    demo: bool,
}

/// Serves until told to stop.
pub async fn run(args: ServeArgs, config: &Config) -> Result<(), Failure> {
    let listener = listen(&args.listen)?;
    let address = listener.local_addr()?;
    let state = config.open(Some(address)).await?;
    bring_up_to_date(&state).await?;
    if args.demo {
        demo::fill(demo::DEFAULT_SEED, &state).await?;
    }
    tokio::spawn(look_after_slices(state.clone()));
    #[cfg(feature = "failpoints")]
    super::faults::exit_at_once_when_told_to_stop();
    let public_url = state.public_url.clone();
    let running = server::start(listener, state)?;
    println!("Daybook serves {public_url} (API document: {public_url}/docs/)");
    if args.demo {
        println!("{}", demo::how_to_sign_in());
    }
    Ok(running.server.await?)
}

fn listen(address: &str) -> Result<TcpListener, Failure> {
    let address: SocketAddr = address.parse().map_err(|_| {
        Failure::new(format!(
            "DAYBOOK_LISTEN: `{address}` is no address and port; use one such as `127.0.0.1:8080` or `[::]:8080`"
        ))
    })?;
    TcpListener::bind(address).map_err(|error| {
        Failure::new(format!(
            "DAYBOOK_LISTEN: `{address}` cannot be listened on: {error}; use another address or port"
        ))
    })
}

async fn look_after_slices(state: AppState) {
    loop {
        if let Err(error) = events::ensure_slices(&state.database, state.clock.now().0).await {
            tracing::error!(%error, "the search indexes could not be looked after");
        }
        tokio::time::sleep(SLICES_EVERY).await;
    }
}
