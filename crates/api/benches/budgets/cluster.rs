//! A PostgreSQL of the benchmark's own, with the settings of a small production server; it keeps its data between runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::outcome::{Outcome, fail};
use crate::place::Place;

/// Whoever runs the server is its superuser; connections come from this machine only.
const USER: &str = "postgres";
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 200
fsync = on
shared_buffers = 6GB
effective_cache_size = 12GB
maintenance_work_mem = 1GB
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
";

/// The running server; stopped when dropped.
pub struct Cluster {
    programs: PathBuf,
    directory: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts it; makes it where it is missing.
    pub fn start(place: &Place) -> Outcome<Self> {
        let cluster = Self {
            programs: newest_programs()?,
            directory: place.path().join("postgres"),
            port: std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port(),
        };
        if !cluster.data().join("PG_VERSION").exists() {
            cluster.make()?;
        }
        let settings = format!(
            "{SETTINGS}unix_socket_directories = '{}'\n",
            cluster.directory.display()
        );
        fs::write(cluster.data().join("postgresql.auto.conf"), settings)?;
        let log = cluster.directory.join("server.log");
        // One that was left behind by a killed run.
        let _ = cluster.control(&["-m", "fast", "-w", "stop"]);
        let port = format!("-p {}", cluster.port);
        let started = cluster.control(&[
            "-o",
            &port,
            "-l",
            &log.to_string_lossy(),
            "-w",
            "-t",
            "300",
            "start",
        ]);
        started.map_err(|error| {
            let log = fs::read_to_string(&log).unwrap_or_default();
            let tail: Vec<&str> = log.lines().rev().take(5).collect();
            fail(format!("{error}: {}", tail.join(" | ")))
        })?;
        Ok(cluster)
    }

    /// The address of a database.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Where its programs are, such as `psql`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes a database anew.
    pub fn recreate(&self, database: &str) -> Outcome<()> {
        self.psql(
            "postgres",
            &format!("DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)"),
        )?;
        self.psql("postgres", &format!("CREATE DATABASE \"{database}\""))?;
        Ok(())
    }

    /// Runs a statement; answers its rows, unaligned.
    pub fn psql(&self, database: &str, sql: &str) -> Outcome<String> {
        let mut command = Command::new(self.program("psql"));
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"]);
        checked(
            command.arg(self.url(database)).args(["-c", sql]).output()?,
            "psql",
        )
    }

    /// Reads a database's tables and indexes into the server's own memory, as they are in one that has been in use.
    pub fn warm(&self, url: &str) -> Outcome<()> {
        let database = url.rsplit('/').next().unwrap_or_default();
        let warm = "SELECT count(pg_prewarm(oid)) FROM pg_class \
            WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace AND relname LIKE 'event%'";
        self.psql(database, "CREATE EXTENSION IF NOT EXISTS pg_prewarm")?;
        self.psql(database, warm)?;
        Ok(())
    }

    /// Where its files lie.
    pub fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    fn make(&self) -> Outcome<()> {
        println!("making a PostgreSQL in {}", self.directory.display());
        let _ = fs::remove_dir_all(&self.directory);
        fs::create_dir_all(&self.directory)?;
        if is_root()? {
            let owned = Command::new("chown").arg(USER).arg(&self.directory).output()?;
            checked(owned, "chown")?;
        }
        let mut initdb = self.as_owner("initdb")?;
        initdb.args([
            "-U",
            USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "-D",
        ]);
        checked(initdb.arg(self.data()).output()?, "initdb")?;
        Ok(())
    }

    fn control(&self, arguments: &[&str]) -> Outcome<String> {
        let mut control = self.as_owner("pg_ctl")?;
        control.arg("-D").arg(self.data()).args(arguments);
        // The server inherits what it is given: a pipe would stay open as long as it runs.
        let status = control
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()?;
        if status.success() {
            Ok(String::new())
        } else {
            Err(fail(format!("pg_ctl {} failed", arguments.join(" "))))
        }
    }

    /// A program of the server's as the user who owns it: it refuses to run as root.
    fn as_owner(&self, program: &str) -> Outcome<Command> {
        let path = self.program(program);
        let mut command = if is_root()? {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(&self.directory);
        Ok(command)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.control(&["-m", "fast", "-w", "-t", "120", "stop"]);
    }
}

/// What a program printed, or why it failed.
pub fn checked(output: Output, name: &str) -> Outcome<String> {
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?.trim().to_owned());
    }
    Err(fail(format!(
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    )))
}

fn is_root() -> Outcome<bool> {
    Ok(checked(Command::new("id").arg("-u").output()?, "id")? == "0")
}

/// Debian keeps the server's programs by version; the newest will do.
fn newest_programs() -> Outcome<PathBuf> {
    let missing = || fail("PostgreSQL is missing: scripts/setup postgres");
    let versions = fs::read_dir("/usr/lib/postgresql").map_err(|_| missing())?;
    versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .max_by_key(|bin| version_of(bin))
        .ok_or_else(missing)
}

fn version_of(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name);
    version
        .and_then(|name| name.to_string_lossy().parse().ok())
        .unwrap_or(0)
}
