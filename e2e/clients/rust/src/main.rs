//! What an integrator does first, through nothing but the client that progenitor generates.

mod daybook;

use std::error::Error;
use std::time::Duration;

use daybook::{Daybook, PASSWORD};
use daybook_client::Client;
use daybook_client::types::{
    Event, EventFilter, EventId, ExportFormat, ExportState, NewEvent, NewExport, Platform, Problem,
};
use futures_util::TryStreamExt;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::header::{AUTHORIZATION, HeaderMap};

const EVENTS: usize = 250;
const EXPORT_TRIES: u32 = 300;
const NOBODYS_EVENT: &str = "evt_00000000000000000000000000";

type Outcome<T = ()> = Result<T, Box<dyn Error>>;
type Refusal = daybook_client::Error<ByteStream>;

/// One test, by its name.
macro_rules! tell {
    ($($name:ident($scenario:ident);)*) => {$(
        $name(&$scenario).await.map_err(|error| format!("{}: {error}", stringify!($name)))?;
        println!("ok: {}", stringify!($name));
    )*};
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let scenario = Scenario::begin().await?;
    tell! {
        signing_in_tells_who_i_am(scenario);
        a_batch_is_stored(scenario);
        an_event_is_stored_once(scenario);
        cursors_lead_to_the_end(scenario);
        filters_narrow(scenario);
        an_export_is_made_and_fetched(scenario);
        what_is_refused_says_why(scenario);
    }
    println!("7 passed, 0 failed");
    Ok(())
}

struct Scenario {
    daybook: Daybook,
    workspace: String,
    writer: Client,
    reader: Client,
    exporter: Client,
}

impl Scenario {
    async fn begin() -> Outcome<Self> {
        let prepared = daybook::prepare()?;
        let keys: Vec<String> = ["events:write", "events:read", "exports:write"]
            .iter()
            .map(|scope| prepared.key(scope))
            .collect::<Outcome<_>>()?;
        let workspace = prepared.workspace.clone();
        let daybook = prepared.serve()?;
        let connect = |key: &String| connect(&daybook.address, Some(key));
        Ok(Self {
            writer: connect(&keys[0])?,
            reader: connect(&keys[1])?,
            exporter: connect(&keys[2])?,
            workspace,
            daybook,
        })
    }
}

fn connect(address: &str, token: Option<&String>) -> Outcome<Client> {
    let mut headers = HeaderMap::new();
    if let Some(token) = token {
        headers.insert(AUTHORIZATION, format!("Bearer {token}").parse()?);
    }
    let http = reqwest::Client::builder().default_headers(headers).build()?;
    Ok(Client::new_with_client(address, http))
}

/// The problem that a request was refused with.
async fn problem<T: std::fmt::Debug>(answer: Result<ResponseValue<T>, Refusal>) -> Outcome<Problem> {
    match answer {
        Err(Refusal::ErrorResponse(refused)) => {
            let body: Vec<_> = refused.into_inner_stream().try_collect().await?;
            Ok(serde_json::from_slice(&body.concat())?)
        }
        other => Err(format!("not refused: {other:?}").into()),
    }
}

fn event(kind: &str, platform: Platform) -> Outcome<NewEvent> {
    let event = NewEvent::builder().type_(kind).platform(platform);
    Ok(event.try_into()?)
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Outcome {
    if found == expected {
        return Ok(());
    }
    Err(format!("{found:?}, and not {expected:?}").into())
}

async fn signing_in_tells_who_i_am(scenario: &Scenario) -> Outcome {
    let nobody = connect(&scenario.daybook.address, None)?;
    let login = |password: &'static str| {
        let body = daybook_client::types::LoginRequest::builder();
        nobody
            .login()
            .body(body.email("ada@acme.example").password(password))
            .send()
    };
    let wrong = problem(login("not it").await).await?;
    same((wrong.status, wrong.code.as_str()), (401, "invalid_credentials"))?;
    let session = login(PASSWORD).await?.into_inner();
    let person = connect(&scenario.daybook.address, Some(&session.access_token))?;
    let me = person.get_me().send().await?.into_inner();
    same(
        me.user.map(|user| user.email),
        Some("ada@acme.example".to_owned()),
    )?;
    same(
        me.workspaces.iter().map(|one| one.id.as_str()).collect(),
        vec![scenario.workspace.as_str()],
    )
}

async fn a_batch_is_stored(scenario: &Scenario) -> Outcome {
    let events: Outcome<Vec<NewEvent>> = (0..EVENTS)
        .map(|index| {
            let kind = if index % 5 == 4 {
                "post.failed"
            } else {
                "post.published"
            };
            event(kind, [Platform::Instagram, Platform::X][index % 2])
        })
        .collect();
    let append = scenario
        .writer
        .append_events()
        .workspace_id(scenario.workspace.as_str());
    let appended = append.body(events?).send().await?;
    same(
        (appended.status().as_u16(), appended.results.len()),
        (201, EVENTS),
    )
}

async fn an_event_is_stored_once(scenario: &Scenario) -> Outcome {
    let append = || {
        let body = NewEvent::builder()
            .type_("post.created")
            .idempotency_key(Some("first".parse()?));
        let append = scenario
            .writer
            .append_event()
            .workspace_id(scenario.workspace.as_str());
        Outcome::Ok(append.body(body).send())
    };
    let (first, again) = (append()?.await?, append()?.await?);
    same((first.status().as_u16(), again.status().as_u16()), (201, 200))?;
    let text = |event: &Event| serde_json::to_string(event);
    same(text(&first)?, text(&again)?)?;
    let get = scenario
        .reader
        .get_event()
        .workspace_id(scenario.workspace.as_str());
    same(
        text(&get.event_id(first.id.clone()).send().await?.into_inner())?,
        text(&first)?,
    )
}

async fn cursors_lead_to_the_end(scenario: &Scenario) -> Outcome {
    use daybook_client::types::{ListEventsCursor, ListEventsOrder, ListEventsSort};
    let mut seen = Vec::new();
    let mut cursor: Option<ListEventsCursor> = None;
    loop {
        let list = scenario
            .reader
            .list_events()
            .workspace_id(scenario.workspace.as_str());
        let list = list.sort(ListEventsSort::Sequence).order(ListEventsOrder::Asc);
        let list = list.limit(std::num::NonZeroU64::try_from(60)?);
        let page = match cursor {
            Some(cursor) => list.cursor(cursor).send().await?,
            None => list.send().await?,
        };
        let page = page.into_inner();
        seen.extend(page.data.iter().map(|event| u64::from(event.sequence)));
        if !page.page.has_more {
            break;
        }
        cursor = Some(page.page.next_cursor.ok_or("no cursor")?.parse()?);
    }
    same(seen.len() > EVENTS, true)?;
    same(seen.clone(), (1..=seen.len() as u64).collect())
}

async fn filters_narrow(scenario: &Scenario) -> Outcome {
    let list = scenario
        .reader
        .list_events()
        .workspace_id(scenario.workspace.as_str());
    let platforms = vec![Platform::X, Platform::Tiktok];
    let list = list.type_(vec!["post.failed".parse()?]).platform(platforms);
    let page = list.limit(std::num::NonZeroU64::try_from(500)?).send().await?;
    same(page.data.len(), EVENTS / 10)
}

async fn an_export_is_made_and_fetched(scenario: &Scenario) -> Outcome {
    let filter: EventFilter = serde_json::from_str(r#"{"type": "post.failed"}"#)?;
    let body = NewExport::builder().format(ExportFormat::Csv).filter(filter);
    let create = scenario
        .exporter
        .create_export()
        .workspace_id(scenario.workspace.as_str());
    let mut export = create.body(body).send().await?.into_inner();
    let mut tries = 0;
    while matches!(export.state, ExportState::Queued | ExportState::Running) {
        tries += 1;
        same(tries < EXPORT_TRIES, true)?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        let get = scenario
            .exporter
            .get_export()
            .workspace_id(scenario.workspace.as_str());
        export = get.export_id(export.id.clone()).send().await?.into_inner();
    }
    same(
        (export.state, export.rows),
        (ExportState::Succeeded, Some(i64::try_from(EVENTS)? / 5)),
    )?;
    let download = scenario
        .exporter
        .download_export()
        .workspace_id(scenario.workspace.as_str());
    let file = download
        .export_id(export.id.clone())
        .send()
        .await?
        .into_inner_stream();
    let file: Vec<_> = file.try_collect().await?;
    let text = String::from_utf8(file.concat())?;
    same(text.lines().count(), 1 + EVENTS / 5)
}

async fn append(client: &Client, workspace: &str, kind: &str) -> Result<ResponseValue<Event>, Refusal> {
    let append = client.append_event().workspace_id(workspace);
    append.body(NewEvent::builder().type_(kind)).send().await
}

async fn what_is_refused_says_why(scenario: &Scenario) -> Outcome {
    let get = scenario
        .reader
        .get_event()
        .workspace_id(scenario.workspace.as_str());
    let lost = problem(get.event_id(NOBODYS_EVENT.parse::<EventId>()?).send().await).await?;
    same((lost.status, lost.code.as_str()), (404, "not_found"))?;
    let workspace = scenario.workspace.as_str();
    let forbidden = problem(append(&scenario.reader, workspace, "post.created").await).await?;
    same(forbidden.code.as_str(), "forbidden")?;
    // What the document's pattern forbids the client does not even send.
    let unsent = append(&scenario.writer, workspace, "Not A Type").await;
    same(matches!(unsent, Err(Refusal::InvalidRequest(_))), true)?;
    let wrong = problem(append(&scenario.writer, workspace, "post.teleported").await).await?;
    same(
        wrong.errors.iter().map(|error| error.pointer.as_str()).collect(),
        vec!["/type"],
    )?;
    let stranger = connect(&scenario.daybook.address, Some(&"dbk_nobody".to_owned()))?;
    let list = stranger.list_events().workspace_id(scenario.workspace.as_str());
    same(problem(list.send().await).await?.code.as_str(), "unauthenticated")
}
