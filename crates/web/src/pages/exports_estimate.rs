//! What the new export will hold, before anybody asks for it.

use daybook_shared::counts::Histogram;
use daybook_shared::export::{ExportFormat, ExportState};
use daybook_shared::filter::EventFilter;
use daybook_shared::limits::EXPORT_DAYS;
use leptos::prelude::*;

use super::exports_data::ExportsData;
use super::exports_fields::Choices;
use super::log_data::within_zone;
use crate::calendar_words::{day_month, short_weekday};
use crate::components::error_panel;
use crate::components::icon::Icon;
use crate::export_size;
use crate::facets::Tally;
use crate::load::{Load, load};

/// Rows of an export that says how fast rows are written.
const TELLING: u64 = 1_000;

type Counted = Load<EventFilter, Histogram>;

/// Counts what the filter leaves.
pub(super) fn count(data: ExportsData) -> Counted {
    let client = data.session.client;
    let wanted = Memo::new(move |_| {
        let filter = data.filter()?;
        Some(data.reading.zone.with(|zone| within_zone(filter, zone)))
    });
    load(wanted, move |filter: EventFilter, abort| async move {
        let workspace = data.workspace.get_value();
        client.histogram(&workspace, &filter, Some(&abort)).await
    })
}

/// How many rows a second went into the newest file of that format that says so.
fn pace(data: ExportsData, format: ExportFormat) -> Option<u64> {
    data.jobs.with(|jobs| {
        jobs.iter().find_map(|job| {
            let export = job.export.read();
            if export.format != format {
                return None;
            }
            let rows = export
                .rows
                .filter(|rows| *rows >= TELLING && export.state == ExportState::Succeeded)?;
            let micros = export.finished_at?.0 - export.started_at?.0;
            let micros = u64::try_from(micros).ok().filter(|micros| *micros > 0)?;
            Some(rows.saturating_mul(1_000_000) / micros)
        })
    })
}

/// The figure, and what is promised.
#[component]
pub(super) fn Estimate(data: ExportsData, choices: Choices, counted: Counted) -> impl IntoView {
    let tally = Memo::new(move |_| {
        counted
            .value
            .with(|counted| counted.as_ref().map(|(_, found)| Tally::of(found)))
    });
    let figure = move || match (counted.error.get(), tally.get()) {
        (Some(_), _) => "Not counted".to_owned(),
        (None, Some(tally)) => export_size::will_contain(tally),
        (None, None) => "…".to_owned(),
    };
    let expected = move || {
        let tally = tally.get().filter(|_| counted.error.with(Option::is_none))?;
        Some(export_size::expected(
            tally,
            choices.format.get(),
            &choices.columns(),
            pace(data, choices.format.get()),
        ))
    };
    let retry = move |_| counted.retry();
    let failed = move || {
        counted.error.get().map(|error| {
            view! {
                {error.title()} ". The file will have all of it. " <code>{error_panel::reference(&error)}</code> " "
                <button type="button" class="link" on:click=retry>"Count again"</button>
            }
        })
    };
    let sheets = Memo::new(move |_| {
        let is_excel = choices.format.get() == ExportFormat::Xlsx;
        let sheets = export_size::sheets(tally.get().filter(|_| is_excel)?.count);
        (sheets > 1).then_some(sheets)
    });
    let until = move || {
        let last = data.reading.now.get().plus_seconds(EXPORT_DAYS * 24 * 60 * 60);
        let day = data.reading.zone.with(|zone| zone.local(last).date);
        format!("{} {}", short_weekday(day), day_month(day))
    };
    let email = move || {
        data.session
            .user
            .with(|user| user.as_ref().map(|user| user.email.clone()))
    };
    view! {
        <div aria-busy=move || counted.busy.get().then_some("true") class="counted">
            <p class="muted" id="will-contain">"Will contain"</p>
            <p class="estimate" role="status">{figure}</p>
            <p class="muted">{expected} {failed}</p>
        </div>
        <ul class="ticks">
            <li><Icon name="check" /><span>"Never cut off, however long it is"</span></li>
            {move || sheets.get().map(|sheets| view! {
                <li><Icon name="columns" /><span>{format!("Splits into {sheets} sheets: one holds 1,048,575 events")}</span></li>
            })}
            <li><Icon name="check" /><span>"An email to you at " <bdi>{email}</bdi></span></li>
            <li><Icon name="clock" /><span>"The file stays until " {until} ", for people who may export"</span></li>
        </ul>
    }
}
