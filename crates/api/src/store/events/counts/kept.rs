//! The counts that are kept, as the database sums them.

use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Func, JoinType, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, DbErr};
use uuid::Uuid;

use super::spans::{Piece, Pieces};
use crate::db::{Database, Engine, RowRef};
use crate::entity::{event_count, event_count_head};

/// What is kept of some stretches.
#[derive(Default)]
pub(super) struct Kept {
    /// Of a stretch and a combination, how many; a stretch has several pieces.
    pub counts: Vec<(usize, i32, u64)>,
    /// Up to where the log is counted.
    pub sequence: i64,
}

impl Kept {
    /// What is kept of the stretches at this moment.
    pub async fn of(database: &Database, workspace: Uuid, stretches: &[Pieces]) -> Result<Self, DbErr> {
        let select = statement(database.engine(), workspace, stretches);
        let mut kept: Self = database.gather(&select, Self::read).await?;
        let stretch_of_piece: Vec<usize> = numbered(stretches).map(|(stretch, _)| stretch).collect();
        for (piece, _, _) in &mut kept.counts {
            *piece = stretch_of_piece[*piece];
        }
        Ok(kept)
    }

    /// Reads a row of [`statement`].
    fn read(&mut self, row: RowRef<'_>) -> Result<(), DbErr> {
        let (number, events) = (row.narrow_integer(1)?, row.integer(2)?);
        match usize::try_from(row.integer(0)?) {
            Ok(piece) => self.counts.push((piece, number, events.unsigned_abs())),
            Err(_) => self.sequence = events,
        }
        Ok(())
    }
}

/// Sums what is kept of each piece by combination, and tells in the same moment up to where the log is counted: in a row
/// of the piece -1.
pub(super) fn statement(engine: Engine, workspace: Uuid, stretches: &[Pieces]) -> SelectStatement {
    use event_count_head::{Column, Entity};
    let counted_up_to = Query::select()
        .expr(Expr::cust("CAST(-1 AS bigint)"))
        .expr(Expr::cust("0"))
        .column(Column::Sequence)
        .from(Entity)
        .and_where(Column::WorkspaceId.eq(workspace))
        .take();
    let mut sums = match engine {
        Engine::Sqlite => sums_by_joining(workspace, as_json(stretches)),
        Engine::Postgres => sums_of_each(workspace, as_json(stretches)),
    };
    sums.union(UnionType::All, counted_up_to).take()
}

/// SQLite. The pieces lead: else all that is kept would be read, and the text of the pieces for each row of it. Their number
/// is the key of the array: taking it from the value would read the text again for every row too.
fn sums_by_joining(workspace: Uuid, pieces: String) -> SelectStatement {
    let number = || Expr::cust("\"piece\".\"key\"");
    Query::select()
        .expr(number())
        .column((event_count::Entity, event_count::Column::Combination))
        .expr(sum())
        .from_function(Func::cust("json_each").arg(pieces), Alias::new("piece"))
        .cross_join(event_count::Entity)
        .cond_where(within_piece(workspace))
        .add_group_by([number(), count(event_count::Column::Combination)])
        .take()
}

/// PostgreSQL. Each piece is summed for itself: joined, all of the workspace would be read to find the pieces in a table of
/// hashes.
fn sums_of_each(workspace: Uuid, pieces: String) -> SelectStatement {
    let [sums, events] = ["sums", "events"].map(Alias::new);
    let of_piece = Query::select()
        .column((event_count::Entity, event_count::Column::Combination))
        .expr_as(sum(), events.clone())
        .from(event_count::Entity)
        .cond_where(within_piece(workspace))
        .add_group_by([count(event_count::Column::Combination)])
        .take();
    let pieces = Expr::cust_with_values("$1::text::jsonb", [pieces]);
    Query::select()
        .expr(of_piece_at(0))
        .column((sums.clone(), event_count::Column::Combination))
        .column((sums.clone(), events))
        .from_function(
            Func::cust("jsonb_array_elements").arg(pieces),
            Alias::new("piece"),
        )
        .join_lateral(
            JoinType::InnerJoin,
            of_piece,
            sums,
            Cond::all().add(Expr::cust("TRUE")),
        )
        .take()
}

fn within_piece(workspace: Uuid) -> Cond {
    use event_count::Column;
    Cond::all()
        .add(Column::WorkspaceId.eq(workspace))
        .add(count(Column::Span).eq(of_piece_at(1)))
        .add(count(Column::StartAt).gte(of_piece_at(2)))
        .add(count(Column::StartAt).lt(of_piece_at(3)))
}

fn of_piece_at(place: u8) -> Expr {
    Expr::cust(format!("CAST(\"piece\".\"value\" ->> {place} AS bigint)"))
}

fn count(column: event_count::Column) -> Expr {
    Expr::col((event_count::Entity, column))
}

fn sum() -> Expr {
    Func::cast_as(
        Func::sum(count(event_count::Column::Events)),
        Alias::new("bigint"),
    )
    .into()
}

/// The pieces in their order, each with its stretch.
fn numbered(stretches: &[Pieces]) -> impl Iterator<Item = (usize, &Piece)> {
    let stretches = stretches.iter().enumerate();
    stretches.flat_map(|(stretch, pieces)| pieces.counted.iter().map(move |piece| (stretch, piece)))
}

/// The pieces as an array of `[number, length, from, to]`.
fn as_json(stretches: &[Pieces]) -> String {
    let pieces = numbered(stretches).enumerate();
    let pieces: Vec<String> = pieces
        .map(|(number, (_, piece))| format!("[{number},{},{},{}]", piece.length, piece.from, piece.to))
        .collect();
    format!("[{}]", pieces.join(","))
}
