//! Handing letters to a mail server.
//!
//! The words are spoken one by one, and not by lettre's own transport: it must be known whom a server refuses, the letter or
//! everybody, and a letter that it has taken stays taken whatever becomes of the farewell.

mod setting;

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::time::{Instant, timeout, timeout_at};

use super::Unsent;
use super::message::Travelling;

/// How long a server may take to say good-bye.
const FAREWELL: Duration = Duration::from_secs(1);

/// A mail server, as the setting names it.
pub(super) struct Server {
    host: String,
    port: u16,
    protection: Protection,
    credentials: Option<Credentials>,
}

/// Whether others on the way can read along.
enum Protection {
    /// They can.
    None,
    /// The server is asked for TLS, and must agree.
    StartTls(TlsParameters),
    /// TLS from the first byte.
    Tls(TlsParameters),
}

impl Server {
    /// Hands a message over; `Ok` once the server said that it has it.
    pub async fn send(&self, message: Travelling, patience: Duration) -> Result<(), Unsent> {
        let deadline = Instant::now() + patience;
        let late = |_| Unsent::NoWay(format!("{self} took longer than {patience:?}"));
        let mut connection = timeout_at(deadline, self.connect(patience))
            .await
            .map_err(late)??;
        let handed_over = timeout_at(deadline, hand_over(&mut connection, message))
            .await
            .map_err(late)?;
        // It has the letter, or not: nothing that it says now changes this.
        let _ = timeout(FAREWELL, connection.abort()).await;
        handed_over
    }

    async fn connect(&self, patience: Duration) -> Result<AsyncSmtpConnection, Unsent> {
        let no_way = |at: &str, error: &Error| Unsent::NoWay(format!("{self}, {at}: {}", said(error)));
        let hello = ClientId::default();
        let (tls, starttls) = match &self.protection {
            Protection::None => (None, None),
            Protection::StartTls(parameters) => (None, Some(parameters)),
            Protection::Tls(parameters) => (Some(parameters), None),
        };
        let address = (self.host.as_str(), self.port);
        let connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(patience), &hello, tls.cloned(), None);
        let mut connection = connection.await.map_err(|error| no_way("connecting", &error))?;
        if let Some(parameters) = starttls {
            let encrypted = connection.starttls(parameters.clone(), &hello).await;
            encrypted.map_err(|error| no_way("STARTTLS", &error))?;
        }
        if let Some(credentials) = &self.credentials {
            let known = connection.auth(DEFAULT_MECHANISMS, credentials).await;
            known.map_err(|error| no_way("AUTH", &error))?;
        }
        Ok(connection)
    }
}

async fn hand_over(connection: &mut AsyncSmtpConnection, message: Travelling) -> Result<(), Unsent> {
    let Travelling { from, to, bytes } = message;
    let mut parameters = Vec::new();
    let addresses: [&str; 2] = [from.as_ref(), to.as_ref()];
    if !addresses.iter().all(|address| address.is_ascii()) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let why = "the mail server takes no addresses beyond ASCII";
            return Err(Unsent::Refused(why.to_owned()));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    // Who refuses the sender refuses every letter.
    let sender = connection.command(Mail::new(Some(from), parameters)).await;
    sender.map_err(|error| Unsent::NoWay(format!("MAIL FROM: {}", said(&error))))?;
    let recipient = connection.command(Rcpt::new(to, Vec::new())).await;
    recipient.map_err(|error| of_this_letter("RCPT TO", &error))?;
    let ready = connection.command(Data).await;
    ready.map_err(|error| of_this_letter("DATA", &error))?;
    let taken = connection.message(&bytes).await;
    taken.map_err(|error| of_this_letter("the message", &error))?;
    Ok(())
}

fn of_this_letter(at: &str, error: &Error) -> Unsent {
    let why = format!("{at}: {}", said(error));
    match error {
        error if error.is_permanent() => Unsent::Refused(why),
        error if error.is_transient() => Unsent::PutOff(why),
        _ => Unsent::NoWay(why),
    }
}

/// What went wrong, without the server's own words: they repeat addresses.
fn said(error: &Error) -> String {
    match error.status() {
        Some(code) => format!("the server answered {code}{}", enhanced_code(error)),
        None if error.is_response() => "the server's answer is not SMTP".to_owned(),
        None => error.to_string(),
    }
}

/// The second code that many servers say before their words, such as ` 5.7.1` (RFC 3463).
fn enhanced_code(error: &Error) -> String {
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let first = words.split_whitespace().next().unwrap_or_default();
    let is_code = first.len() <= 8 && first.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_code {
        format!(" {first}")
    } else {
        String::new()
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mail server {}:{}", self.host, self.port)
    }
}
