//! Settings: each an environment variable and a flag, read once.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use clap::Args;

use super::Failure;
use crate::append::Appender;
use crate::auth::Keys;
use crate::auth::recent::Recent;
use crate::ballast::Ballast;
use crate::clock::Clock;
use crate::db;
use crate::live::Live;
use crate::mail::Dispatch;
use crate::quota::{self, Quotas};
use crate::state::AppState;
use crate::storage::{Place, Storage};
use crate::webhooks::Webhooks;
use crate::webhooks::allowed::Allowed;

const SECRET_BYTES: usize = 32;
/// Fewest characters of a secret that somebody sets: 16 random bytes in hexadecimal.
const MIN_SECRET_CHARS: usize = 32;
/// How long a server, whose clients wait, gives a transaction; a command works as long as it takes.
const TRANSACTION_PATIENCE: Duration = Duration::from_secs(3);
const SQLITE_SCHEME: &str = "sqlite://";
/// The directories of files and of mails that no server sends.
const OBJECTS: &str = "objects";
const MAIL: &str = "mail";

/// Settings of every command that opens the log.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The database: `sqlite://path/to/file.db` or `postgres://user@host/name`.
    #[arg(
        long,
        env = "DAYBOOK_DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite://data/daybook.db",
        global = true
    )]
    pub database_url: String,
    /// The secret that signing keys derive from, at least 32 characters; made and kept beside the SQLite file where
    /// absent, required on PostgreSQL.
    #[arg(long, env = "DAYBOOK_SECRET", hide_env_values = true, global = true)]
    pub secret: Option<String>,
    /// Where people reach the server, for links and cookies; `http://` and the address it listens on, where absent.
    #[arg(long, env = "DAYBOOK_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// Where the built browser client lies.
    #[arg(
        long,
        env = "DAYBOOK_WEB_DIR",
        default_value = "crates/web/dist",
        global = true
    )]
    pub web_dir: PathBuf,
    /// Where the files of exports are kept: `file:path/to/directory` (`objects` beside the SQLite file, or `data/objects`, where
    /// absent), or `s3://bucket/prefix`, with the usual `AWS_REGION`, `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY` and so on.
    #[arg(long, env = "DAYBOOK_OBJECTS_URL", global = true)]
    pub objects_url: Option<String>,
    /// The mail server that sends mails: `smtps://user:password@host`, `smtp://user:password@host:587?tls=required` or, on
    /// this machine or a network that is trusted, `smtp://host:25`. Without one, mails become files.
    #[arg(long, env = "DAYBOOK_SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<String>,
    /// From whom mails come.
    #[arg(
        long,
        env = "DAYBOOK_MAIL_FROM",
        default_value = "Daybook <daybook@localhost>",
        global = true
    )]
    pub mail_from: String,
    /// Where mails are kept as `.eml` files when there is no mail server; `mail` beside the SQLite file, or `data/mail`, where
    /// absent.
    #[arg(long, env = "DAYBOOK_MAIL_DIR", global = true)]
    pub mail_dir: Option<PathBuf>,
    /// Quotas other than the plans' own, such as `team.read=3000/60,free.export=20/3600`: of each plan, of `read`, `append` or `export`,
    /// so many requests of a caller in so many seconds.
    #[arg(
        long,
        env = "DAYBOOK_QUOTAS",
        default_value = "",
        hide_default_value = true,
        global = true
    )]
    pub quotas: String,
    /// Receivers of webhooks that are not public, in plain text too: hosts, addresses and networks such as
    /// `hooks.internal,10.1.0.0/16`.
    #[arg(
        long,
        env = "DAYBOOK_WEBHOOK_ALLOW",
        default_value = "",
        hide_default_value = true,
        global = true
    )]
    pub webhook_allow: String,
    /// What is logged: `error`, `warn`, `info`, `debug`, or per module such as `info,daybook_api=debug`.
    #[arg(long, env = "DAYBOOK_LOG", default_value = "info", global = true)]
    pub log: String,
}

impl Config {
    /// Opens the log and everything beside it.
    pub async fn open(&self, listen: Option<SocketAddr>) -> Result<AppState, Failure> {
        let public_url = self.public_url(listen)?;
        self.check_secret()?;
        let place = self.place_of_objects()?;
        self.check_web_dir(&place)?;
        let mail = Dispatch::new(&self.mail_from, self.smtp_url.as_deref(), self.mail_dir())?;
        let quotas = quota::Settings::parse(&self.quotas)
            .map_err(|error| Failure::new(format!("DAYBOOK_QUOTAS: {error}")))?;
        let webhooks = self.webhooks()?;
        let storage = Storage::open(&place, &environment()).map_err(Failure::new)?;
        let mut database = db::connect(&self.database_url).await?;
        if listen.is_some() {
            database = database.giving_up_after(TRANSACTION_PATIENCE);
        }
        let secret = self.secret_bytes()?;
        let clock = Clock::system();
        Ok(AppState {
            appender: Appender::new(database.clone(), clock.clone()),
            live: Live::new(database.clone(), clock.clone()),
            database,
            mail,
            webhooks,
            clock,
            keys: Keys::derive(&secret),
            recent: Recent::default(),
            quotas: Quotas::new(quotas),
            export_news: Arc::default(),
            storage,
            public_url,
            web_dir: self.web_dir.clone(),
        })
    }

    fn webhooks(&self) -> Result<Webhooks, Failure> {
        let failed = |error: String| Failure::new(format!("DAYBOOK_WEBHOOK_ALLOW: {error}"));
        let allowed = Allowed::parse(&self.webhook_allow).map_err(failed)?;
        Webhooks::new(allowed).map_err(|error| Failure::new(format!("webhooks cannot be sent: {error}")))
    }

    fn public_url(&self, listen: Option<SocketAddr>) -> Result<String, Failure> {
        let Some(url) = &self.public_url else {
            let listening = listen.map(|address| format!("http://{address}"));
            return Ok(listening.unwrap_or_default());
        };
        let url = url.trim_end_matches('/');
        let host = url.strip_prefix("https://").or(url.strip_prefix("http://"));
        let is_host = |host: &str| {
            let fits = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
            !host.is_empty() && host.chars().all(fits)
        };
        if host.is_some_and(is_host) {
            return Ok(url.to_owned());
        }
        Err(Failure::new(format!(
            "DAYBOOK_PUBLIC_URL: `{url}` is no origin; use one such as `https://log.example.com`"
        )))
    }

    fn mail_dir(&self) -> PathBuf {
        self.mail_dir.clone().unwrap_or_else(|| self.data(MAIL))
    }

    /// A directory beside the SQLite file, or of `data`.
    fn data(&self, name: &str) -> PathBuf {
        let beside = self.sqlite_path().map(|path| path.with_file_name(name));
        beside.unwrap_or_else(|| Path::new("data").join(name))
    }

    /// The ballast beside a SQLite file.
    pub fn ballast(&self, mebibytes: u64) -> Ballast {
        self.sqlite_path()
            .map(|path| Ballast::beside(path, mebibytes))
            .unwrap_or_default()
    }

    fn place_of_objects(&self) -> Result<Place, Failure> {
        match &self.objects_url {
            Some(url) => {
                Place::parse(url).map_err(|error| Failure::new(format!("DAYBOOK_OBJECTS_URL: {error}")))
            }
            None => Ok(Place::Directory(self.data(OBJECTS))),
        }
    }

    fn sqlite_path(&self) -> Option<&Path> {
        self.database_url.strip_prefix(SQLITE_SCHEME).map(Path::new)
    }

    /// Refuses a wrong secret, or none where one is needed, before the database is opened.
    fn check_secret(&self) -> Result<(), Failure> {
        let wanted = format!("use at least {MIN_SECRET_CHARS} random characters");
        match &self.secret {
            Some(secret) if secret.chars().count() < MIN_SECRET_CHARS => {
                Err(Failure::new(format!("DAYBOOK_SECRET: too short; {wanted}")))
            }
            None if db::is_postgres(&self.database_url) => Err(Failure::new(format!(
                "DAYBOOK_SECRET: required on PostgreSQL, the same for all processes; {wanted}"
            ))),
            _ => Ok(()),
        }
    }

    /// Refuses to serve the directory of the database, of exports or of mails as the client: everybody could fetch the log and
    /// its secret, and reading the open file would take SQLite's locks away.
    fn check_web_dir(&self, exports: &Place) -> Result<(), Failure> {
        let Ok(web) = self.web_dir.canonicalize() else {
            return Ok(());
        };
        let exports = match exports {
            Place::Directory(path) => Some(path.as_path()),
            Place::S3 { .. } => None,
        };
        let mails = self.mail_dir();
        let private = [
            ("the database", self.sqlite_path().and_then(Path::parent)),
            ("exports", exports),
            ("mails", Some(mails.as_path())),
        ];
        let inside = |path: Option<&Path>| path.and_then(of_disk).is_some_and(|path| path.starts_with(&web));
        match private.into_iter().find(|(_, path)| inside(*path)) {
            Some((what, _)) => Err(Failure::new(format!(
                "DAYBOOK_WEB_DIR: `{}` holds {what}; use the directory of the built client, such as `crates/web/dist`",
                self.web_dir.display()
            ))),
            None => Ok(()),
        }
    }

    /// The secret that was set, or the one beside the SQLite file.
    fn secret_bytes(&self) -> Result<Vec<u8>, Failure> {
        match (&self.secret, self.sqlite_path()) {
            (Some(secret), _) => Ok(secret.clone().into_bytes()),
            (None, Some(path)) => secret_beside(path),
            (None, None) => Err(Failure::new("DAYBOOK_SECRET: required on PostgreSQL")),
        }
    }
}

/// What an S3 store's own settings are among.
fn environment() -> Vec<(String, String)> {
    let text = |(name, value): (OsString, OsString)| name.into_string().ok().zip(value.into_string().ok());
    std::env::vars_os().filter_map(text).collect()
}

/// A path, or of one that is not there yet the nearest above it that is, as the disk has it.
fn of_disk(path: &Path) -> Option<PathBuf> {
    let path = Path::new(".").join(path);
    path.ancestors().find_map(|path| path.canonicalize().ok())
}

/// A path beside the SQLite file that is of this database alone.
fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Reads the secret beside the database, or makes it.
fn secret_beside(database: &Path) -> Result<Vec<u8>, Failure> {
    let path = beside(database, ".secret");
    let failed = |error: std::io::Error| {
        Failure::new(format!(
            "DAYBOOK_SECRET: `{}` cannot be used: {error}",
            path.display()
        ))
    };
    if path.exists() {
        return std::fs::read(&path).map_err(failed);
    }
    let secret = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; SECRET_BYTES]>());
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(failed)?;
    file.write_all(secret.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)?;
    Ok(secret.into_bytes())
}
