//! What a workspace calls its people and its types, as every page that shows events reads it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::api::Client;
use crate::directory::Directory;
use crate::load::load;
use crate::named::Names;

/// Loads them for a workspace, once somebody is signed in. `named` is what else has a name there.
pub(super) fn load_names(
    client: Client,
    workspace: Memo<String>,
    is_in: Memo<bool>,
    named: Signal<Names>,
) -> Memo<Arc<Directory>> {
    let place = Memo::new(move |_| is_in.get().then(|| workspace.get()));
    let types = load(place, move |workspace: String, abort| async move {
        client.event_types(&workspace, Some(&abort)).await
    });
    let members = load(place, move |workspace: String, abort| async move {
        client.members(&workspace, Some(&abort)).await
    });
    Memo::new(move |_| {
        let here = workspace.get();
        let types = types
            .value
            .get()
            .filter(|(of, _)| *of == here)
            .map(|(_, list)| list.data);
        let members = members
            .value
            .get()
            .filter(|(of, _)| *of == here)
            .map(|(_, list)| list.data);
        Arc::new(Directory {
            members: members.unwrap_or_default(),
            types: types.unwrap_or_default(),
            named: named.get(),
        })
    })
}
