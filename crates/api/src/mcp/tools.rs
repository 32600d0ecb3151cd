//! The tools, in one table: what the assistant is told of each, and what it does.

use std::sync::Arc;

use daybook_shared::counts::Facets;
use daybook_shared::id::EventId;
use daybook_shared::route;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rmcp::model::{Tool, ToolAnnotations};
use serde_json::{Map, Value, json};

use super::arguments::{self, Count, Nothing, Search, Which};
use super::log::Log;
use super::summary;

type Arguments = Map<String, Value>;
/// What a tool found, or the problem that it met.
type Found = Result<Value, Value>;

/// One tool.
pub(super) struct LogTool {
    pub(super) name: &'static str,
    title: &'static str,
    description: &'static str,
    schema: fn() -> Value,
    run: fn(Log, Arguments) -> BoxFuture<'static, Found>,
}

/// All of them. None changes anything.
pub(super) const TOOLS: [LogTool; 5] = [
    LogTool {
        name: "search_events",
        title: "Search the log",
        description: "Events that match a filter, as short rows; `get_event` has all of one. `q` finds words inside of texts. \
            Where `next_cursor` is there, more may follow; `searched_back_to` says that the search stopped there for want of time, and the cursor goes on.",
        schema: Search::schema,
        run: |log, arguments| search(log, arguments).boxed(),
    },
    LogTool {
        name: "get_event",
        title: "Get an event",
        description: "Everything that is stored of one event: changes before and after, error, context, metadata.",
        schema: Which::schema,
        run: |log, arguments| get(log, arguments).boxed(),
    },
    LogTool {
        name: "get_story",
        title: "Get the story of an event",
        description: "What belongs together with an event, the oldest first: the upload of a post and its failure, a retry and its outcome.",
        schema: Which::schema,
        run: |log, arguments| story(log, arguments).boxed(),
    },
    LogTool {
        name: "count_events",
        title: "Count events",
        description: "How many events match a filter and, with `by`, how many there would be of each value. `capped`: there are more than that.",
        schema: Count::schema,
        run: |log, arguments| count(log, arguments).boxed(),
    },
    LogTool {
        name: "list_presets",
        title: "List presets",
        description: "Filters that people keep under a name; `filter` of one is a filter for the other tools.",
        schema: Nothing::schema,
        run: |log, arguments| presets(log, arguments).boxed(),
    },
];

impl LogTool {
    /// As the protocol tells of it.
    pub(super) fn told(&self) -> Tool {
        let Value::Object(schema) = (self.schema)() else {
            return Tool::new(self.name, self.description, Arc::new(Map::new()));
        };
        let annotations = ToolAnnotations::with_title(self.title)
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        Tool::new(self.name, self.description, Arc::new(schema)).with_annotations(annotations)
    }

    /// Uses it.
    pub(super) async fn run(&self, log: Log, arguments: Arguments) -> Found {
        (self.run)(log, arguments).await
    }
}

async fn search(log: Log, arguments: Arguments) -> Found {
    let search = Search::read(arguments)?;
    let mut pairs = search.filter.to_pairs();
    pairs.push(("limit", search.limit.to_string()));
    pairs.push(("order", search.order.as_str().to_owned()));
    pairs.extend(search.cursor.map(|cursor| ("cursor", cursor)));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let page = log.get(&route::events(&log.workspace), &query).await?;
    let rows = page["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut found = json!({
        "events": rows.iter().map(summary::of).collect::<Vec<_>>(),
        "has_more": page["page"]["has_more"],
    });
    for (of, member) in [
        (&page["page"], "next_cursor"),
        (&page["page"], "searched_back_to"),
        (&page, "hints"),
    ] {
        if let Some(value) = of.get(member) {
            found[member] = value.clone();
        }
    }
    Ok(found)
}

async fn get(log: Log, arguments: Arguments) -> Found {
    let id = event_id(arguments)?;
    let event = log.get(&route::event(&log.workspace, id), "").await?;
    Ok(json!({"event": event}))
}

async fn story(log: Log, arguments: Arguments) -> Found {
    let id = event_id(arguments)?;
    let mut story = log.get(&route::story(&log.workspace, id), "").await?;
    if let Some(events) = story["data"].as_array_mut() {
        for event in events {
            *event = summary::of(event);
        }
    }
    Ok(story)
}

async fn count(log: Log, arguments: Arguments) -> Found {
    let count = Count::read(arguments)?;
    let found = log
        .get(&route::facets(&log.workspace), &count.filter.to_query())
        .await?;
    let facets: Facets =
        serde_json::from_value(found).map_err(|error| json!({"detail": error.to_string()}))?;
    let mut told = json!({"total": facets.total, "capped": facets.capped});
    let by = facets
        .data
        .into_iter()
        .find(|facet| Some(facet.dimension.as_str()) == count.by());
    if let Some(mut facet) = by {
        facet.values.truncate(count.values);
        told["by"] = json!(facet);
    }
    Ok(told)
}

async fn presets(log: Log, arguments: Arguments) -> Found {
    let Nothing {} = arguments::read(arguments)?;
    let list = log.get(&route::presets(&log.workspace), "").await?;
    let presets = list["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    let told = presets
        .iter()
        .map(|preset| json!({"name": preset["name"], "filter": preset["filter"]}));
    Ok(json!({"presets": told.collect::<Vec<_>>()}))
}

/// The id of an event, which is safe in a path.
fn event_id(arguments: Arguments) -> Result<EventId, Value> {
    let Which { id } = arguments::read(arguments)?;
    id.parse()
        .map_err(|_| arguments::wrong(format!("`{id}` is no id of an event: those begin with `evt_`")))
}
