//! A letter as it travels: RFC 5322, both forms of the message in one `multipart/alternative`.

use std::time::{Duration, SystemTime};

use daybook_shared::id::MailId;
use daybook_shared::timestamp::Timestamp;
use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};

use super::text::one_line;
use super::{Letter, Unsent};

/// A message and those between whom it goes.
pub(super) struct Travelling {
    pub from: Address,
    pub to: Address,
    pub bytes: Vec<u8>,
}

/// The same letter is the same message each time, but for the boundary between its parts.
pub(super) fn build(
    from: &Mailbox,
    id: MailId,
    letter: &Letter,
    written_at: Timestamp,
) -> Result<Travelling, Unsent> {
    let to = address(&letter.to_address)?;
    let envelope = Envelope::new(Some(from.email.clone()), vec![to.clone()]);
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name(&letter.to_name), to.clone()))
        .subject(one_line(&letter.subject))
        .date(date(written_at))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(generated())
        // Or it would be read out of the headers again.
        .envelope(envelope.map_err(|error| Unsent::Refused(error.to_string()))?)
        .multipart(MultiPart::alternative_plain_html(
            letter.text.clone(),
            letter.html.clone(),
        ))
        .map_err(|error| Unsent::Refused(format!("no message can be made of it: {error}")))?;
    Ok(Travelling {
        from: from.email.clone(),
        to,
        bytes: message.formatted(),
    })
}

fn address(text: &str) -> Result<Address, Unsent> {
    let is_one_word = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let address = is_one_word.then(|| text.parse().ok()).flatten();
    address.ok_or_else(|| Unsent::Refused("the person's address is none that mail can go to".to_owned()))
}

fn name(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|name| !name.is_empty())
}

fn date(written_at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(written_at.0 / 1_000_000).unwrap_or(0))
}

/// No machine is to answer it (RFC 3834).
fn generated() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn travelling(to_name: &str, to_address: &str, subject: &str) -> Result<String, Unsent> {
        let letter = Letter {
            to_name: to_name.to_owned(),
            to_address: to_address.to_owned(),
            subject: subject.to_owned(),
            text: "Grüße\n.\nBye".to_owned(),
            html: "<p>Grüße</p>".to_owned(),
        };
        let from = "Daybook, the log <daybook@example.com>";
        let from = from
            .parse()
            .or("\"Daybook, the log\" <daybook@example.com>".parse());
        let id = MailId(Uuid::from_u128(7));
        let at = "2026-11-23T14:02:03.000000Z".parse().unwrap();
        build(&from.unwrap(), id, &letter, at).map(|message| String::from_utf8(message.bytes).unwrap())
    }

    fn headers(message: &str) -> &str {
        let (headers, _) = message.split_once("\r\n\r\n").unwrap();
        headers.split_once("\r\nContent-Type").unwrap().0
    }

    #[test]
    fn says_when_it_was_written_which_it_is_and_that_no_person_wrote_it() {
        let message = travelling("Sarah Chen", "sarah@example.com", "Your export is ready").unwrap();
        insta::assert_snapshot!(headers(&message).replace("\r\n", "\n"), @r#"
        From: =?utf-8?b?RGF5Ym9vaywgdGhlIGxvZw==?= <daybook@example.com>
        To: "Sarah Chen" <sarah@example.com>
        Subject: Your export is ready
        Date: Mon, 23 Nov 2026 14:02:03 +0000
        Message-ID: <eml_00000000000000000000000007@example.com>
        Auto-Submitted: auto-generated
        MIME-Version: 1.0
        "#);
        assert!(message.contains("multipart/alternative"), "{message}");
    }

    #[test]
    fn no_name_and_no_subject_begins_another_header() {
        let hostile = "Eve\r\nBcc: all@example.com\r\n\r\n<script>, \"Chen\" \u{202e}אבג 🦊\u{2028}x\0";
        let message = travelling(hostile, "eve@example.com", hostile).unwrap();
        let lines: Vec<&str> = headers(&message).split("\r\n").collect();
        let names: Vec<&str> = lines
            .iter()
            .filter(|line| !line.starts_with(' '))
            .map(|line| line.split_once(':').unwrap().0)
            .collect();
        assert_eq!(
            names,
            [
                "From",
                "To",
                "Subject",
                "Date",
                "Message-ID",
                "Auto-Submitted",
                "MIME-Version"
            ],
            "{message}"
        );
        assert!(
            lines.iter().all(|line| line.is_ascii() && line.len() < 78),
            "{lines:?}"
        );
    }

    #[test]
    fn an_address_that_is_more_than_one_is_refused() {
        for address in [
            "",
            "sarah",
            "sarah@example.com, all@example.com",
            "sarah@example.com\r\nRCPT TO:<all@example.com>",
            "\"sa\r\nrah\"@example.com",
            "<sarah@example.com>",
            "sarah@example.com>",
        ] {
            let refused = travelling("Sarah", address, "Hello");
            assert!(
                matches!(&refused, Err(Unsent::Refused(_))),
                "{address:?}: {refused:?}"
            );
        }
    }
}
