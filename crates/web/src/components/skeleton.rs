//! What stands where rows will stand, at their height. It shows itself only after a moment (see `.sk-late`).

use leptos::prelude::*;

use crate::browser;

const WIDTHS: [&str; 5] = ["sk w3", "sk w5", "sk w4", "sk w3", "sk w2"];

/// What was painted before the program was there goes on without a gap; later skeletons wait a moment.
fn class(part: &str) -> String {
    if browser::exists("boot") {
        part.to_owned()
    } else {
        format!("{part} sk-late")
    }
}

/// Rows of the table to come.
#[component]
pub fn SkeletonRows() -> impl IntoView {
    let rows = (0..28)
        .map(|row| {
            view! {
                <tr>
                    <td class="c-icon"><span class="sk w-s"></span></td>
                    <td><span class=WIDTHS[row % WIDTHS.len()]></span></td>
                    <td class="c-platform"><span class="sk w-m"></span></td>
                    <td class="c-actor"><span class="sk w-l"></span></td>
                    <td class="c-state"><span class="sk w-m"></span></td>
                    <td class="c-time"><span class="sk w-m"></span></td>
                </tr>
            }
        })
        .collect_view();
    view! { <tbody class=class("rows") aria-hidden="true">{rows}</tbody> }
}

/// Cards to come.
#[component]
pub fn SkeletonCards() -> impl IntoView {
    let cards = (0..8)
        .map(|card| {
            view! {
                <li class="card">
                    <span class="card-icon"><span class="sk w-s"></span></span>
                    <div class="card-main">
                        <div class="card-what"><span class=WIDTHS[(card + 1) % WIDTHS.len()]></span></div>
                        <p class="card-meta"><span class="sk w-m"></span><span class="sk w-l"></span></p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ol class=class("cards") aria-hidden="true">{cards}</ol> }
}

/// An event to come.
#[component]
pub fn SkeletonEvent() -> impl IntoView {
    view! {
        <div class="drawer-head sk-late" aria-hidden="true">
            <span class="sk w-l"></span>
            <span class="sk w5"></span>
            <span class="sk w3"></span>
        </div>
    }
}
