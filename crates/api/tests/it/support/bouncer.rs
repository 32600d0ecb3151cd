//! pgbouncer before a PostgreSQL server, as docs/scaling.md says it is set up.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::database;

/// Since when it keeps prepared statements in transaction mode.
const OLDEST: (u32, u32) = (1, 21);
const PATIENCE: Duration = Duration::from_secs(10);
/// The setting with which it keeps them.
pub const KEEPS_STATEMENTS: &str = "max_prepared_statements = 500";

/// A pooler in transaction mode; ends when dropped.
pub struct Bouncer {
    address: SocketAddr,
    process: Child,
    _directory: TempDir,
}

impl Bouncer {
    /// Whether there is one on this machine that is new enough; else which.
    pub fn available() -> Result<(), String> {
        let output = Command::new("pgbouncer").arg("--version").output();
        let output = output.map_err(|error| format!("pgbouncer: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut numbers = text
            .split(|letter: char| !letter.is_ascii_digit())
            .filter_map(|number| number.parse().ok());
        let version = numbers.next().zip(numbers.next());
        if version.is_some_and(|version| version >= OLDEST) {
            Ok(())
        } else {
            Err(format!(
                "{}: 1.21 or newer is needed",
                text.lines().next().unwrap_or_default()
            ))
        }
    }

    /// Starts one before the server of a URL, with few connections: each transaction gets another one. `setting` is a line of
    /// its configuration.
    pub fn before(server: SocketAddr, setting: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (host, server_port, listen_port) = (server.ip(), server.port(), port.port());
        let configuration = format!(
            "[databases]\n* = host={host} port={server_port} user=postgres\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {listen_port}\nunix_socket_dir =\n\
             auth_type = any\npool_mode = transaction\ndefault_pool_size = 6\nmax_client_conn = 500\n\
             server_round_robin = 1\nignore_startup_parameters = extra_float_digits,options\n\
             log_connections = 0\nlog_disconnections = 0\nlog_stats = 0\n{setting}\n"
        );
        let file = directory.path().join("pgbouncer.ini");
        std::fs::write(&file, configuration).unwrap();
        let mut command = Command::new("pgbouncer");
        command.arg(&file).stdin(Stdio::null()).stderr(Stdio::null());
        // It refuses to be root.
        if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
            command.args(["-u", "postgres"]);
        }
        let bouncer = Self {
            address: port,
            process: command.spawn().unwrap(),
            _directory: directory,
        };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(bouncer.address).is_err() {
            assert!(Instant::now() < deadline, "pgbouncer does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        bouncer
    }

    /// A database's URL, through it.
    pub fn url(&self, url: &str) -> String {
        database::at_port(url, self.address.port())
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
