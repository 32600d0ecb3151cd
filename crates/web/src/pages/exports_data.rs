//! What the page of exports has loaded, and how it follows what is under way.

use std::time::Duration;

use daybook_shared::export::{Export, ExportList};
use daybook_shared::filter::EventFilter;
use daybook_shared::page::Hints;
use daybook_shared::problem::FieldError;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::export_job::Job;
use super::exports_names::learned;
use super::exports_watch::{Watch, is_final};
use super::names::load_names;
use crate::components::reading::Reading;
use crate::load::{Load, load};
use crate::query_state::LogQuery;
use crate::session::{Phase, Session};
use crate::{browser, chips, exports, path};

/// What follows an export asks for it again after so many milliseconds, and then less and less often.
pub(super) const FIRST_WAIT: i32 = 1_000;

/// The button that asks for an export, for moving the focus.
pub(super) const START: &str = "start-export";

/// The wait after the next answer.
pub(super) fn longer(wait: i32) -> i32 {
    (wait * 5 / 4).min(5_000)
}

/// The page's address, its list, and whatever both are read with.
#[derive(Clone, Copy)]
pub(super) struct ExportsData {
    pub(super) session: Session,
    pub(super) workspace: StoredValue<String>,
    /// The filter of the form and the place in the list, as the address says them.
    pub(super) parsed: Memo<Result<LogQuery, Vec<FieldError>>>,
    pub(super) reading: Reading,
    /// The page of the list that begins at a cursor.
    pub(super) list: Load<Option<String>, ExportList>,
    pub(super) jobs: RwSignal<Vec<Job>>,
    /// Goes to another address of this page.
    pub(super) go: Callback<LogQuery>,
    pub(super) watch: Watch,
    wait: StoredValue<i32>,
}

impl ExportsData {
    /// Loads the list, and follows it while something in it is under way.
    pub(super) fn load(session: Session, workspace: String) -> Self {
        let client = session.client;
        let search = use_location().search;
        let parsed = Memo::new(move |_| LogQuery::parse(&search.get()));
        let query = Memo::new(move |_| parsed.get().unwrap_or_default());
        let is_in = Memo::new(move |_| session.phase.get() == Phase::SignedIn);
        let workspace = StoredValue::new(workspace);

        let place = Memo::new(move |_| is_in.get().then(|| query.with(|query| query.cursor.clone())));
        let list = load(place, move |cursor: Option<String>, abort| async move {
            let workspace = workspace.get_value();
            client.exports(&workspace, cursor.as_deref(), Some(&abort)).await
        });

        let id = Memo::new(move |_| workspace.get_value());
        let log = Memo::new(move |_| path::log(workspace.get_value()));
        let zone = Memo::new(move |_| session.zone());
        let jobs = RwSignal::new(Vec::new());
        let learned = learned(session, workspace, query, jobs);
        let directory = load_names(client, id, is_in, learned);
        let no_hints = Memo::new(|_| Hints::default());
        let reading = Reading::new(session, zone, log, directory, no_hints, query, false);

        let navigate = StoredValue::new_local(use_navigate());
        let go = Callback::new(move |query: LogQuery| {
            let address = query.address(&path::exports(workspace.get_value()));
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate.with_value(|navigate| navigate(&address, options));
        });

        let data = Self {
            session,
            workspace,
            parsed,
            reading,
            list,
            jobs,
            go,
            watch: Watch::of(session),
            wait: StoredValue::new(FIRST_WAIT),
        };
        data.follow();
        on_cleanup(move || data.watch.leave());
        data
    }

    /// Takes a page of the list over into the rows that are there.
    fn take(self, page: ExportList) {
        for export in &page.data {
            self.tell(export);
        }
        let ids = page.data.iter().map(|export| export.id);
        self.watch.see(ids.clone().collect());
        let known = self.jobs.get_untracked();
        let is_same = known.iter().map(|job| job.id).eq(ids);
        let jobs: Vec<Job> = page
            .data
            .into_iter()
            .map(|export| match known.iter().find(|job| job.id == export.id) {
                Some(job) => {
                    job.take(export);
                    job.clone()
                }
                None => Job::new(export),
            })
            .collect();
        if !is_same {
            self.jobs.set(jobs);
        }
    }

    /// Takes an answer to what was done with one of them.
    pub(super) fn change(self, export: Export) {
        self.tell(&export);
        let known = self
            .jobs
            .get_untracked()
            .into_iter()
            .find(|job| job.id == export.id);
        match known {
            Some(job) => job.take(export),
            None => self.jobs.update(|jobs| jobs.insert(0, Job::new(export))),
        }
        self.hurry();
    }

    /// Tells whoever goes on watching when the page is left.
    fn tell(self, export: &Export) {
        self.watch
            .hear(&self.workspace.get_value(), export, &self.told(&export.filter));
    }

    /// A filter as it is told elsewhere.
    pub(super) fn told(self, filter: &EventFilter) -> String {
        untrack(|| self.words(filter)).join(", ")
    }

    /// A filter in words.
    pub(super) fn words(self, filter: &EventFilter) -> Vec<String> {
        let zone = self.reading.zone.get();
        let chips = chips::chips(filter, &self.reading.directory.read(), zone.name(), |time| {
            zone.local(time)
        });
        exports::parts(&chips)
    }

    /// The filter of the form; none where the address holds one that cannot be read.
    pub(super) fn filter(self) -> Option<EventFilter> {
        self.parsed
            .with(|parsed| parsed.as_ref().ok().map(|query| query.filter.clone()))
    }

    /// Puts a filter into the form, and leads there.
    pub(super) fn ask_again(self, filter: EventFilter) {
        let here = self.parsed.get_untracked().unwrap_or_default();
        self.go.run(LogQuery { filter, ..here });
        browser::focus(START);
    }

    /// Asks for the list at once, and soon again.
    pub(super) fn hurry(self) {
        self.wait.set_value(FIRST_WAIT);
        self.list.retry();
    }

    fn is_under_way(self) -> bool {
        self.jobs.with_untracked(|jobs| {
            jobs.iter()
                .any(|job| job.export.read_untracked().state.is_under_way())
        })
    }

    /// Takes each answer over, waits, and asks again; not while nobody sees the page.
    fn follow(self) {
        let turn = StoredValue::new(0_u32);
        let is_late = StoredValue::new(false);
        let taken = Trigger::new();
        Effect::new(move |_| {
            if let Some((_, page)) = self.list.value.get() {
                self.take(page);
                taken.notify();
            }
        });
        // What has come to its end is told with the names of those who act in it, which may come later than the list.
        Effect::new(move |_| {
            self.reading.directory.track();
            for job in self.jobs.get_untracked() {
                self.tell(&job.export.read_untracked());
            }
        });
        Effect::new(move |_| {
            taken.track();
            self.list.error.track();
            turn.update_value(|turn| *turn += 1);
            let mine = turn.get_value();
            let error = self.list.error.get_untracked();
            if !self.is_under_way() || error.as_ref().is_some_and(is_final) {
                self.wait.set_value(FIRST_WAIT);
                return;
            }
            let wait = self.wait.get_value();
            self.wait.set_value(longer(wait));
            // A server that says when to come back is not asked before.
            let told = error.and_then(|error| error.wait_seconds());
            let wait = told.map_or(wait, |seconds| {
                wait.max(seconds.cast_signed().saturating_mul(1_000))
            });
            let ask = move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                if document().hidden() {
                    is_late.set_value(true);
                } else {
                    self.list.retry();
                }
            };
            set_timeout(ask, Duration::from_millis(u64::from(wait.unsigned_abs())));
        });
        let seen = window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() && is_late.get_value() {
                is_late.set_value(false);
                self.hurry();
            }
        });
        on_cleanup(move || seen.remove());
    }
}
