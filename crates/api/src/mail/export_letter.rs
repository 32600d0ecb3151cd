//! The letters that say how an export ended.

use chrono_tz::Tz;
use daybook_shared::export::ExportFormat;
use daybook_shared::id::WorkspaceId;
use daybook_shared::timestamp::Timestamp;

use super::Letter;
use super::html::Page;
use super::reading::{moment, number, size};
use super::text::{one_line, short};

/// Most characters of a workspace's name in a subject.
const NAME_IN_SUBJECT: usize = 60;

/// An export that came to its end, and who asked for it.
#[derive(Debug, Clone)]
pub struct ExportMail {
    /// The name of the person who gets the letter.
    pub name: String,
    /// And their address.
    pub address: String,
    /// What people call the workspace whose log it was made of.
    pub workspace: String,
    /// Its id.
    pub workspace_id: WorkspaceId,
    /// What the file is.
    pub format: ExportFormat,
    /// Which events, such as `state is failed, last 7 days`.
    pub chosen: String,
    /// Events in the file.
    pub rows: Option<u64>,
    /// Its size.
    pub bytes: Option<u64>,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// Until when the file can be fetched.
    pub expires_at: Option<Timestamp>,
    /// Why there is none.
    pub reason: Option<String>,
    /// The zone in which the person reads times.
    pub zone: Tz,
    /// Where people reach the server, without a slash at the end.
    pub origin: String,
}

/// There is a file. The letter leads to the page, never to the file: whoever gets it forwarded must be somebody who may.
pub fn ready(export: &ExportMail) -> Letter {
    let until = export.expires_at.map(|at| moment(at, export.zone));
    let stays = match &until {
        Some(until) => format!("It stays until {until}; after that it can be made again."),
        None => "Once its time is over, it can be made again.".to_owned(),
    };
    let rows = export
        .rows
        .map(|rows| format!("{} {}", number(rows), if rows == 1 { "event" } else { "events" }));
    let facts = [
        ("In the file", rows),
        ("Size", export.bytes.map(size)),
        ("Kept until", until),
    ];
    Draft {
        outcome: "is ready",
        opening: format!(
            "The {} file that you asked for is ready to be downloaded.",
            export.format.label()
        ),
        facts: known(facts),
        button: "Go to the exports",
        closing: format!(
            "The page asks you to sign in: the file is for people who may export in this workspace. {stays}"
        ),
    }
    .letter(export)
}

/// There is none.
pub fn failed(export: &ExportMail) -> Letter {
    let reason = export.reason.as_deref().map(one_line);
    Draft {
        outcome: "could not be made",
        opening: format!(
            "The {} file that you asked for could not be made. There is no file, not even a part of one.",
            export.format.label()
        ),
        facts: known([("What went wrong", reason)]),
        button: "Go to the exports",
        closing: "There it can be started again as it was. Nothing in the log has changed.".to_owned(),
    }
    .letter(export)
}

type Fact = (&'static str, String);

fn known<const N: usize>(facts: [(&'static str, Option<String>); N]) -> Vec<Fact> {
    let told = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
    told.collect()
}

/// What differs between the letters.
struct Draft {
    outcome: &'static str,
    opening: String,
    facts: Vec<Fact>,
    button: &'static str,
    closing: String,
}

impl Draft {
    fn letter(mut self, export: &ExportMail) -> Letter {
        let (name, workspace) = (one_line(&export.name), one_line(&export.workspace));
        self.facts.extend([
            ("Workspace", workspace),
            ("Events chosen", one_line(&export.chosen)),
            ("Asked for", moment(export.requested_at, export.zone)),
        ]);
        let subject = format!(
            "Your export of {} {}",
            short(&export.workspace, NAME_IN_SUBJECT),
            self.outcome
        );
        let greeting = format!("Hello {name},");
        let link = format!("{}/w/{}/exports", export.origin, export.workspace_id);
        let why = "Daybook sent you this because you asked for the export.";
        Letter {
            text: self.text(&greeting, &link, why),
            html: self.html(&greeting, &link, why),
            to_name: name,
            to_address: export.address.clone(),
            subject,
        }
    }

    fn text(&self, greeting: &str, link: &str, why: &str) -> String {
        let facts: String = self
            .facts
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect();
        let Self {
            opening,
            button,
            closing,
            ..
        } = self;
        format!("{greeting}\n\n{opening}\n\n{facts}\n{button}:\n{link}\n\n{closing}\n\n{why}\n")
    }

    fn html(&self, greeting: &str, link: &str, why: &str) -> String {
        let mut page = Page::new(&format!("Your export {}", self.outcome));
        page.paragraph(greeting);
        page.paragraph(&self.opening);
        page.facts(&self.facts);
        page.button(self.button, link);
        page.paragraph(&self.closing);
        page.end(why)
    }
}

#[cfg(test)]
#[path = "export_letter_tests.rs"]
mod tests;
