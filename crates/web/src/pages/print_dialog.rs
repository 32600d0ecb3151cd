//! Printing the log: this page of it, or everything that matches.

use leptos::ev;
use leptos::html::Dialog;
use leptos::portal::Portal;
use leptos::prelude::*;

use super::log_data::LogData;
use super::print_job::{MOST, PrintJob};
use crate::api::ApiError;
use crate::components::countdown::Countdown;
use crate::components::error_panel;
use crate::components::icon::Icon;
use crate::components::notice::Notice;
use crate::components::print_head::PrintHead;
use crate::components::print_sheet::PrintSheet;
use crate::components::reading::Reading;
use crate::days;
use crate::facets::Tally;
use crate::session::Session;
use crate::viewport::Viewport;
use crate::volume::number;

/// What it prints, and for whom.
#[derive(Clone, Copy)]
pub(super) struct Given {
    pub(super) session: Session,
    pub(super) data: LogData,
    pub(super) reading: Reading,
    /// Called when it is printed, or not.
    pub(super) on_end: Callback<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Choosing,
    Loading,
    /// What is shown goes to the printer.
    Page,
    /// What was loaded goes to the printer.
    Sheet,
}

/// Opens the browser's own dialog, once what is to be printed has been drawn. A browser that prints nothing ends it at once.
fn print_soon(end: Callback<()>) {
    request_animation_frame(move || {
        request_animation_frame(move || {
            if window().print().is_err() {
                end.run(());
            }
        })
    });
}

/// Asks what to print where there is a choice. It is in the page until the printer has what it needs.
#[component]
pub(super) fn PrintDialog(given: Given) -> impl IntoView {
    let Given {
        session,
        data,
        reading,
        on_end,
    } = given;
    let viewport = expect_context::<Viewport>();
    let printed = window_event_listener(ev::afterprint, move |_| on_end.run(()));
    on_cleanup(move || printed.remove());
    let end = Callback::new(move |()| {
        viewport.end_print();
        on_end.run(());
    });
    let Some((list, page)) = data.page.value.get_untracked() else {
        on_end.run(());
        return ().into_any();
    };
    let job = PrintJob::new(session.client, list.clone());
    on_cleanup(move || job.stop());
    let stage = RwSignal::new(Stage::Choosing);
    let print_page = move || {
        stage.set(Stage::Page);
        viewport.prepare_print();
        print_soon(end);
    };
    let on_loaded = Callback::new(move |()| {
        stage.set(Stage::Sheet);
        print_soon(end);
    });
    let go_on = Callback::new(move |()| {
        stage.set(Stage::Loading);
        job.go_on(on_loaded);
    });
    let is_all = list.cursor.is_none() && page.page.onward().is_none();
    if is_all {
        print_page();
    }
    let total = data.total(&list).filter(|_| !is_all);
    let filter = StoredValue::new(list.filter.clone());
    let list_of = StoredValue::new(list.workspace.clone());
    let sheet = move || {
        let rows = job.take();
        let zone = reading.zone.get_untracked();
        let days = days::by_day(&rows, |event| zone.local(event.occurred_at));
        let count = Tally::exactly(rows.len()).long();
        let count = if job.has_more.get_untracked() {
            format!("the newest {count}, and more match")
        } else {
            format!("all {count}")
        };
        let reading = Reading {
            hints: Memo::new(move |_| job.hints()),
            ..reading
        };
        view! {
            <PrintSheet days today=reading.today.get_untracked() reading>
                <PrintHead
                    reading
                    filter=Signal::derive(move || filter.get_value())
                    workspace=Signal::stored(session.workspace_name(&list_of.get_value()))
                    person=Signal::derive(move || session.person_name())
                    count=Signal::stored(count)
                />
            </PrintSheet>
        }
    };
    let page_count = page.data.len();
    let on_page = Callback::new(move |()| print_page());
    view! {
        <Show when=move || matches!(stage.get(), Stage::Choosing | Stage::Loading)>
            <Choice stage job page_count total on_page go_on on_end />
        </Show>
        <Show when=move || stage.get() == Stage::Sheet><Portal>{sheet()}</Portal></Show>
    }
    .into_any()
}

/// The dialog.
#[component]
fn Choice(
    stage: RwSignal<Stage>,
    job: PrintJob,
    page_count: usize,
    total: Option<Tally>,
    on_page: Callback<()>,
    go_on: Callback<()>,
    on_end: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal();
        }
    });
    view! {
        <dialog class="dialog print-dialog" node_ref=dialog aria-labelledby="print-title" on:close=move |_| on_end.run(())>
            <div class="dialog-head">
                <h1 id="print-title">"Print"</h1>
                <button type="button" class="icon-btn" aria-label="Close" on:click=move |_| on_end.run(())><Icon name="x" /></button>
            </div>
            {move || match stage.get() {
                Stage::Choosing => choices(page_count, total, on_page, go_on).into_any(),
                _ => progress(job, total, go_on, on_end).into_any(),
            }}
        </dialog>
    }
}

fn choices(
    page_count: usize,
    total: Option<Tally>,
    on_page: Callback<()>,
    go_on: Callback<()>,
) -> impl IntoView {
    let most = number(MOST as u64);
    let (everything, hint) = match total {
        Some(total) if total.count > MOST as u64 => (
            format!("The newest {most} of {}", total.short()),
            Some("More match than one sheet takes. Narrow the filters to get them all.".to_owned()),
        ),
        Some(total) if !total.is_least => (format!("Everything that matches ({})", total.short()), None),
        Some(_) | None => (
            "Everything that matches".to_owned(),
            Some(format!("Of more than {most} events, the newest are printed.")),
        ),
    };
    view! {
        <div class="dialog-part">
            <p class="soft">"One sheet with the filters in words, absolute times and page numbers."</p>
            <button type="button" class="btn primary wide" on:click=move |_| on_page.run(())>
                {format!("This page ({})", Tally::exactly(page_count).long())}
            </button>
            <button type="button" class="btn wide" on:click=move |_| go_on.run(())>{everything}</button>
            {hint.map(|hint| view! { <p class="muted">{hint}</p> })}
        </div>
    }
}

fn progress(job: PrintJob, total: Option<Tally>, go_on: Callback<()>, on_end: Callback<()>) -> impl IntoView {
    let goal = total
        .filter(|total| !total.is_least)
        .map(|total| total.count.min(MOST as u64));
    let said = move || {
        let count = number(job.count.get() as u64);
        match goal {
            Some(goal) => format!("{count} of {} events loaded", number(goal)),
            None => format!("{count} events loaded"),
        }
    };
    let failed = move |error: ApiError| {
        let wait = error.wait_seconds();
        let reference = error_panel::reference(&error);
        view! {
            <div role="alert">
                <Notice icon="alert" tone="warn">
                    {error.title()} ". What was loaded is kept. "
                    {wait.map(|seconds| view! { "Going on in " <Countdown seconds on_end=go_on /> ". " })}
                    <code>{reference}</code>
                </Notice>
            </div>
        }
    };
    view! {
        <div class="dialog-part">
            <p role="status">{said}</p>
            <progress aria-label="Events loaded" max=goal.unwrap_or(MOST as u64).to_string() value=move || job.count.get().to_string()></progress>
            {move || job.error.get().map(failed)}
            <div class="actions">
                <Show when=move || job.error.with(Option::is_some)>
                    <button type="button" class="btn primary" on:click=move |_| go_on.run(())>"Try now"</button>
                </Show>
                <button type="button" class="btn" on:click=move |_| on_end.run(())>"Cancel"</button>
            </div>
        </div>
    }
}
