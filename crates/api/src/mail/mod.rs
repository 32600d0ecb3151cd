//! Mails: letters to people, and the way by which they go out. They wait as rows ([`crate::store::mails`]) and are sent by
//! the background work ([`crate::work::mails`]).

pub mod export_letter;
mod files;
mod html;
mod message;
mod reading;
mod smtp;
mod text;
pub mod webhook_letter;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use daybook_shared::id::MailId;
use daybook_shared::timestamp::Timestamp;
use lettre::message::Mailbox;

pub use export_letter::ExportMail;
pub use reading::moment;
use smtp::Server;
pub use webhook_letter::WebhookMail;

/// How long the handing over of one letter may take, from the first connection to the server's word that it has it.
pub const SEND_SECONDS: u64 = 30;

/// A letter to one person: the same message as text and as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The person's name.
    pub to_name: String,
    /// And address.
    pub to_address: String,
    /// What it is about, in one line.
    pub subject: String,
    /// The message, for those who read text.
    pub text: String,
    /// And for those who read HTML.
    pub html: String,
}

/// Why a letter did not go out. The words are for the log: no address, and nothing that a mail server said freely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsent {
    /// No other try would end otherwise.
    Refused(String),
    /// This one was not taken now.
    PutOff(String),
    /// Nothing goes out by this way now.
    NoWay(String),
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) | Self::PutOff(why) | Self::NoWay(why) => f.write_str(why),
        }
    }
}

/// A setting that cannot be used: the message names it and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSetting(pub String);

/// How letters go out: from whom, and to a mail server or into files. Cheap to clone.
#[derive(Clone)]
pub struct Dispatch {
    from: Mailbox,
    way: Arc<Way>,
    patience: Duration,
}

enum Way {
    Smtp(Server),
    Files(PathBuf),
}

impl Dispatch {
    /// What the settings say: by SMTP where a server is named, else into `directory`. Nothing is connected to yet.
    pub fn new(from: &str, smtp_url: Option<&str>, directory: PathBuf) -> Result<Self, InvalidSetting> {
        let from = from.parse().map_err(|_| {
            InvalidSetting(format!(
                "DAYBOOK_MAIL_FROM: `{from}` is no sender; use one such as `Daybook <daybook@example.com>`"
            ))
        })?;
        let way = match smtp_url {
            Some(url) => Way::Smtp(Server::parse(url)?),
            None => Way::Files(directory),
        };
        Ok(Self {
            from,
            way: Arc::new(way),
            patience: Duration::from_secs(SEND_SECONDS),
        })
    }

    /// The same, with less time for a mail server.
    pub fn giving_up_after(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Sends a letter. `id` is its own for ever: a letter that goes out twice is known by it.
    pub async fn send(&self, id: MailId, letter: &Letter, written_at: Timestamp) -> Result<(), Unsent> {
        let message = message::build(&self.from, id, letter, written_at)?;
        match &*self.way {
            Way::Smtp(server) => server.send(message, self.patience).await,
            Way::Files(directory) => files::write(directory.clone(), id, message.bytes)
                .await
                .map_err(|error| Unsent::NoWay(format!("`{}`: {error}", directory.display()))),
        }
    }
}

/// For people: where letters go.
impl fmt::Display for Dispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.way {
            Way::Smtp(server) => write!(f, "{server}"),
            Way::Files(directory) => write!(f, "files in `{}`", directory.display()),
        }
    }
}
