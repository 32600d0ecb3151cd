//! The one button of an export: stop it, fetch its file, make it again.

use daybook_shared::export::{Export, ExportState};
use daybook_shared::id::ExportId;
use daybook_shared::problem::ErrorCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::exports_data::ExportsData;
use crate::api::{ApiError, Client};
use crate::components::icon::Icon;
use crate::exports::{self, Act};
use crate::{browser, clock};

/// Who presses a button twice did not mean the one that it has just become, in microseconds.
const PATIENCE: i64 = 600_000;
/// How often something is asked for again that is only not possible yet.
const TRIES: u32 = 3;

/// Has the browser fetch the file.
pub(super) async fn download(client: Client, workspace: &str, id: ExportId) -> Result<(), ApiError> {
    let address = client.download_address(workspace, id).await?;
    browser::download(&address);
    Ok(())
}

/// Has it made again. For a moment after its end the server may still be busy with that.
async fn again(client: Client, workspace: &str, id: ExportId) -> Result<Export, ApiError> {
    let mut left = TRIES;
    loop {
        left -= 1;
        match client.retry_export(workspace, id).await {
            Err(error) if left > 0 && error.wait_seconds().is_some_and(|seconds| seconds <= 2) => {
                browser::pause(1_000).await;
            }
            found => return found,
        }
    }
}

/// The button. It stays while the export goes from state to state, so that the focus does.
#[component]
pub(super) fn ActButton(
    export: RwSignal<Export>,
    data: ExportsData,
    /// Why what was asked for last was not done.
    error: RwSignal<Option<ApiError>>,
    /// Names the export, for those who do not see the row.
    #[prop(into)]
    describedby: String,
) -> impl IntoView {
    let state = Memo::new(move |_| export.read().state);
    // A file can be gone before its time.
    let is_gone = RwSignal::new(false);
    let now = Memo::new(move |_| match is_gone.get() {
        true => exports::act(ExportState::Expired),
        false => exports::act(state.get()),
    });
    let busy = RwSignal::new(false);
    let changed = StoredValue::new(0_i64);
    Effect::new(move |before: Option<ExportState>| {
        let state = state.get();
        if before.is_some_and(|before| before != state) {
            changed.set_value(clock::now().0);
            is_gone.set(false);
            // What was not possible then may be what has come true by itself.
            error.set(None);
        }
        state
    });
    let press = move |_| {
        let (id, act) = (export.read_untracked().id, now.get_untracked().0);
        let what = data.told(&export.read_untracked().filter);
        let is_hasty = act != Act::Download && clock::now().0 - changed.get_value() < PATIENCE;
        if busy.get_untracked() || is_hasty {
            return;
        }
        let (client, workspace) = (data.session.client, data.workspace.get_value());
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let found = match act {
                Act::Download => download(client, &workspace, id).await.map(|()| None),
                Act::Cancel => client.cancel_export(&workspace, id).await.map(Some),
                Act::Again => again(client, &workspace, id).await.map(Some),
            };
            if busy.try_set(false).is_some() {
                // The page is gone, and what it began goes on.
                if let Ok(Some(export)) = found {
                    data.watch.hear(&workspace, &export, &what);
                }
                return;
            }
            match found {
                Ok(Some(export)) => data.change(export),
                Ok(None) => {}
                Err(found) => {
                    is_gone.set(found.is(ErrorCode::ExportExpired));
                    error.set(Some(found));
                    // It may have come to its end meanwhile.
                    data.hurry();
                }
            }
        });
    };
    view! {
        <button
            type="button"
            class="btn"
            aria-describedby=describedby
            aria-busy=move || busy.get().then_some("true")
            on:click=press
        >
            {move || (now.get().0 == Act::Download).then(|| view! { <Icon name="download" /> })}
            {move || now.get().1}
        </button>
    }
}
