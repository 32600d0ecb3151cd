//! `daybook serve`.

use std::net::{SocketAddr, TcpListener};

use clap::Args;
use clap::builder::BoolishValueParser;

use super::config::Config;
use super::{Failure, bring_up_to_date, demo};
use crate::server;
use crate::work::Work;

/// Settings of the server.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The address to listen on.
    #[arg(long, env = "DAYBOOK_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Fill an empty database with the demo workspaces first; one with other people's data is refused.
    #[arg(long)]
    demo: bool,
    /// Leave the background work to others: `daybook work`, or another `serve`.
    #[arg(long, env = "DAYBOOK_NO_WORK", value_parser = BoolishValueParser::new())]
    no_work: bool,
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
    #[cfg(feature = "failpoints")]
    super::faults::exit_at_once_when_told_to_stop();
    let work = (!args.no_work).then(|| Work::start(&state));
    let public_url = state.public_url.clone();
    let running = server::start(listener, state)?;
    println!("Daybook serves {public_url} (API document: {public_url}/docs/)");
    if args.demo {
        println!("{}", demo::how_to_sign_in());
    }
    running.server.await?;
    if let Some(work) = work {
        work.stop().await;
    }
    Ok(())
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
