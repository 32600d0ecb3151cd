//! Small drawings for pages without rows, kept as text: code that builds them would be several times that.

use leptos::prelude::*;

/// The ledger that they are all drawn on.
macro_rules! ledger {
    ($lines:literal) => {
        concat!(
            r#"<rect class="p" x="22" y="4" width="68" height="64" rx="5"/>
<path class="m" d="M37 4v64"/>"#,
            $lines
        )
    };
}

/// What a drawing says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Art {
    /// Nothing has been written yet.
    Blank,
    /// Nothing fits the search.
    NoMatch,
    /// Locked.
    Locked,
    /// No answer.
    NoAnswer,
}

impl Art {
    /// Draws it.
    pub fn draw(self) -> impl IntoView {
        let lines: &str = match self {
            Self::Blank => ledger!(
                r#"<path class="l" d="M44 20h12" stroke-dasharray="1 4"/>
<path class="l" d="M44 36h36M44 52h28" stroke-dasharray="1 4"/>
<path class="a" d="m62 24 14-14 5 5-14 14-6.5 1.5L62 24Z"/>"#
            ),
            Self::NoMatch => ledger!(
                r#"<path class="l" d="M44 20h30M44 36h36M44 52h22"/>
<circle class="s" cx="79" cy="44" r="11"/>
<path class="s" d="m87 52 8 8"/>
<path class="a" d="M75 44h8"/>"#
            ),
            Self::Locked => ledger!(
                r#"<path class="l" d="M44 20h30M44 36h12M44 52h12"/>
<path class="s" d="M64 42h26v18H64zM70 42v-5a7 7 0 0 1 14 0v5"/>
<path class="a" d="M77 49v4"/>"#
            ),
            Self::NoAnswer => ledger!(
                r#"<path class="l" d="M44 20h30M44 52h22"/>
<path class="d" d="M44 36h10l4-7 6 14 5-10 3 3h10"/>"#
            ),
        };
        view! { <svg class="art" viewBox="0 0 112 72" aria-hidden="true" inner_html=lines></svg> }
    }
}
