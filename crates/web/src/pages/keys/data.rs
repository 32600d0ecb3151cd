//! What the page of API keys has loaded.

use daybook_shared::api_key::{ApiKey, ApiKeyList, CreatedApiKey};
use daybook_shared::plan::Plan;
use daybook_shared::timestamp::Timestamp;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::load::{Load, load};
use crate::session::{Phase, Session};
use crate::{clock, path};

/// The page's address, its list, and the key that was just made.
#[derive(Clone, Copy)]
pub(super) struct KeysData {
    pub(super) session: Session,
    pub(super) workspace: StoredValue<String>,
    pub(super) plan: Plan,
    /// The page of the list that begins at a cursor.
    pub(super) list: Load<Option<String>, ApiKeyList>,
    pub(super) made: RwSignal<Option<CreatedApiKey>>,
    pub(super) now: ReadSignal<Timestamp>,
    /// Goes to the page of the list that begins at a cursor.
    pub(super) turn: Callback<Option<String>>,
}

impl KeysData {
    /// Loads the list.
    pub(super) fn load(session: Session, workspace: String) -> Self {
        let plan = untrack(|| session.workspace(&workspace)).map_or(Plan::Free, |known| known.plan);
        let workspace = StoredValue::new(workspace);
        let query = use_query_map();
        let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
        let place = Memo::new(move |_| (session.phase.get() == Phase::SignedIn).then(|| cursor.get()));
        let list = load(place, move |cursor: Option<String>, abort| async move {
            let workspace = workspace.get_value();
            session
                .client
                .api_keys(&workspace, cursor.as_deref(), Some(&abort))
                .await
        });
        let navigate = StoredValue::new_local(use_navigate());
        let turn = Callback::new(move |cursor: Option<String>| {
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(cursor.map(|cursor| ("cursor", cursor)))
                .finish();
            let address = path::with_query(path::keys(workspace.get_value()), &query);
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate.with_value(|navigate| navigate(&address, options));
        });
        Self {
            session,
            workspace,
            plan,
            list,
            made: RwSignal::new(None),
            now: clock::minutes(),
            turn,
        }
    }

    /// Shows a key that was just made, as the first of the list.
    pub(super) fn add(self, made: CreatedApiKey) {
        let first = made.api_key.clone();
        self.made.set(Some(made));
        let is_first_page = self
            .list
            .value
            .with_untracked(|list| list.as_ref().is_some_and(|(cursor, _)| cursor.is_none()));
        if is_first_page {
            self.change(|keys| keys.insert(0, first));
        } else {
            self.turn.run(None);
        }
    }

    /// Changes the list that is shown.
    pub(super) fn change(self, change: impl FnOnce(&mut Vec<ApiKey>)) {
        self.list.value.update(|list| {
            if let Some((_, list)) = list {
                change(&mut list.data);
            }
        });
    }
}
