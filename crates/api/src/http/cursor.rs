//! Cursors: opaque, sealed, bound to workspace, filter and order. They hold the position, the direction and the
//! period as it was resolved for the first page, so that "today" stays the same day while one pages.
//! They do not hold the limit: a phone that is turned keeps its place.
//!
//! Sealed is encrypted and authenticated: a position can be that of an event that its reader may not see.

use daybook_shared::limits::MAX_CURSOR_BYTES;
use daybook_shared::problem::ErrorCode;
use sha2::{Digest, Sha256};

use crate::auth::{Keys, Purpose};
use crate::error::{ApiError, ApiResult};
use crate::store::events::query::{Position, Range};

const BINDING_BYTES: usize = 16;
const PAYLOAD_BYTES: usize = BINDING_BYTES + 1 + 8 * 4;

/// Which way a cursor leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the rows that follow.
    Next,
    /// To the rows before.
    Prev,
}

/// What a cursor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Which way it leads.
    pub direction: Direction,
    /// The row it leads away from.
    pub position: Position,
    /// The period of the list.
    pub range: Range,
}

/// Binds cursors to what a list was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding([u8; BINDING_BYTES]);

impl Binding {
    /// A binding to these parts; a cursor of another list has others.
    pub fn to(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut binding = [0; BINDING_BYTES];
        binding.copy_from_slice(&hash.finalize()[..BINDING_BYTES]);
        Self(binding)
    }

    /// What stands in a cursor.
    pub(super) fn bytes(&self) -> &[u8; BINDING_BYTES] {
        &self.0
    }
}

/// A cursor that says nothing to this server.
pub(super) fn broken() -> ApiError {
    let detail = "the cursor is not one of ours, or was changed; take it as it stands in `page`, or leave it out to begin anew";
    ApiError::new(ErrorCode::CursorInvalid, detail)
}

/// A cursor of another list.
pub(super) fn mismatch() -> ApiError {
    let detail = "the cursor belongs to another workspace, filter or order; use it with the request it came from, or leave it out to begin anew";
    ApiError::new(ErrorCode::CursorMismatch, detail)
}

impl Cursor {
    /// The text form.
    pub fn seal(&self, keys: &Keys, binding: &Binding) -> ApiResult<String> {
        let mut payload = Vec::with_capacity(PAYLOAD_BYTES);
        payload.extend_from_slice(&binding.0);
        payload.push(self.flags());
        for number in [
            self.position.occurred_at,
            self.position.sequence,
            self.range.from.unwrap_or(0),
            self.range.to.unwrap_or(0),
        ] {
            payload.extend_from_slice(&number.to_be_bytes());
        }
        keys.sealed(Purpose::Cursor, &payload)
    }

    /// Reads a cursor that was made for the same list.
    pub fn open(text: &str, keys: &Keys, binding: &Binding) -> ApiResult<Self> {
        if text.len() > MAX_CURSOR_BYTES {
            return Err(broken());
        }
        let payload = keys.opened(Purpose::Cursor, text).ok_or_else(broken)?;
        if payload.len() != PAYLOAD_BYTES {
            return Err(broken());
        }
        let (bound, rest) = payload.split_at(BINDING_BYTES);
        if bound != binding.0 {
            return Err(mismatch());
        }
        let mut numbers = rest[1..]
            .chunks_exact(8)
            .map(|chunk| chunk.try_into().map_or(0, i64::from_be_bytes));
        let mut number = || numbers.next().unwrap_or_default();
        let position = Position {
            occurred_at: number(),
            sequence: number(),
        };
        let (from, to) = (number(), number());
        let has = |flag: u8| rest[0] & flag != 0;
        Ok(Self {
            direction: if has(Self::IS_PREV) {
                Direction::Prev
            } else {
                Direction::Next
            },
            position,
            range: Range {
                from: has(Self::HAS_FROM).then_some(from),
                to: has(Self::HAS_TO).then_some(to),
            },
        })
    }

    const IS_PREV: u8 = 1;
    const HAS_FROM: u8 = 2;
    const HAS_TO: u8 = 4;

    fn flags(&self) -> u8 {
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        flag(self.direction == Direction::Prev, Self::IS_PREV)
            | flag(self.range.from.is_some(), Self::HAS_FROM)
            | flag(self.range.to.is_some(), Self::HAS_TO)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample() -> (Keys, Binding, Cursor) {
        let cursor = Cursor {
            direction: Direction::Prev,
            position: Position {
                occurred_at: -5,
                sequence: 9,
            },
            range: Range {
                from: Some(-1),
                to: None,
            },
        };
        (Keys::derive(b"test"), Binding::to(&[b"wsp", b"type=a"]), cursor)
    }

    #[test]
    fn a_cursor_says_again_what_it_was_told_and_only_for_its_list() {
        let (keys, binding, cursor) = sample();
        let text = cursor.seal(&keys, &binding).unwrap();
        assert!(text.len() < MAX_CURSOR_BYTES);
        assert_ne!(
            text,
            cursor.seal(&keys, &binding).unwrap(),
            "nobody can tell what two cursors have in common"
        );
        assert_eq!(Cursor::open(&text, &keys, &binding).unwrap(), cursor);
        let other = Cursor::open(&text, &keys, &Binding::to(&[b"wsp", b"type=b"])).unwrap_err();
        assert_eq!(other.code, ErrorCode::CursorMismatch);
        let foreign = Cursor::open(&text, &Keys::derive(b"other"), &binding).unwrap_err();
        assert_eq!(foreign.code, ErrorCode::CursorInvalid);
    }

    proptest! {
        #[test]
        fn a_changed_cursor_is_refused(index in 0usize..119, letter in "[A-Za-z0-9_-]", cut in 0usize..119) {
            let (keys, binding, cursor) = sample();
            let text = cursor.seal(&keys, &binding).unwrap();
            let mut changed = text.clone();
            changed.replace_range(index..=index, &letter);
            if changed != text {
                prop_assert_eq!(Cursor::open(&changed, &keys, &binding).unwrap_err().code, ErrorCode::CursorInvalid);
            }
            prop_assert_eq!(Cursor::open(&text[..cut], &keys, &binding).unwrap_err().code, ErrorCode::CursorInvalid);
        }

        #[test]
        fn anything_else_is_refused(text in "\\PC{0,600}") {
            let (keys, binding, _) = sample();
            prop_assert_eq!(Cursor::open(&text, &keys, &binding).unwrap_err().code, ErrorCode::CursorInvalid);
        }
    }
}
