//! Webhooks arrive at least once and under one id, whoever is killed while sending them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use daybook_shared::route;
use reqwest::Method;
use serde_json::{Value, json};

use super::form::Form;
use super::is_sqlite;
use super::report::{self, Figures};
use super::violation::Violation;
use crate::support::app::send;
use crate::support::program::{Program, Serving, Working};
use crate::support::receiver::{Answer, Got, Receiver};

const PROMISE: &str = "webhooks at least once";
const ALLOW: (&str, &str) = ("DAYBOOK_WEBHOOK_ALLOW", "127.0.0.1");
/// Messages that a process has on their way to one endpoint.
const ON_THEIR_WAY: usize = 8;
/// Events of a round.
const EVENTS: usize = 60;
/// What the receiver takes for each: long enough that some are on their way when somebody is killed.
const ANSWERS_AFTER: Duration = Duration::from_millis(25);
/// Until when all must have come after the last kill: leases end, and what was refused once is tried again.
const HEALED_WITHIN: Duration = Duration::from_secs(60);
/// How long it is waited for what a mutant loses.
const LOST_AFTER: Duration = Duration::from_secs(45);

/// The processes that send: on SQLite the server itself, on PostgreSQL two workers beside it.
struct Senders<'p> {
    program: &'p Program,
    faults: String,
    server: Option<Serving>,
    workers: Vec<Working>,
}

impl<'p> Senders<'p> {
    fn start(program: &'p Program, fault: Option<&str>) -> Self {
        let faults = fault.map(|fault| format!("{fault}=return")).unwrap_or_default();
        let mut senders = Self {
            program,
            faults,
            server: None,
            workers: Vec::new(),
        };
        senders.server = Some(senders.serve());
        if !is_sqlite() {
            senders.workers = vec![senders.work(), senders.work()];
        }
        senders
    }

    fn serve(&self) -> Serving {
        let mut command = self.program.server_with_faults(&self.faults);
        command.env(ALLOW.0, ALLOW.1).env("DAYBOOK_LOG", "off");
        if !is_sqlite() {
            command.env("DAYBOOK_NO_WORK", "true");
        }
        Serving::start(command)
    }

    fn work(&self) -> Working {
        let mut command = self.program.command(["work"]);
        command.env("FAILPOINTS", &self.faults).env(ALLOW.0, ALLOW.1);
        command.env("DAYBOOK_LOG", "off");
        Working::start(command)
    }

    fn server(&self) -> &Serving {
        self.server.as_ref().unwrap()
    }

    /// Kills one that sends, and starts another in its place.
    fn kill_one(&mut self) {
        if is_sqlite() {
            self.server.take().unwrap().kill();
            self.server = Some(self.serve());
        } else {
            // Dropped, it is killed.
            drop(self.workers.remove(0));
            let another = self.work();
            self.workers.push(another);
        }
    }

    async fn post(&self, key: &str, path: &str, body: &Value) -> Value {
        let server = self.server();
        let url = format!("{}{path}", server.url);
        let answer = send(server.http.request(Method::POST, url).bearer_auth(key).json(body)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        answer.body
    }

    /// Appends events; answers their places.
    async fn append(&self, key: &str, workspace: &str, count: usize) -> Vec<i64> {
        let events: Vec<Value> = (0..count).map(|_| json!({"type": "post.published"})).collect();
        let path = format!("{}/batch", route::events(workspace));
        let answer = self.post(key, &path, &json!(events)).await;
        let results = answer["results"].as_array().unwrap();
        results
            .iter()
            .map(|result| result["sequence"].as_i64().unwrap())
            .collect()
    }
}

/// What must have come, and what did.
fn judge(sent: &BTreeSet<i64>, receiver: &Receiver, kills: usize) -> Result<Figures, Violation> {
    let mut arrived: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    // What was begun and cut off counts as sent, and not as received.
    let (got, answered) = (receiver.got(), receiver.answered());
    for one in &answered {
        arrived.entry(one.sequence()).or_default().insert(one.id());
    }
    let name = |places: Vec<i64>| places.iter().map(i64::to_string).collect::<Vec<_>>();
    let lost: Vec<i64> = sent
        .iter()
        .filter(|place| !arrived.contains_key(place))
        .copied()
        .collect();
    if !lost.is_empty() {
        return Err(Violation::Lost(name(lost)));
    }
    let strange: Vec<i64> = arrived
        .keys()
        .filter(|place| !sent.contains(place))
        .copied()
        .collect();
    if !strange.is_empty() {
        return Err(Violation::Strange(name(strange)));
    }
    if let Some((place, ids)) = arrived.iter().find(|(_, ids)| ids.len() > 1) {
        return Err(Violation::Changed(format!("the id of {place}: {ids:?}")));
    }
    // Those that the receiver refused once come again by its own wish.
    let refused = sent.iter().filter(|place| is_refused_once(**place)).count();
    let doubled = got.len().saturating_sub(arrived.len() + refused);
    if doubled > ON_THEIR_WAY * kills {
        return Err(Violation::Doubled(vec![format!("{doubled} messages")]));
    }
    Ok(Figures::default()
        .with("kills", kills)
        .with("events", sent.len())
        .with("missing", 0)
        .with("refused once", refused)
        .with("doubled", doubled))
}

fn is_refused_once(place: i64) -> bool {
    place % 37 == 0
}

async fn killed(
    kills: usize,
    fault: Option<&str>,
    patience: Duration,
) -> Result<(Program, Figures), Violation> {
    let refused = std::sync::Mutex::new(BTreeSet::new());
    let receiver = Receiver::answering(move |got| {
        let place = got.sequence();
        let is_first = is_refused_once(place) && refused.lock().unwrap().insert(place);
        Answer {
            after: ANSWERS_AFTER,
            ..Answer::of(if is_first { 503 } else { 200 })
        }
    });
    let program = Program::new().await;
    let workspace = program.workspace("Webhooks");
    let key = program.key_to(&workspace, &["admin"]);
    let mut senders = Senders::start(&program, fault);
    let endpoint = json!({"url": receiver.url, "filter": {"type": "post.published"}});
    senders.post(&key, &route::webhooks(&workspace), &endpoint).await;
    let mut sent = BTreeSet::new();
    for round in 0..kills {
        let came = receiver.count();
        sent.extend(senders.append(&key, &workspace, EVENTS).await);
        // At different moments: before it is looked, while messages are taken, while they are on their way. A fault shows where something
        // is on its way.
        match fault {
            None => tokio::time::sleep(Duration::from_millis(10 + 23 * (round as u64 % 7))).await,
            Some(_) => wait_for(&receiver, came + 1).await,
        }
        senders.kill_one();
    }
    sent.extend(senders.append(&key, &workspace, EVENTS).await);
    let deadline = Instant::now() + patience;
    loop {
        let got = receiver.got();
        let arrived: BTreeSet<i64> = receiver.answered().iter().map(Got::sequence).collect();
        let again = got.iter().filter(|one| is_refused_once(one.sequence())).count();
        let refused = sent.iter().filter(|place| is_refused_once(**place)).count();
        if (arrived.len() == sent.len() && again >= 2 * refused) || Instant::now() > deadline {
            let figures = judge(&sent, &receiver, kills)?;
            drop(senders);
            return Ok((program, figures));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_outlive_those_who_send_them() {
    let kills = Form::wanted().choose(4, 20);
    let outcome = killed(kills, None, HEALED_WITHIN).await;
    let (program, figures) = outcome.unwrap_or_else(|violation| panic!("{violation}"));
    report::kept(PROMISE, &program, &figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_are_forgotten_when_they_are_taken_are_caught() {
    let fault = "webhook::forget_when_taken";
    let patience = if is_sqlite() {
        Duration::from_secs(10)
    } else {
        LOST_AFTER
    };
    let outcome = killed(6, Some(fault), patience).await;
    let violation = outcome.map(|(_, figures)| figures).unwrap_err();
    assert!(matches!(violation, Violation::Lost(_)), "{violation}");
    report::caught(PROMISE, &Program::new().await, fault, &violation);
}

/// How many arrive in a second, and how soon after they were appended.
#[tokio::test(flavor = "multi_thread")]
async fn webhooks_arrive_soon() {
    let (endpoints, batches) = Form::wanted().choose((2, 1), (8, 10));
    let receiver = Receiver::start();
    let program = Program::new().await;
    let workspace = program.workspace("Webhooks");
    let key = program.key_to(&workspace, &["admin"]);
    let senders = Senders::start(&program, None);
    for number in 0..endpoints {
        let url = format!("{}/{number}", receiver.url);
        let endpoint = json!({"url": url, "filter": {"type": "post.published"}});
        senders.post(&key, &route::webhooks(&workspace), &endpoint).await;
    }
    let mut delays = Vec::new();
    for round in 1..=20 {
        let began = Instant::now();
        senders.append(&key, &workspace, 1).await;
        wait_for(&receiver, round * endpoints).await;
        delays.push(began.elapsed().as_millis() as usize);
    }
    delays.sort_unstable();
    receiver.forget();
    let began = Instant::now();
    for _ in 0..batches {
        senders.append(&key, &workspace, 500).await;
    }
    let messages = endpoints * batches * 500;
    wait_for(&receiver, messages).await;
    let rate = messages as f64 / began.elapsed().as_secs_f64();
    let figures = Figures::default()
        .with("endpoints", endpoints)
        .with("messages", messages)
        .with("a second", rate as usize)
        .with("of single events ms p50", delays[delays.len() / 2])
        .with("ms at most", delays[delays.len() - 1]);
    report::kept("webhooks soon", &program, &figures);
}

async fn wait_for(receiver: &Receiver, messages: usize) {
    let deadline = Instant::now() + Duration::from_secs(150);
    while receiver.count() < messages {
        assert!(
            Instant::now() < deadline,
            "{} of {messages} arrived",
            receiver.count()
        );
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
