//! Spans of time that counts are kept for, and how a stretch is made of them: long ones in its middle, shorter ones at its
//! ends, single events at the very ends.

/// The lengths, in microseconds; each is a multiple of the one before. Every zone of our time begins its days at a multiple
/// of the shortest.
pub(super) const LENGTHS: [i64; 3] = [QUARTER, 96 * QUARTER, 64 * 96 * QUARTER];

const QUARTER: i64 = 15 * 60 * 1_000_000;

/// Further away than any event: a multiple of every length.
pub(super) const FAR: i64 = 64 * 96 * QUARTER * 100_000;

/// Neighbouring spans of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub length: i64,
    /// The first moment.
    pub from: i64,
    /// The first moment that does not belong to it.
    pub to: i64,
}

/// What a stretch of time is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    pub counted: Vec<Piece>,
    /// Stretches within which single events have to be looked at.
    pub uncounted: Vec<(i64, i64)>,
}

impl Pieces {
    /// The pieces of a stretch.
    pub fn of(from: i64, to: i64) -> Self {
        let mut pieces = Self::default();
        pieces.add(from, to, LENGTHS.len());
        pieces
    }

    /// Adds a stretch by spans of the first so many lengths.
    fn add(&mut self, from: i64, to: i64, lengths: usize) {
        if from >= to {
            return;
        }
        let Some(shorter) = lengths.checked_sub(1) else {
            self.uncounted.push((from, to));
            return;
        };
        let length = LENGTHS[shorter];
        let first = from.div_euclid(length) * length + if from.rem_euclid(length) == 0 { 0 } else { length };
        let end = to.div_euclid(length) * length;
        if first >= end {
            self.add(from, to, shorter);
            return;
        }
        self.add(from, first, shorter);
        self.counted.push(Piece {
            length,
            from: first,
            to: end,
        });
        self.add(end, to, shorter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = LENGTHS[1];

    #[test]
    fn a_stretch_is_made_of_the_longest_spans_that_fit() {
        let pieces = Pieces::of(-DAY - 1, 2 * DAY + 3 * QUARTER + 7);
        let piece = |length, from, to| Piece { length, from, to };
        assert_eq!(
            pieces.counted,
            [
                piece(DAY, -DAY, 2 * DAY),
                piece(QUARTER, 2 * DAY, 2 * DAY + 3 * QUARTER)
            ]
        );
        assert_eq!(
            pieces.uncounted,
            [
                (-DAY - 1, -DAY),
                (2 * DAY + 3 * QUARTER, 2 * DAY + 3 * QUARTER + 7)
            ]
        );
        assert_eq!(Pieces::of(5, 5), Pieces::default());
        assert_eq!(Pieces::of(5, 9).uncounted, [(5, 9)]);
    }

    #[test]
    fn nothing_is_counted_twice_or_left_out() {
        let bounds = [
            -FAR,
            -DAY - 1,
            -QUARTER,
            0,
            1,
            QUARTER,
            DAY - 1,
            70 * DAY,
            200 * DAY + 5,
            FAR,
        ];
        for (place, from) in bounds.iter().enumerate() {
            for to in &bounds[place..] {
                let pieces = Pieces::of(*from, *to);
                let counted = pieces.counted.iter().map(|piece| (piece.from, piece.to));
                let mut all: Vec<(i64, i64)> = counted.chain(pieces.uncounted.iter().copied()).collect();
                all.sort_unstable();
                assert!(
                    all.windows(2).all(|pair| pair[0].1 == pair[1].0),
                    "{from} {to} {all:?}"
                );
                let covered: i64 = all.iter().map(|(from, to)| to - from).sum();
                assert_eq!(covered, to - from);
            }
        }
    }
}
