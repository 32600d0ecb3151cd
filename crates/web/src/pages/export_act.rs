//! The one button of an export: stop it, fetch its file, make it again.

use daybook_shared::export::Export;
use daybook_shared::id::ExportId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::exports_data::ExportsData;
use crate::api::{ApiError, Client};
use crate::components::icon::Icon;
use crate::exports::{self, Act};
use crate::{browser, clock};

/// A button that has just become another one is not what somebody meant to press, in microseconds.
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
    let now = Memo::new(move |_| exports::act(export.read().state));
    let busy = RwSignal::new(false);
    let changed = StoredValue::new(0_i64);
    Effect::new(move |before: Option<Act>| {
        let (act, _) = now.get();
        if before.is_some_and(|before| before != act) {
            changed.set_value(clock::now().0);
        }
        act
    });
    let press = move |_| {
        if busy.get_untracked() || clock::now().0 - changed.get_value() < PATIENCE {
            return;
        }
        busy.set(true);
        error.set(None);
        let (id, act) = (export.read_untracked().id, now.get_untracked().0);
        spawn_local(async move {
            let client = data.session.client;
            let Some(workspace) = data.workspace.try_get_value() else {
                return;
            };
            let found = match act {
                Act::Download => download(client, &workspace, id).await.map(|()| None),
                Act::Cancel => client.cancel_export(&workspace, id).await.map(Some),
                Act::Again => again(client, &workspace, id).await.map(Some),
            };
            if busy.try_set(false).is_some() {
                return;
            }
            match found {
                Ok(Some(export)) => data.change(export),
                Ok(None) => {}
                Err(found) => {
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
