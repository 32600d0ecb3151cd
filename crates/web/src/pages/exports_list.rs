//! All exports of the workspace, in every state that the list can be in.

use daybook_shared::problem::ErrorCode;
use leptos::prelude::*;

use super::export_row::{ExportRow, SkeletonJobs};
use super::exports_data::ExportsData;
use crate::components::art::Art;
use crate::components::error_panel::{self, ErrorPanel};
use crate::components::notice::Notice;
use crate::components::pager::Pager;

/// The list, or why there is none.
#[component]
pub(super) fn ExportsList(data: ExportsData) -> impl IntoView {
    let ExportsData { list, jobs, .. } = data;
    let is_there = Memo::new(move |_| list.value.with(Option::is_some));
    let is_empty = Memo::new(move |_| is_there.get() && jobs.with(Vec::is_empty));
    let failed_at_first = Memo::new(move |_| list.error.get().filter(|_| !is_there.get()));
    // Asking for the same page again is nothing to be seen.
    let is_turning = Memo::new(move |_| {
        let asked = data
            .parsed
            .with(|query| query.as_ref().ok().and_then(|query| query.cursor.clone()));
        list.value
            .with(|shown| shown.as_ref().is_some_and(|(shown, _)| *shown != asked))
    });
    let on_newest = move || {
        let here = data.parsed.get_untracked().unwrap_or_default();
        data.go.run(here.at(None));
    };
    let body = move || {
        if let Some(error) = failed_at_first.get() {
            if error.is(ErrorCode::CursorInvalid) || error.is(ErrorCode::CursorMismatch) {
                return past_the_end(on_newest).into_any();
            }
            let on_retry = Callback::new(move |()| list.retry());
            return view! { <div class="panel"><ErrorPanel error on_retry /></div> }.into_any();
        }
        if is_empty.get() {
            return none_yet().into_any();
        }
        view! {
            <div class="wrap-tbl">
                <table class="tbl jobs flow" role="table" aria-labelledby="all-exports" aria-busy=move || is_turning.get().then_some("true")>
                    <thead role="rowgroup">
                        <tr role="row">
                            <th scope="col" role="columnheader">"Export"</th>
                            <th scope="col" role="columnheader" class="j-state">"State"</th>
                            <th scope="col" role="columnheader" class="j-size">"Size"</th>
                            <th scope="col" role="columnheader" class="j-who">"Asked by"</th>
                            <th scope="col" role="columnheader" class="j-act"><span class="sr">"Action"</span></th>
                        </tr>
                    </thead>
                    <Show when=move || is_there.get() fallback=|| view! { <SkeletonJobs /> }>
                        <tbody role="rowgroup">
                            <For each=move || jobs.get() key=|job| job.id children=move |job| view! { <ExportRow job data /> } />
                        </tbody>
                    </Show>
                </table>
            </div>
        }
        .into_any()
    };
    let not_up_to_date = move || {
        let error = list.error.get().filter(|_| is_there.get())?;
        Some(view! {
            <div class="stale">
                <Notice icon="alert" tone="warn">
                    // Not the reference, which is another one each time: what is read out is read out once.
                    <span role="alert">{error.title()} ". The list is as it was before. "</span>
                    <code>{error_panel::reference(&error)}</code> " "
                    <button type="button" class="link" on:click=move |_| data.hurry()>"Try now"</button>
                </Notice>
            </div>
        })
    };
    view! {
        <div class="sec-h"><h2 id="all-exports">"All exports"</h2><p>"Files stay for 7 days, this list for good."</p></div>
        {not_up_to_date}
        {body}
        <Foot data />
    }
}

/// How many there are on the page, and the ways to others.
#[component]
fn Foot(data: ExportsData) -> impl IntoView {
    let page = move |read: fn(&daybook_shared::page::PageInfo) -> Option<String>| {
        Signal::derive(move || data.list.value.with(|list| read(&list.as_ref()?.1.page)))
    };
    let newer = page(|page| page.prev_cursor.clone());
    let older = page(|page| page.onward().map(str::to_owned));
    let on_turn = Callback::new(move |cursor| {
        let here = data.parsed.get_untracked().unwrap_or_default();
        data.go.run(here.at(Some(cursor)));
    });
    let count = move || match data.jobs.with(Vec::len) {
        0 => None,
        1 => Some("1 export".to_owned()),
        count => Some(format!("{count} exports")),
    };
    let has_others = Memo::new(move |_| newer.with(Option::is_some) || older.with(Option::is_some));
    view! {
        <div class="list-foot">
            <span>{count} {move || has_others.get().then_some(" on this page")}</span>
            <Show when=move || has_others.get()><Pager newer older on_turn /></Show>
        </div>
    }
}

/// Nobody has asked for one.
fn none_yet() -> impl IntoView {
    view! {
        <div class="panel empty">
            {Art::Blank.draw()}
            <h2>"No export yet"</h2>
            <p>"Start one above: of everything, or of what the log shows with its filters. Its file stands here for 7 days, for all who may export."</p>
        </div>
    }
}

/// A cursor that leads nowhere.
fn past_the_end(on_newest: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="panel empty">
            {Art::NoMatch.draw()}
            <h2>"This page of the list is not there any more"</h2>
            <p>"The link leads to a place in another list, or past its end."</p>
            <div class="actions">
                <button type="button" class="btn primary" on:click=move |_| on_newest()>"To the newest exports"</button>
            </div>
        </div>
    }
}
