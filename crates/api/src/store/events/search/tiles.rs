//! Tiles: the trigrams of the words that a trigram index is asked for, the rarest of them. A few of these find hardly more
//! rows than all would, and their lists are short. Whoever asks checks the rows for the whole words.

use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement};
use sea_orm::{DbErr, Value};

use super::along;
use crate::db::{Database, Engine, RowRef};
use crate::entity::event;
use crate::store::events::query::ListQuery;

/// Rows that tell how rare a trigram is.
const SAMPLE: u64 = 200;
/// Trigrams that are counted.
const COUNTED: usize = 40;
/// Tiles of a search, at least one of each word.
const TILES: usize = 4;

/// What an index is asked for, all of it together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tiles {
    /// The texts that must all be there. SQLite: one of less than three letters stands for the trigrams that begin with it.
    pub texts: Vec<String>,
    /// The share of the log that has them, as far as a sample can tell.
    pub share: f64,
}

/// A text that an index can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    word: usize,
    text: String,
    // What is counted of it.
    core: String,
}

impl Tiles {
    /// Those of a search, by the rows that follow its position; none where no index knows its words.
    pub async fn of(database: &Database, query: &ListQuery, words: &[String]) -> Result<Self, DbErr> {
        let candidates = candidates(database.engine(), words);
        if candidates.is_empty() {
            return Ok(Self::default());
        }
        let select = counts(database.engine(), query, &candidates);
        let columns = candidates.len() + 1;
        let read = move |row: RowRef<'_>| (0..columns).map(|column| row.integer(column)).collect();
        let counted: Vec<Vec<i64>> = database.rows(&select, read).await?;
        let counted = counted.into_iter().next().unwrap_or_else(|| vec![0; columns]);
        Ok(chosen(&candidates, words.len(), counted[0], &counted[1..]))
    }
}

/// Every third trigram of each word and its last, then the others: of what is equally rare the first are taken.
fn candidates(engine: Engine, words: &[String]) -> Vec<Candidate> {
    let mut first = Vec::new();
    let mut second = Vec::new();
    for (word, text) in words.iter().enumerate() {
        let letters: Vec<char> = text.chars().collect();
        let before = first.len();
        for (start, tile) in letters.windows(3).enumerate() {
            // pg_trgm knows letters and digits only.
            if engine == Engine::Postgres && !tile.iter().all(|letter| letter.is_alphanumeric()) {
                continue;
            }
            let tile: String = tile.iter().collect();
            let candidate = Candidate {
                word,
                text: tile.clone(),
                core: tile,
            };
            let covers = start % 3 == 0 || start + 3 == letters.len();
            if covers { &mut first } else { &mut second }.push(candidate);
        }
        if engine == Engine::Postgres
            && first.len() == before
            && let Some(core) = core(&letters)
        {
            first.push(Candidate {
                word,
                text: text.clone(),
                core,
            });
        }
    }
    first.append(&mut second);
    if engine == Engine::Sqlite && first.is_empty() {
        first.extend(words.iter().enumerate().map(|(word, text)| Candidate {
            word,
            text: text.clone(),
            core: text.clone(),
        }));
    }
    let mut seen = std::collections::HashSet::new();
    first.retain(|candidate| seen.insert(candidate.text.clone()));
    first.truncate(COUNTED);
    first
}

/// The letters of a word without trigrams in which pg_trgm still finds some, for it knows where they begin or end.
fn core(letters: &[char]) -> Option<String> {
    let runs = letters.chunk_by(|a, b| a.is_alphanumeric() == b.is_alphanumeric());
    let mut at = 0;
    let mut longest: Option<&[char]> = None;
    for run in runs {
        let (begins, ends) = (at > 0, at + run.len() < letters.len());
        at += run.len();
        let is_known = run[0].is_alphanumeric() && (begins || (ends && run.len() >= 2));
        if is_known && longest.is_none_or(|longest| run.len() > longest.len()) {
            longest = Some(run);
        }
    }
    longest.map(|run| run.iter().collect())
}

/// How many of the next rows there are, and in how many of them each candidate stands.
fn counts(engine: Engine, query: &ListQuery, candidates: &[Candidate]) -> SelectStatement {
    let rows = ListQuery {
        limit: SAMPLE,
        ..query.clone()
    };
    let rows = along::in_order(&rows, &[event::Column::SearchText]);
    let mut select = Query::select();
    select
        .expr(Expr::cust("count(*)"))
        .from_subquery(rows, Alias::new("sample"));
    for candidate in candidates {
        let count = match engine {
            Engine::Sqlite => "count(*) FILTER (WHERE instr(\"search_text\", ?) > 0)",
            Engine::Postgres => "count(*) FILTER (WHERE strpos(\"search_text\", $1) > 0)",
        };
        select.expr(Expr::cust_with_values(
            count,
            [Value::from(candidate.core.as_str())],
        ));
    }
    select.take()
}

/// The rarest of each word, and how much of the log has them: words are taken to stand independently.
fn chosen(candidates: &[Candidate], words: usize, rows: i64, counts: &[i64]) -> Tiles {
    let each = Ord::max(TILES / Ord::max(words, 1), 1);
    let mut tiles = Tiles {
        texts: Vec::new(),
        share: 1.0,
    };
    for word in 0..words {
        let mut of_word: Vec<(i64, &Candidate)> = counts
            .iter()
            .copied()
            .zip(candidates)
            .filter(|(_, candidate)| candidate.word == word)
            .collect();
        of_word.sort_by_key(|(count, _)| *count);
        if let Some((rarest, _)) = of_word.first() {
            tiles.share *= share(*rarest, rows);
        }
        let texts = of_word.into_iter().take(each);
        tiles
            .texts
            .extend(texts.map(|(_, candidate)| candidate.text.clone()));
    }
    tiles
}

/// A share that a sample shows; of what it does not show there may still be some.
fn share(count: i64, rows: i64) -> f64 {
    (count as f64).max(0.5) / (rows as f64).max(1.0)
}
