//! The mark and the word.

use leptos::prelude::*;

// As text they are a fraction of what code that builds them would be.
const MARK: &str = r#"<path class="m-page" d="M4.5 2h13A4.5 4.5 0 0 1 22 6.5v11a4.5 4.5 0 0 1-4.5 4.5h-13A1.5 1.5 0 0 1 3 20.5v-17A1.5 1.5 0 0 1 4.5 2Z"/>
<path class="m-line" d="M7.25 2v20"/>
<path class="m-line" d="M10.25 15.5h8.5"/>
<path class="m-sun" d="M11 12.9a3.5 3.5 0 0 1 7 0Z"/>"#;

const WORD: &str = r#"<path d="M1.5 3h3.2a6.5 6.5 0 0 1 0 13H1.5V3Z"/>
<circle cx="18.4" cy="12" r="4"/>
<path d="M22.4 8v8M26 8l3.7 7.7M33.4 8l-4.6 10.2c-.5 1.1-1.2 1.6-2.6 1.5M37 3v13"/>
<circle cx="41" cy="12" r="4"/>
<circle cx="51.2" cy="12" r="4"/>
<circle cx="61.4" cy="12" r="4"/>
<path d="M69 3v13M74 8l-5 4.6M71 11l3.4 5"/>"#;

/// The mark and the word, drawn. The name for readers of the page stands beside it, where it is used.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" inner_html=MARK></svg>
        <svg class="word" viewBox="0 0 76 21" aria-hidden="true" inner_html=WORD></svg>
    }
}
