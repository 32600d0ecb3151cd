//! The letter that says that nothing is sent to an endpoint any more.

use chrono_tz::Tz;
use daybook_shared::id::{WebhookId, WorkspaceId};
use daybook_shared::timestamp::Timestamp;

use super::Letter;
use super::html::Page;
use super::reading::moment;
use super::text::{one_line, short};

/// Most characters of a name in a subject.
const NAME_IN_SUBJECT: usize = 60;

/// An endpoint that was disabled, and somebody who can do something about it.
#[derive(Debug, Clone)]
pub struct WebhookMail {
    /// The name of the person who gets the letter.
    pub name: String,
    /// And their address.
    pub address: String,
    /// What people call the workspace.
    pub workspace: String,
    /// Its id.
    pub workspace_id: WorkspaceId,
    /// What people call the endpoint.
    pub webhook: String,
    /// Its id.
    pub webhook_id: WebhookId,
    /// The host that it sends to.
    pub host: String,
    /// Why it was disabled.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// The zone in which the person reads times.
    pub zone: Tz,
    /// Where people reach the server, without a slash at the end.
    pub origin: String,
}

/// What happened, and what to do.
pub fn disabled(mail: &WebhookMail) -> Letter {
    let name = one_line(&mail.name);
    let heading = "A webhook endpoint was disabled";
    let greeting = format!("Hello {name},");
    let opening = "Daybook sends no events to this endpoint any more, and will not begin again by itself.";
    let closing = "Mend the receiver, switch the endpoint on, and ask for what it missed: events stay in the log, and can be sent again from any \
                   place on.";
    let why = "Daybook sent you this because you may manage the webhooks of this workspace.";
    let facts = [
        ("Endpoint", one_line(&mail.webhook)),
        ("Sends to", one_line(&mail.host)),
        ("Why", one_line(&mail.reason)),
        ("When", moment(mail.at, mail.zone)),
        ("Workspace", one_line(&mail.workspace)),
    ];
    let link = format!(
        "{}/w/{}/webhooks/{}",
        mail.origin, mail.workspace_id, mail.webhook_id
    );
    let button = "Go to the endpoint";
    let lines: String = facts
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    let text = format!("{greeting}\n\n{opening}\n\n{lines}\n{button}:\n{link}\n\n{closing}\n\n{why}\n");
    let mut page = Page::new(heading);
    page.paragraph(&greeting);
    page.paragraph(opening);
    page.facts(&facts);
    page.button(button, &link);
    page.paragraph(closing);
    Letter {
        to_name: name,
        to_address: mail.address.clone(),
        subject: format!(
            "The webhook endpoint {} was disabled",
            short(&mail.webhook, NAME_IN_SUBJECT)
        ),
        text,
        html: page.end(why),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_letter_says_what_happened_and_leads_to_the_endpoint() {
        let letter = disabled(&WebhookMail {
            name: "Sarah".to_owned(),
            address: "sarah@example.com".to_owned(),
            workspace: "Northwind".to_owned(),
            workspace_id: WorkspaceId(Uuid::nil()),
            webhook: "On-call\r\nBcc: x <b>".to_owned(),
            webhook_id: WebhookId(Uuid::nil()),
            host: "hooks.example.com".to_owned(),
            reason: "The receiver answered 410.".to_owned(),
            at: Timestamp(0),
            zone: Tz::UTC,
            origin: "https://log.example.com".to_owned(),
        });
        assert_eq!(
            letter.subject,
            "The webhook endpoint On-call Bcc: x <b> was disabled"
        );
        assert!(letter.text.contains("Why: The receiver answered 410.\n"));
        let link = "https://log.example.com/w/wsp_00000000000000000000000000/webhooks/whk_00000000000000000000000000";
        assert!(letter.text.contains(link) && letter.html.contains(link));
        assert!(letter.html.contains("&lt;b&gt;") && !letter.html.contains("<b>"));
    }
}
