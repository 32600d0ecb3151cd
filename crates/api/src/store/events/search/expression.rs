//! What SQLite's search tables are asked to match. A word of one or two letters has no trigram: it stands for the trigrams of the slice
//! that begin with it, which the slice's table of terms tells.

use std::time::Instant;

use sea_orm::DbErr;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};

use super::slices::Slice;
use super::tiles::Tiles;
use crate::db::{Database, Outcome, RowRef};

/// Trigrams that begin with a short word, of which there are too many to look each up.
const MANY_TERMS: usize = 100;

/// What a slice's table is asked to match.
pub(super) enum Expression {
    /// What FTS5 reads.
    Of(String),
    /// A short word with which no trigram of the slice begins.
    OfNothing,
    /// A short word with which too many begin.
    OfTooMuch,
}

impl Expression {
    /// The expression for all tiles.
    pub async fn of(
        database: &Database,
        slice: Slice,
        tiles: &Tiles,
        deadline: Instant,
    ) -> Result<Self, DbErr> {
        let mut all = Vec::with_capacity(tiles.texts.len());
        for text in &tiles.texts {
            if text.chars().count() >= 3 {
                all.push(quoted(text));
                continue;
            }
            let add = |terms: &mut Vec<String>, row: RowRef<'_>| {
                terms.push(quoted(row.text(0)?));
                Ok(())
            };
            match database
                .gather_until(deadline, &beginning_with(slice, text), add)
                .await?
            {
                Outcome::Whole(terms) if terms.is_empty() => return Ok(Self::OfNothing),
                Outcome::Whole(terms) if terms.len() <= MANY_TERMS => {
                    all.push(format!("({})", terms.join(" OR ")))
                }
                Outcome::Whole(_) | Outcome::Stopped => return Ok(Self::OfTooMuch),
            }
        }
        Ok(Self::Of(all_of(all)))
    }
}

/// The trigrams of a slice that begin with a short word; they are kept in the order of their bytes.
fn beginning_with(slice: Slice, word: &str) -> SelectStatement {
    // FTS5 keeps the two letters that are none as the one that stands for what cannot be read.
    let word = word.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    let term = || Expr::col(Alias::new("term"));
    let mut select = Query::select();
    select
        .expr(term())
        .from(Alias::new(slice.terms_name()))
        .and_where(term().gte(word.as_str()))
        .limit(MANY_TERMS as u64 + 1);
    if let Some(end) = successor(&word) {
        select.and_where(term().lt(end));
    }
    select.take()
}

/// The first text behind all that begin with this one; none where there is no such.
fn successor(word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    while let Some(last) = letters.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

/// A text as FTS5 reads it, whatever stands in it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The expression for tiles of three letters.
pub(super) fn of_all(texts: &[String]) -> String {
    all_of(texts.iter().map(|text| quoted(text)))
}

fn all_of(texts: impl IntoIterator<Item = String>) -> String {
    texts.into_iter().collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_successor_of_a_word_stands_behind_all_that_begin_with_it() {
        assert_eq!(successor("qx").as_deref(), Some("qy"));
        assert_eq!(successor("a\u{d7ff}").as_deref(), Some("a\u{e000}"));
        assert_eq!(successor("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(successor("\u{10ffff}"), None);
    }
}
