//! What the server answered, beside what the model says.

use serde_json::Value;

use super::list::Direction;
use crate::support::app::Answer;

/// Agreement, or what differs.
pub type Agreement = Result<(), String>;

/// A page as the server gave it.
pub struct Found {
    pub rows: Vec<Value>,
    pub has_more: Value,
    pub next: Option<String>,
    pub prev: Option<String>,
    /// Whether a search says how far it came.
    pub searched_back_to: bool,
}

impl Found {
    pub fn of(answer: &Answer) -> Result<Self, String> {
        let page = &answer.body["page"];
        let cursor = |which: &str| page[which].as_str().map(str::to_owned);
        Ok(Self {
            rows: rows_of(answer)?,
            has_more: page["has_more"].clone(),
            next: cursor("next_cursor"),
            prev: cursor("prev_cursor"),
            searched_back_to: page["searched_back_to"].is_string(),
        })
    }

    /// The cursor that leads on in a direction.
    pub fn far(&mut self, direction: Direction) -> &mut Option<String> {
        match direction {
            Direction::Next => &mut self.next,
            Direction::Prev => &mut self.prev,
        }
    }

    /// Whether a page that is not full can be gone on with: it says that there is more.
    pub fn goes_on(&mut self, direction: Direction) -> bool {
        self.far(direction).is_some() && self.has_more == true
    }

    /// Adds the page that follows.
    pub fn go_on(&mut self, direction: Direction, mut more: Self) {
        self.has_more = more.has_more.clone();
        self.searched_back_to = more.searched_back_to;
        *self.far(direction) = more.far(direction).take();
        match direction {
            Direction::Next => self.rows.extend(more.rows),
            Direction::Prev => drop(self.rows.splice(..0, more.rows)),
        }
    }
}

/// The rows of a list that must succeed.
pub fn rows_of(answer: &Answer) -> Result<Vec<Value>, String> {
    match answer.body["data"].as_array() {
        Some(rows) if answer.code() == 200 => Ok(rows.clone()),
        _ => Err(format!("a list was refused: {} {}", answer.code(), answer.body)),
    }
}

/// Whether an answer is the refusal that the model expects.
pub fn refused(answer: &Answer, status: u16, code: &str) -> Agreement {
    let is_problem = answer
        .header("content-type")
        .starts_with("application/problem+json");
    if answer.code() == status && answer.problem() == code && is_problem {
        return Ok(());
    }
    Err(format!(
        "the model refuses with {status} {code}; the server answers {} {}",
        answer.code(),
        answer.body
    ))
}

/// Whether two values are the same.
pub fn equal(what: &str, server: &Value, model: &Value) -> Agreement {
    if server == model {
        return Ok(());
    }
    Err(format!("{what}:\n  server {server}\n  model  {model}"))
}

/// Whether the rows are the same, in the same order.
pub fn same_rows(server: &[Value], model: &[&Value]) -> Agreement {
    let places = |rows: Vec<&Value>| {
        rows.iter()
            .map(|row| row["sequence"].to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (found, expected) = (places(server.iter().collect()), places(model.to_vec()));
    if found != expected {
        return Err(format!(
            "the rows, by sequence:\n  server [{found}]\n  model  [{expected}]"
        ));
    }
    for (found, expected) in server.iter().zip(model) {
        equal("a row", found, expected)?;
    }
    Ok(())
}
