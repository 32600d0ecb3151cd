//! The raw records of the example, read without the jq filter: what the guide says of them, a second time.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// One record as AWS wrote it.
pub struct Record(Value);

/// The records of docs/examples/cloudtrail.ndjson.gz.
pub fn records(repository: &Path) -> Vec<Record> {
    let file = repository.join("docs/examples/cloudtrail.ndjson.gz");
    let unpacked = Command::new("gzip").arg("-dc").arg(file).output().unwrap();
    assert!(unpacked.status.success());
    let lines = std::str::from_utf8(&unpacked.stdout).unwrap().lines();
    lines
        .map(|line| Record(serde_json::from_str(line).unwrap()))
        .collect()
}

impl Record {
    /// A text of the record; empty where it has none.
    pub fn text(&self, name: &str) -> String {
        self.0[name].as_str().unwrap_or_default().to_owned()
    }

    /// The event type that the record becomes.
    pub fn kind(&self) -> String {
        let source = self.text("eventSource");
        let service = source.strip_suffix(".amazonaws.com").unwrap_or(&source);
        let name = self.text("eventName");
        let action = match name.find("20") {
            Some(start) if is_date(&name[start..]) => &name[..start],
            _ => &name,
        };
        format!("aws.{}.{}", word(service), word(action))
    }

    /// The name of who did it. Only the kinds of identity that the file holds.
    pub fn actor_name(&self) -> String {
        let identity = &self.0["userIdentity"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let name = match identity["type"].as_str() {
            Some("IAMUser") => text(&identity["userName"]),
            Some("AssumedRole") => text(&identity["sessionContext"]["sessionIssuer"]["userName"]),
            Some("AWSService") | None => text(&identity["invokedBy"]),
            Some(other) => panic!("the example holds no {other}"),
        };
        name.unwrap()
    }

    /// The error that AWS answered; `none` where it did what was asked.
    pub fn error_code(&self) -> String {
        self.0["errorCode"].as_str().unwrap_or("none").to_owned()
    }

    /// The outcome.
    pub fn state(&self) -> String {
        let refused = ["AccessDenied", "Client.UnauthorizedOperation"];
        let state = match self.error_code().as_str() {
            "none" => "done",
            code if refused.contains(&code) => "denied",
            _ => "failed",
        };
        state.to_owned()
    }
}

/// The date of an interface at the end of a name: `20150331`, `20150331v2`.
fn is_date(end: &str) -> bool {
    let (date, version) = end.split_once('v').unwrap_or((end, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    date.len() == 8 && is_number(date) && is_number(version)
}

/// `DescribeVPCEndpoints` → `describe_vpc_endpoints`.
fn word(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut word = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| letters[before]);
        let begins_word = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                let next_is_small = letters.get(place + 1).is_some_and(char::is_ascii_lowercase);
                !before.is_ascii_uppercase() && before.is_ascii_alphanumeric()
                    || before.is_ascii_uppercase() && next_is_small
            });
        if begins_word || !letter.is_ascii_alphanumeric() {
            word.push('_');
        }
        if letter.is_ascii_alphanumeric() {
            word.push(letter.to_ascii_lowercase());
        }
    }
    word
}
