//! A run: each step is sent to the server and told to the model, and what they say must be the same.

mod one_event;

use std::sync::Arc;

use daybook_shared::route;
use daybook_shared::timestamp::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use super::answer::{Agreement, Found, equal, refused, same_rows};
use super::list::{Direction, Gap, Page, View};
use super::log::{Log, Request, Verdict, time};
use super::mutant::Mutant;
use super::script::Script;
use super::server::{Place, Server};
use super::step::{Change, Form, ListSpec, Step, Who};
use crate::support::app::Answer;

/// A log of so many events may be too much for one step of a search, which then may stop and be gone on with.
const LONG: usize = 2_000;

/// What a run has come to.
pub struct Run<'s> {
    server: &'s Server,
    place: &'s Place,
    logs: [Arc<Log>; 2],
    cursors: Vec<Held>,
    /// What has been done so far, for people.
    pub script: Script,
}

/// A cursor from a page.
#[derive(Clone)]
struct Held {
    log: usize,
    list: ListSpec,
    text: String,
    direction: Direction,
    gap: Gap,
}

impl<'s> Run<'s> {
    /// A run in two empty workspaces.
    pub fn new(server: &'s Server, place: &'s Place, mutant: Option<Mutant>) -> Self {
        let empty = || Arc::new(Log::new(mutant));
        Self::with_logs(server, place, [empty(), empty()])
    }

    /// A run in workspaces that hold something.
    pub fn with_logs(server: &'s Server, place: &'s Place, logs: [Arc<Log>; 2]) -> Self {
        Self {
            server,
            place,
            logs,
            cursors: Vec::new(),
            script: Script::default(),
        }
    }

    /// The model of the first workspace.
    pub fn into_first_log(self) -> Arc<Log> {
        let [first, _] = self.logs;
        first
    }

    /// Takes the steps until server and model disagree.
    pub async fn take(&mut self, steps: &[Step]) -> Agreement {
        for step in steps {
            self.step(step).await?;
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Agreement {
        match step {
            Step::Append {
                log,
                who,
                register,
                form,
                events,
            } => {
                let events = events.iter().map(|event| event.body()).collect();
                self.append(*log, *who, *register, *form, events).await
            }
            Step::Repeat {
                log,
                earlier,
                of,
                form,
                change,
                twice,
                fresh,
            } => {
                let Some(again) = self.earlier_with_key(*of, *earlier) else {
                    return Ok(());
                };
                let mut events = vec![changed(again, *change)];
                if *twice {
                    events.extend_from_within(..);
                }
                events.extend(fresh.iter().map(|event| event.body()));
                self.append(*log, Who::Owner, true, *form, events).await
            }
            Step::List {
                log,
                who,
                list,
                limit,
            } => self.list(*log, *who, list, *limit).await,
            Step::Follow {
                cursor,
                who,
                limit,
                reversed,
            } => {
                let Some(index) = back(self.cursors.len(), *cursor) else {
                    return Ok(());
                };
                let held = self.cursors[index].clone();
                self.page(held.log, *who, &held.list, *limit, Some(&held), *reversed)
                    .await
            }
            Step::Get {
                log,
                who,
                event,
                elsewhere,
            } => self.get(*log, *who, *event, *elsewhere).await,
            Step::Story { log, who, event } => self.story(*log, *who, *event).await,
        }
    }

    fn earlier_with_key(&self, log: usize, earlier: usize) -> Option<Value> {
        let keyed = self.logs[log]
            .events
            .iter()
            .filter(|stored| stored.sent.get("idempotency_key").is_some());
        let sent: Vec<&Value> = keyed.map(|stored| &stored.sent).collect();
        back(sent.len(), earlier).map(|index| sent[index].clone())
    }

    /// Appends events to a log.
    pub async fn append(
        &mut self,
        log: usize,
        who: Who,
        register: bool,
        form: Form,
        events: Vec<Value>,
    ) -> Agreement {
        let named = |event: &Value| {
            let text = self.server.named(self.place, &event.to_string());
            serde_json::from_str::<Value>(&text).unwrap()
        };
        let mut events: Vec<Value> = events.iter().map(named).collect();
        let path = route::events(self.place.workspaces[log]);
        let query = if register { "?register_types=true" } else { "" };
        let (path, body) = match form {
            Form::Single => {
                events.truncate(1);
                (format!("{path}{query}"), events[0].to_string())
            }
            Form::Array => (format!("{path}/batch{query}"), json!(events).to_string()),
            Form::Lines => {
                let lines: Vec<String> = events.iter().map(Value::to_string).collect();
                (format!("{path}/batch{query}"), lines.join("\n"))
            }
        };
        let media_type = match form {
            Form::Lines => "application/x-ndjson",
            _ => "application/json",
        };
        let request = self
            .server
            .app
            .request(Method::POST, &path)
            .header("content-type", media_type);
        self.script.sends(who, log, "POST", query, &events);
        let answer = self.server.answer(self.place, who, request.body(body)).await;
        self.script.answered(&answer);
        let verdict = if is_foreign(log, who) {
            Verdict::Refused(404, "not_found")
        } else {
            Arc::make_mut(&mut self.logs[log]).append(&Request {
                may: (who != Who::Member, who == Who::Owner),
                credential: self.server.actor(self.place, who),
                register,
                events: &events,
            })
        };
        let taken = match verdict {
            Verdict::Refused(status, code) => return refused(&answer, status, code),
            Verdict::Taken(taken) => taken,
        };
        let has_new = taken.iter().any(|(is_new, _)| *is_new);
        equal(
            "the status",
            &json!(answer.code()),
            &json!(if has_new { 201 } else { 200 }),
        )?;
        let results = match form {
            Form::Single => vec![&answer.body],
            _ => answer.body["results"].as_array().into_iter().flatten().collect(),
        };
        equal(
            "the number of results",
            &json!(results.len()),
            &json!(taken.len()),
        )?;
        for (result, (is_new, index)) in results.into_iter().zip(taken) {
            let log = Arc::make_mut(&mut self.logs[log]);
            let id = result["id"].clone();
            if is_new && log.events[index].id().is_empty() {
                if !id.as_str().is_some_and(|id| id.starts_with("evt_")) {
                    return Err(format!("a new event has the id {id}"));
                }
                log.events[index].event["id"] = id;
            }
            let stored = &log.events[index].event;
            let expected = match form {
                Form::Single => stored.clone(),
                _ => {
                    let status = if is_new { "created" } else { "duplicate" };
                    json!({"status": status, "id": stored["id"], "sequence": stored["sequence"]})
                }
            };
            equal("what the append answers", result, &expected)?;
        }
        Ok(())
    }

    /// Asks for the first page of a list.
    pub async fn list(&mut self, log: usize, who: Who, list: &ListSpec, limit: Option<u32>) -> Agreement {
        self.page(log, who, list, limit, None, false).await
    }

    async fn page(
        &mut self,
        log: usize,
        who: Who,
        list: &ListSpec,
        limit: Option<u32>,
        at: Option<&Held>,
        reversed: bool,
    ) -> Agreement {
        let asked = self
            .ask(log, who, list, limit, at.map(|held| held.text.as_str()), reversed)
            .await;
        if is_foreign(log, who) {
            return refused(&asked, 404, "not_found");
        }
        let size = limit.unwrap_or(100) as usize;
        let direction = at.map_or(Direction::Next, |held| held.direction);
        let model = self.logs[log].clone();
        let own = self.own(who);
        let named = |value: &str| self.server.named(self.place, value);
        let view = View::new(&model, list, own.as_deref(), named);
        let page = view.page(at.map(|held| (held.direction, held.gap)), size);
        let found = self
            .whole_page(&asked, (log, who, list), direction, &page, size)
            .await?;
        let expected: Vec<&Value> = page.rows.iter().map(|stored| &stored.event).collect();
        same_rows(&found.rows, &expected)?;
        equal("`limit`", &asked.body["page"]["limit"], &json!(size))?;
        equal("`has_more`", &found.has_more, &json!(page.has_more))?;
        for (which, cursor, gap, direction) in [
            ("next_cursor", found.next, page.next, Direction::Next),
            ("prev_cursor", found.prev, page.prev, Direction::Prev),
        ] {
            let what = format!("whether there is a `{which}`");
            equal(&what, &json!(cursor.is_some()), &json!(gap.is_some()))?;
            if let Some((text, gap)) = cursor.zip(gap) {
                self.cursors.push(Held {
                    log,
                    list: list.clone(),
                    text,
                    direction,
                    gap,
                });
            }
        }
        Ok(())
    }

    /// A page, together with what follows it where the search stopped early because its budget was spent.
    async fn whole_page(
        &mut self,
        first: &Answer,
        (log, who, list): (usize, Who, &ListSpec),
        direction: Direction,
        page: &Page<'_>,
        size: usize,
    ) -> Result<Found, String> {
        let mut found = Found::of(first)?;
        let may_stop = !list.filter.words.is_empty() && self.logs[log].events.len() >= LONG;
        let ends = match direction {
            Direction::Next => page.next.is_none() || !page.has_more,
            Direction::Prev => page.prev.is_none(),
        };
        while may_stop && found.goes_on(direction) && (found.rows.len() < size || ends) {
            if list.by_sequence == found.searched_back_to {
                return Err("only a search by time says how far it came, and it always does".to_owned());
            }
            let left = u32::try_from(size.saturating_sub(found.rows.len()).max(1)).ok();
            let cursor = found.far(direction).clone();
            let more = Found::of(&self.ask(log, who, list, left, cursor.as_deref(), false).await)?;
            found.go_on(direction, more);
        }
        Ok(found)
    }

    async fn ask(
        &mut self,
        log: usize,
        who: Who,
        list: &ListSpec,
        limit: Option<u32>,
        cursor: Option<&str>,
        reversed: bool,
    ) -> Answer {
        let mut pairs = list.pairs();
        pairs.extend(limit.map(|limit| ("limit".to_owned(), limit.to_string())));
        if reversed {
            pairs.reverse();
        }
        let named = pairs
            .iter()
            .map(|(key, value)| (key, self.server.named(self.place, value)));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(named);
        query.extend_pairs(cursor.map(|cursor| ("cursor", cursor)));
        let path = format!("{}?{}", route::events(self.place.workspaces[log]), query.finish());
        self.script.lists(who, log, &pairs, cursor);
        let request = self.server.app.request(Method::GET, &path);
        let answer = self.server.answer(self.place, who, request).await;
        self.script.answered(&answer);
        answer
    }

    /// The id by which a caller sees restricted events of their own only; `None`: sees all.
    fn own(&self, who: Who) -> Option<String> {
        let actor = self.server.actor(self.place, who);
        (who == Who::Member).then(|| actor["id"].as_str().unwrap().to_owned())
    }
}

/// Whether the caller does not belong to the workspace.
fn is_foreign(log: usize, who: Who) -> bool {
    who == Who::Stranger || (who == Who::Key && log == 1)
}

/// The index of what was `steps` ago, as far as anything was.
fn back(length: usize, steps: usize) -> Option<usize> {
    length.checked_sub(1).map(|last| last - steps % length)
}

fn changed(mut event: Value, change: Change) -> Value {
    match change {
        Change::None => {}
        Change::Text => event["description"] = json!("Another sentence"),
        Change::Time => event["occurred_at"] = json!("2026-11-19T00:00:00Z"),
        Change::Spelling => {
            if let Some(at) = event["occurred_at"].as_str() {
                let clock_there = Timestamp(time(at)).plus_seconds(7_200).to_string();
                event["occurred_at"] = json!(clock_there.replace('Z', "+02:00"));
            }
        }
    }
    event
}
