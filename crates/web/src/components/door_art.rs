//! The page beside the sign-in form: a ledger at sunrise.

use leptos::prelude::*;

/// The drawing, for the eye only.
#[component]
pub fn DoorArt() -> impl IntoView {
    let rules = (0..30)
        .map(|line| view! { <path class="a-line" d=format!("M0 {}H2000", 64 + 36 * line) /> })
        .collect_view();
    view! {
        <div class="door-art" aria-hidden="true">
                    <svg viewBox="0 0 720 900" preserveAspectRatio="xMinYMid slice">
                    {rules}
                    <path class="a-margin" d="M96 0V1200"/>
                    <text class="a-num" x="60" y="89">"21"</text>
                    <text class="a-num" x="60" y="449">"20"</text>
                    <rect class="a-ink" x="120" y="81" width="210" height="6" rx="3"/>
                    <rect class="a-ink" x="342" y="81" width="120" height="6" rx="3" opacity=".5"/>
                    <rect class="a-ink" x="120" y="117" width="300" height="6" rx="3"/>
                    <rect class="a-ink" x="432" y="117" width="64" height="6" rx="3" opacity=".5"/>
                    <rect class="a-ink" x="120" y="153" width="168" height="6" rx="3"/>
                    <rect class="a-ink" x="120" y="225" width="250" height="6" rx="3"/>
                    <rect class="a-ink" x="382" y="225" width="140" height="6" rx="3" opacity=".5"/>
                    <rect class="a-ink" x="120" y="261" width="190" height="6" rx="3"/>
                    <rect class="a-ink" x="120" y="297" width="330" height="6" rx="3"/>
                    <rect class="a-ink" x="462" y="297" width="84" height="6" rx="3" opacity=".5"/>
                    <rect class="a-ink" x="120" y="333" width="224" height="6" rx="3"/>
                    <rect class="a-ink" x="120" y="405" width="286" height="6" rx="3"/>
                    <rect class="a-ink" x="418" y="405" width="96" height="6" rx="3" opacity=".5"/>
                    <rect class="a-ink" x="120" y="441" width="176" height="6" rx="3"/>
                    <rect class="a-ink" x="120" y="477" width="310" height="6" rx="3"/>
                    <rect class="a-ink" x="442" y="477" width="120" height="6" rx="3" opacity=".5"/>
                    <rect class="a-ink" x="120" y="549" width="236" height="6" rx="3"/>
                    <rect class="a-ink" x="368" y="549" width="70" height="6" rx="3" opacity=".5"/>
                    <rect class="a-ink" x="120" y="585" width="270" height="6" rx="3"/>
                    <rect class="a-bad" x="94.5" y="144" width="4" height="24" rx="2"/>
                    <rect class="a-bad" x="94.5" y="468" width="4" height="24" rx="2"/>
                    <path class="a-sun" d="M430 784h180M470 784a50 50 0 0 1 100 0M520 716v-18M563.8 740.2l12.7-12.7M476.2 740.2l-12.7-12.7M444 770l-17-5M596 770l17-5"/>
                    </svg>
                    </div>
    }
}
