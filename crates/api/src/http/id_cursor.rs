//! Pages of lists that stand in the order of their ids, the newest first. Their cursors are sealed like those of events, and bound to
//! one list of one workspace.

use daybook_shared::limits::MAX_CURSOR_BYTES;
use daybook_shared::page::{Order, PageInfo};
use daybook_shared::problem::{FieldCode, FieldError};
use uuid::Uuid;

use super::cursor::{Binding, Direction, broken, mismatch};
use super::filter_params::refusal;
use crate::auth::{Keys, Purpose};
use crate::error::ApiResult;

/// Which rows of such a list somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPage {
    limit: u32,
    direction: Direction,
    beside: Option<Uuid>,
    binding: Binding,
}

impl IdPage {
    /// Reads `limit` and `cursor` of a query; other parameters are refused before.
    pub fn parse(
        query: &str,
        (default_limit, max_limit): (u32, u32),
        keys: &Keys,
        binding: Binding,
    ) -> ApiResult<Self> {
        let mut page = Self {
            limit: default_limit,
            direction: Direction::Next,
            beside: None,
            binding,
        };
        let wrong = |key: &str, code, detail: String| refusal(vec![FieldError::new(key, code, detail)]);
        let mut seen: Vec<String> = Vec::new();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            if seen.iter().any(|known| *known == key) {
                let detail = format!("`{key}` can be given once only");
                return Err(wrong(&key, FieldCode::Contradiction, detail));
            }
            match key.as_ref() {
                "limit" => match value.parse() {
                    Ok(limit) if (1..=max_limit).contains(&limit) => page.limit = limit,
                    _ => {
                        let detail = format!("use a number from 1 to {max_limit}");
                        return Err(wrong(&key, FieldCode::OutOfRange, detail));
                    }
                },
                "cursor" => (page.direction, page.beside) = page.open(&value, keys)?,
                _ => {
                    let detail = "use `limit` or `cursor`".to_owned();
                    return Err(wrong(&key, FieldCode::Unknown, detail));
                }
            }
            seen.push(key.into_owned());
        }
        Ok(page)
    }

    /// The order in which rows are to be read, behind which one, and how many: one more than the page has.
    pub fn wanted(&self) -> (Order, Option<Uuid>, u32) {
        let order = match self.direction {
            Direction::Next => Order::Desc,
            Direction::Prev => Order::Asc,
        };
        (order, self.beside, self.limit + 1)
    }

    /// The rows of the page, the newest first, of those that were read, and where the list goes on.
    pub fn cut<R>(
        &self,
        mut rows: Vec<R>,
        id_of: impl Fn(&R) -> Uuid,
        keys: &Keys,
    ) -> ApiResult<(Vec<R>, PageInfo)> {
        let limit = self.limit as usize;
        let goes_on = rows.len() > limit;
        rows.truncate(limit);
        let (has_next, has_prev) = match self.direction {
            Direction::Next => (goes_on, self.beside.is_some()),
            Direction::Prev => {
                rows.reverse();
                (true, goes_on)
            }
        };
        let cursor = |direction, row: Option<&R>, is_there: bool| {
            // An empty page stands where its cursor led.
            let beside = row.map(&id_of).or(self.beside).filter(|_| is_there);
            beside.map(|id| self.seal(direction, id, keys)).transpose()
        };
        let page = PageInfo {
            limit: self.limit,
            has_more: has_next,
            next_cursor: cursor(Direction::Next, rows.last(), has_next)?,
            prev_cursor: cursor(Direction::Prev, rows.first(), has_prev)?,
            searched_back_to: None,
        };
        Ok((rows, page))
    }

    fn seal(&self, direction: Direction, id: Uuid, keys: &Keys) -> ApiResult<String> {
        let mut payload = self.binding.bytes().to_vec();
        payload.push(u8::from(direction == Direction::Prev));
        payload.extend_from_slice(id.as_bytes());
        keys.sealed(Purpose::Cursor, &payload)
    }

    fn open(&self, text: &str, keys: &Keys) -> ApiResult<(Direction, Option<Uuid>)> {
        if text.len() > MAX_CURSOR_BYTES {
            return Err(broken());
        }
        let payload = keys.opened(Purpose::Cursor, text).ok_or_else(broken)?;
        let bound = payload.strip_prefix(self.binding.bytes().as_slice());
        let (direction, id) = bound.and_then(<[u8]>::split_first).ok_or_else(mismatch)?;
        let id: [u8; 16] = id.try_into().map_err(|_| mismatch())?;
        let direction = match direction {
            0 => Direction::Next,
            _ => Direction::Prev,
        };
        Ok((direction, Some(Uuid::from_bytes(id))))
    }
}

#[cfg(test)]
mod tests {
    use daybook_shared::problem::ErrorCode;

    use super::*;

    const LIMITS: (u32, u32) = (2, 5);

    fn parse(query: &str, list: &str) -> ApiResult<IdPage> {
        IdPage::parse(
            query,
            LIMITS,
            &Keys::derive(b"test"),
            Binding::to(&[list.as_bytes()]),
        )
    }

    /// A page of the ids 9, 8, … 1, as a store would read it.
    fn read(page: &IdPage) -> (Vec<u128>, PageInfo) {
        let (order, beside, limit) = page.wanted();
        let beside = beside.map(|id| id.as_u128());
        let mut ids: Vec<u128> = (1..10).collect();
        if order == Order::Desc {
            ids.reverse();
            ids.retain(|id| beside.is_none_or(|beside| *id < beside));
        } else {
            ids.retain(|id| beside.is_none_or(|beside| *id > beside));
        }
        ids.truncate(limit as usize);
        page.cut(ids, |id| Uuid::from_u128(*id), &Keys::derive(b"test"))
            .unwrap()
    }

    fn follow(cursor: Option<String>) -> IdPage {
        parse(&format!("limit=4&cursor={}", cursor.unwrap()), "a").unwrap()
    }

    #[test]
    fn pages_lead_to_the_end_and_back() {
        let first = parse("limit=4", "a").unwrap();
        let (ids, one) = read(&first);
        assert_eq!(
            (ids, one.has_more, &one.prev_cursor),
            (vec![9, 8, 7, 6], true, &None)
        );
        let (ids, two) = read(&follow(one.next_cursor));
        assert_eq!((ids, two.has_more), (vec![5, 4, 3, 2], true));
        let (ids, three) = read(&follow(two.next_cursor));
        assert_eq!((ids, three.has_more, &three.next_cursor), (vec![1], false, &None));
        let (ids, back) = read(&follow(three.prev_cursor));
        assert_eq!((ids, back.has_more), (vec![5, 4, 3, 2], true));
        let (ids, back) = read(&follow(back.prev_cursor));
        assert_eq!((ids, &back.prev_cursor), (vec![9, 8, 7, 6], &None));
    }

    #[test]
    fn what_is_wrong_is_refused_by_name() {
        let code = |query: &str| parse(query, "a").unwrap_err().code;
        for query in ["limit=0", "limit=6", "limit=x", "limit=1&limit=1"] {
            assert_eq!(code(query), ErrorCode::InvalidParameter, "{query}");
        }
        assert_eq!(code("page=1"), ErrorCode::UnknownParameter);
        assert_eq!(code("cursor=abc"), ErrorCode::CursorInvalid);
        let of_another = read(&parse("", "b").unwrap()).1.next_cursor.unwrap();
        assert_eq!(code(&format!("cursor={of_another}")), ErrorCode::CursorMismatch);
    }
}
