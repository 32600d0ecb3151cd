//! One export of the list. What changes of it changes in its place.

use daybook_shared::export::{Export, ExportFormat, ExportState};
use leptos::prelude::*;

use super::export_act::ActButton;
use super::export_job::Job;
use super::exports_data::ExportsData;
use crate::api::ApiError;
use crate::components::actor_badge::ActorBadge;
use crate::components::copy_button::CopyButton;
use crate::components::error_panel;
use crate::components::icon::Icon;
use crate::export_size::{self, Pace};
use crate::{clock, exports};

/// A row of the table, a card on a phone.
#[component]
pub(super) fn ExportRow(job: Job, data: ExportsData) -> impl IntoView {
    let export = RwSignal::from(job.export);
    let pace = RwSignal::from(job.pace);
    let reading = data.reading;
    let error = RwSignal::new(None::<ApiError>);
    let name = format!("export-{}", job.id);
    // Of what never changes nothing is drawn anew when rows are written.
    let words = Memo::new(move |_| {
        let filter = export.with(|export| export.filter.clone());
        data.words(&filter)
    });
    let kind = Memo::new(move |_| export.with(exports::kind));
    let when = Memo::new(move |_| {
        let export = export.read();
        let local = reading.zone.with(|zone| zone.local(export.requested_at));
        let when = exports::when(&local, reading.today.get());
        (when, exports::zone(&export).to_owned(), export.requested_at)
    });
    let who = Memo::new(move |_| export.with(|export| export.requested_by.clone()));
    let chip = |words: String| {
        let title = words.clone();
        view! { <li class="chip plain" title=title><span class="c-text"><bdi>{words}</bdi></span></li> }
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <ul class="chips" id=name.clone()>
                    {move || words.get().into_iter().map(chip).collect_view()}
                    {move || kind.get().into_iter().map(chip).collect_view()}
                </ul>
                {move || {
                    let (when, zone, at) = when.get();
                    view! {
                        <span class="sub"><time datetime=at.to_string()>{when}</time> " · times in " {zone}</span>
                    }
                }}
            </th>
            <td role="cell" class="j-state">
                <State export pace data />
                {move || error.get().map(|error| view! {
                    <span class="sub bad" role="alert">{error.title()} ". " {error.detail()} " " <code>{error_panel::reference(&error)}</code></span>
                })}
            </td>
            <td role="cell" class="j-size"><Size export /></td>
            <td role="cell" class="j-who">{move || view! { <ActorBadge actor=who.get() platform=None reading /> }}</td>
            <td role="cell" class="j-act"><ActButton export data error describedby=name /></td>
        </tr>
    }
}

/// How far it is.
#[component]
fn State(export: RwSignal<Export>, pace: RwSignal<Pace>, data: ExportsData) -> impl IntoView {
    let reading = data.reading;
    let state = Memo::new(move |_| export.read().state);
    let badge = move || {
        let (word, icon, tone) = exports::look(state.get());
        view! { <span class="state" data-tone=tone><Icon name=icon />{word}</span> }
    };
    let remark = Memo::new(move |_| {
        let zone = reading.zone.get();
        exports::remark(&export.read(), reading.today.get(), |time| zone.local(time))
    });
    let is_without_workbook = Memo::new(move |_| {
        let export = export.read();
        export.state == ExportState::Failed && export.format == ExportFormat::Xlsx
    });
    // The form has CSV chosen, until somebody chooses something else.
    let as_csv = move |_| {
        let filter = export.with_untracked(|export| export.filter.clone());
        data.ask_again(filter);
    };
    let is_running = Memo::new(move |_| state.get() == ExportState::Running);
    let far = Memo::new(move |_| export.read().progress);
    let told = move || {
        let far = far.get();
        export_size::progress(far, pace.get().seconds_left(clock::now(), far))
    };
    let sum = Memo::new(move |_| export.with(|export| export.sha256.clone()));
    view! {
        {badge}
        <Show when=move || is_running.get()>
            <progress
                max=move || far.get().rows_total.map(|total| total.max(1))
                value=move || far.get().rows_total.map(|_| far.get().rows_done)
                aria-label="Rows written"
            ></progress>
            <span class="sub">{told}</span>
        </Show>
        {move || remark.get().map(|text| view! { <span class="sub"><bdi>{text}</bdi></span> })}
        <Show when=move || is_without_workbook.get()>
            <span class="sub"><button type="button" class="link" on:click=as_csv>"Ask for it as CSV"</button></span>
        </Show>
        {move || sum.get().map(|sum| view! { <Sum sum /> })}
    }
}

/// What the file can be checked with.
#[component]
fn Sum(sum: String) -> impl IntoView {
    view! {
        <details class="sum">
            <summary><Icon name="right" small=true />"SHA-256"</summary>
            <span class="copyable"><code>{sum.clone()}</code><CopyButton text=sum what="the SHA-256" /></span>
        </details>
    }
}

/// How much it holds, or will.
#[component]
fn Size(export: RwSignal<Export>) -> impl IntoView {
    let size = Memo::new(move |_| {
        let export = export.read();
        let expected = export
            .progress
            .rows_total
            .filter(|_| export.state == ExportState::Queued);
        (export.rows, export.bytes, expected)
    });
    move || match size.get() {
        (Some(rows), bytes, _) => view! {
            {export_size::rows(rows)}
            {bytes.map(|bytes| view! { <span class="sub">{export_size::size(bytes)}</span> })}
        }
        .into_any(),
        (None, _, Some(rows)) => format!("~ {}", export_size::rows(rows)).into_any(),
        (None, _, None) => view! { <span class="muted none">"–"</span> }.into_any(),
    }
}

/// Rows to come.
#[component]
pub(super) fn SkeletonJobs() -> impl IntoView {
    let row = |_| {
        view! {
            <tr>
                <th><span class="sk w3"></span><span class="sub"><span class="sk w-l"></span></span></th>
                <td class="j-state"><span class="sk w-m"></span><span class="sub"><span class="sk w-l"></span></span></td>
                <td class="j-size"><span class="sk w-m"></span></td>
                <td class="j-who"><span class="sk w-l"></span></td>
                <td class="j-act"><span class="sk w-m"></span></td>
            </tr>
        }
    };
    view! { <tbody class="sk-late" aria-hidden="true">{(0..6).map(row).collect_view()}</tbody> }
}
