//! Words and tones for what the wire names, unknown names included.

use daybook_shared::access::Role;
use daybook_shared::event::ActorKind;
use daybook_shared::event_type::label_from_name;
use daybook_shared::state::{self, Tone};

/// The value of `data-tone` for a tone; a quiet one has none.
pub const fn tone_name(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Quiet => None,
        Tone::Info => Some("info"),
        Tone::Good => Some("ok"),
        Tone::Warn => Some("warn"),
        Tone::Bad => Some("danger"),
    }
}

/// How a state looks: its word, its icon, its tone. A state of a newer server keeps its own word and a question mark.
pub fn state_look(name: &str) -> (String, &'static str, Option<&'static str>) {
    state::find(name).map_or_else(
        || (label_from_name(name), "question", None),
        |known| (known.label.to_owned(), known.icon, tone_name(known.tone)),
    )
}

/// The tone of a row: only what needs somebody.
pub fn trouble(name: &str) -> Option<&'static str> {
    match state::find(name).map(|known| known.tone) {
        Some(Tone::Bad) => Some("danger"),
        Some(Tone::Warn) => Some("warn"),
        _ => None,
    }
}

/// What people read for a kind of actor.
pub const fn actor_kind_label(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Member => "Member",
        ActorKind::Agent => "Agent",
        ActorKind::Platform => "Platform",
        ActorKind::ApiKey => "API key",
        ActorKind::System => "System",
        ActorKind::Anonymous => "Nobody signed in",
        ActorKind::Unknown => "Unknown",
    }
}

/// The icon of a kind of actor that is not a person.
pub const fn actor_kind_icon(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Agent => "spark",
        ActorKind::Platform => "broadcast",
        ActorKind::ApiKey => "key",
        ActorKind::System => "chip",
        ActorKind::Member => "user",
        ActorKind::Anonymous | ActorKind::Unknown => "question",
    }
}

/// What people read for a role.
pub const fn role_label(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Auditor => "Auditor",
        Role::Member => "Member",
    }
}

/// One or two letters that stand for a name.
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    let letters: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect();
    if letters.is_empty() {
        "?".to_owned()
    } else {
        letters
    }
}

/// A part of a whole with one decimal: `2.9`. The library's own way for fractions is ten kilobytes of the bundle.
pub fn tenths(part: i64, whole: i64) -> String {
    let whole = whole.max(1);
    let tenths = (part.saturating_mul(10) + whole / 2) / whole;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A number with a comma between thousands.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_state_keeps_its_word() {
        assert_eq!(
            state_look("quarantined"),
            ("Quarantined".into(), "question", None)
        );
        assert_eq!(state_look("failed"), ("Failed".into(), "x-ring", Some("danger")));
        assert_eq!(
            (trouble("overdue"), trouble("published"), trouble("new")),
            (Some("warn"), None, None)
        );
    }

    #[test]
    fn initials_take_the_first_and_the_last_word() {
        assert_eq!(initials("Sarah Chen"), "SC");
        assert_eq!(initials("Maximiliana von Konstantinopoulou"), "MK");
        assert_eq!(initials("ليلى حداد"), "لح");
        assert_eq!(initials("@slowknits"), "S");
        assert_eq!(initials("🧶 🍂"), "?");
    }

    #[test]
    fn fractions_are_rounded() {
        let told = [(29, 1_000), (1, 3), (19_999, 1_000), (0, 0)].map(|(part, whole)| tenths(part, whole));
        assert_eq!(told, ["0.0", "0.3", "20.0", "0.0"]);
        assert_eq!(tenths(37 * 100, 1_284), "2.9");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(1_204_331), "1,204,331");
        assert_eq!(
            (grouped(0), grouped(999), grouped(-1000)),
            ("0".into(), "999".into(), "-1,000".into())
        );
    }
}
