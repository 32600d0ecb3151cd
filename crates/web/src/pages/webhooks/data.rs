//! What the page of webhook endpoints has loaded.

use std::sync::Arc;

use daybook_shared::filter::EventFilter;
use daybook_shared::plan::{Feature, Plan};
use daybook_shared::preset::Preset;
use daybook_shared::webhook::{Webhook, WebhookList};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::directory::Directory;
use crate::load::{Load, load};
use crate::named::Names;
use crate::pages::names::load_names;
use crate::session::{Phase, Session};
use crate::zone::Zone;
use crate::{chips, exports, path};

/// With what filters are told.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) directory: Memo<Arc<Directory>>,
    pub(super) zone: Memo<Zone>,
}

impl Words {
    /// With the names of a workspace.
    pub(super) fn of(session: Session, workspace: StoredValue<String>) -> Self {
        let id = Memo::new(move |_| workspace.get_value());
        let is_in = Memo::new(move |_| session.phase.get() == Phase::SignedIn);
        Self {
            directory: load_names(session.client, id, is_in, Signal::stored(Names::new())),
            zone: Memo::new(move |_| session.zone()),
        }
    }

    /// The parts of a filter in words.
    pub(super) fn parts(self, filter: &EventFilter) -> Vec<String> {
        let zone = self.zone.get();
        let found = chips::chips(filter, &self.directory.read(), zone.name(), |time| {
            zone.local(time)
        });
        exports::parts(&found)
    }
}

/// The page's list, and whatever it is read with.
#[derive(Clone, Copy)]
pub(super) struct WebhooksData {
    pub(super) session: Session,
    pub(super) workspace: StoredValue<String>,
    pub(super) plan: Plan,
    pub(super) words: Words,
    /// The page of the list that begins at a cursor.
    pub(super) list: Load<Option<String>, WebhookList>,
    /// Filters that people keep under a name.
    pub(super) presets: Signal<Vec<Preset>>,
    /// Goes to the page of the list that begins at a cursor.
    pub(super) turn: Callback<Option<String>>,
}

impl WebhooksData {
    /// Loads the list.
    pub(super) fn load(session: Session, workspace: String) -> Self {
        let plan = untrack(|| session.workspace(&workspace)).map_or(Plan::Free, |known| known.plan);
        let workspace = StoredValue::new(workspace);
        let query = use_query_map();
        let is_in = Memo::new(move |_| session.phase.get() == Phase::SignedIn);
        let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
        let place = Memo::new(move |_| is_in.get().then(|| cursor.get()));
        let list = load(place, move |cursor: Option<String>, abort| async move {
            let workspace = workspace.get_value();
            session
                .client
                .webhooks(&workspace, cursor.as_deref(), Some(&abort))
                .await
        });
        let place = Memo::new(move |_| is_in.get().then_some(()));
        let presets = load(place, move |(), abort| async move {
            let workspace = workspace.get_value();
            session.client.presets(&workspace, Some(&abort)).await
        });
        let presets = Signal::derive(move || {
            presets
                .value
                .with(|list| list.as_ref().map(|(_, list)| list.data.clone()))
                .unwrap_or_default()
        });
        let navigate = StoredValue::new_local(use_navigate());
        let turn = Callback::new(move |cursor: Option<String>| {
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(cursor.map(|cursor| ("cursor", cursor)))
                .finish();
            let address = path::with_query(path::webhooks(workspace.get_value()), &query);
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
            words: Words::of(session, workspace),
            list,
            presets,
            turn,
        }
    }

    /// The plan that is needed and not there.
    pub(super) fn needed(self) -> Option<Plan> {
        (!self.plan.has(Feature::WebhooksOut)).then(|| Feature::WebhooksOut.needs())
    }

    /// Shows one that was just made, as the first of the list.
    pub(super) fn add(self, made: Webhook) {
        let is_first_page = self
            .list
            .value
            .with_untracked(|list| list.as_ref().is_some_and(|(cursor, _)| cursor.is_none()));
        if is_first_page {
            self.list.value.update(|list| {
                if let Some((_, list)) = list {
                    list.data.insert(0, made);
                }
            });
        } else {
            self.turn.run(None);
        }
    }
}
