//! The states that an event can report, and how loud each is.

/// How much a state asks of the person who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A good or neutral outcome: a grey word.
    Quiet,
    /// Under way or planned.
    Info,
    /// A good outcome.
    Good,
    /// Somebody should look.
    Warn,
    /// Somebody must act.
    Bad,
}

/// A state: its wire name, its word, its icon, its tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// The wire name.
    pub name: &'static str,
    /// The word people read.
    pub label: &'static str,
    /// Its symbol in the icon sprite.
    pub icon: &'static str,
    /// How loud it is.
    pub tone: Tone,
}

const fn state(name: &'static str, label: &'static str, icon: &'static str, tone: Tone) -> State {
    State {
        name,
        label,
        icon,
        tone,
    }
}

/// All states, in the order menus show them.
pub const STATES: &[State] = &[
    state("draft", "Draft", "draft", Tone::Quiet),
    state("scheduled", "Scheduled", "clock", Tone::Info),
    state("approved", "Approved", "check", Tone::Quiet),
    state("published", "Published", "check-ring", Tone::Good),
    state("failed", "Failed", "x-ring", Tone::Bad),
    state("overdue", "Overdue", "hourglass", Tone::Warn),
    state("deleted", "Deleted", "trash", Tone::Quiet),
    state("uploaded", "Uploaded", "up-ring", Tone::Info),
    state("processing", "Processing", "half", Tone::Info),
    state("connected", "Connected", "link", Tone::Good),
    state("refreshed", "Refreshed", "refresh", Tone::Quiet),
    state("disconnected", "Disconnected", "unlink", Tone::Warn),
    state("received", "Received", "inbox", Tone::Quiet),
    state("webhook", "Webhook", "webhook", Tone::Quiet),
    state("done", "Done", "check", Tone::Quiet),
    state("denied", "Denied", "shield-x", Tone::Bad),
];

/// Finds a state by its wire name.
pub fn find(name: &str) -> Option<&'static State> {
    STATES.iter().find(|state| state.name == name)
}
