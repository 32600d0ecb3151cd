//! `daybook serve`.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use clap::Args;
use clap::builder::BoolishValueParser;
use daybook_shared::limits::UNREAD_SECONDS;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpSocket;

use super::config::Config;
use super::signals::Signals;
use super::{Failure, bring_up_to_date, demo};
use crate::append::Appender;
use crate::ballast::Ballast;
use crate::db::Database;
use crate::live::Live;
use crate::server;
use crate::work::Work;

/// Connections that may wait to be taken, as far as the system lets them: beyond it they try again for seconds.
const BACKLOG: u32 = 4_096;
/// How often it is looked whether there is room for the ballast again.
const BALLAST_EVERY: Duration = Duration::from_secs(1);

/// Settings of the server.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The address to listen on.
    #[arg(long, env = "DAYBOOK_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Fill an empty database with the demo workspaces first; one with other people's data is refused.
    #[arg(long)]
    demo: bool,
    /// Room on the disk that is kept beside a SQLite file and given up when the disk is full, in MiB; 0 keeps none.
    #[arg(long, env = "DAYBOOK_BALLAST_MIB", default_value_t = 32, value_name = "MIB", value_parser = clap::value_parser!(u64).range(..=65_536))]
    ballast_mib: u64,
    /// Leave the background work to others: `daybook work`, or another `serve`.
    #[arg(long, env = "DAYBOOK_NO_WORK", value_parser = BoolishValueParser::new())]
    no_work: bool,
}

/// Serves until told to stop.
pub async fn run(args: ServeArgs, config: &Config) -> Result<(), Failure> {
    take_all_files_there_are();
    let listener = listen(&args.listen)?;
    let address = listener.local_addr()?;
    let mut state = config.open(Some(address)).await?;
    let ballast = config.ballast(args.ballast_mib);
    state.appender = Appender::with_ballast(state.database.clone(), state.clock.clone(), ballast.clone());
    bring_up_to_date(&state).await?;
    if args.demo {
        demo::fill(demo::DEFAULT_SEED, &state).await?;
    }
    tokio::spawn(look_after_ballast(ballast, state.database.clone()));
    #[cfg(feature = "failpoints")]
    super::faults::exit_at_once_when_told_to_stop();
    let work = (!args.no_work).then(|| Work::start(&state));
    let public_url = state.public_url.clone();
    end_live_streams_when_told_to_stop(state.live.clone())?;
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

/// Each connection is a file. Systems let a process have some thousand, and begin with less, for programs that cannot count.
fn take_all_files_there_are() {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if let Err(error) = setrlimit(Resource::Nofile, most) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
}

fn listen(address: &str) -> Result<TcpListener, Failure> {
    let address: SocketAddr = address.parse().map_err(|_| {
        Failure::new(format!(
            "DAYBOOK_LISTEN: `{address}` is no address and port; use one such as `127.0.0.1:8080` or `[::]:8080`"
        ))
    })?;
    bind(address).map_err(|error| {
        Failure::new(format!(
            "DAYBOOK_LISTEN: `{address}` cannot be listened on: {error}; use another address or port"
        ))
    })
}

fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // Or the connections of a server that was stopped a moment ago would keep the address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    let listener = socket.listen(BACKLOG)?.into_std()?;
    cut_off_who_takes_nothing(&listener)?;
    Ok(listener)
}

/// Connections get this from their listener. What is sent to a client that does not take it would wait for ever: bodies are
/// asked for more only when there is room, and cannot end by themselves.
fn cut_off_who_takes_nothing(listener: &TcpListener) -> std::io::Result<()> {
    fail::fail_point!("serve::wait_for_who_takes_nothing", |_| Ok(()));
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket2::SockRef::from(listener).set_tcp_user_timeout(Some(Duration::from_secs(UNREAD_SECONDS)))?;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = listener;
    Ok(())
}

/// Live streams end when the process is told to stop: the server waits for them.
fn end_live_streams_when_told_to_stop(live: Live) -> std::io::Result<()> {
    let mut signals = Signals::take()?;
    tokio::spawn(async move {
        signals.wait().await;
        live.stop();
    });
    Ok(())
}

async fn look_after_ballast(ballast: Ballast, database: Database) {
    let mut was_released = false;
    loop {
        let is_released = ballast.is_released();
        if is_released && !was_released {
            // What was committed goes from the write-ahead log into the database, and the log gives its room back.
            if let Err(error) = database.checkpoint().await {
                tracing::warn!(%error, "the write-ahead log could not be emptied");
            }
        }
        was_released = is_released;
        let restored = ballast.clone();
        if let Err(error) = tokio::task::spawn_blocking(move || restored.restore()).await {
            tracing::error!(%error, "the ballast could not be looked after");
        }
        tokio::time::sleep(BALLAST_EVERY).await;
    }
}
