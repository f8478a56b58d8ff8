//! Pages: `?limit=&cursor=` and `{items, next_cursor}`. A cursor names the last item seen by its place in the order of the
//! list, so what is visible throughout appears exactly once, whatever comes and goes between pages.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use crate::edge::Problem;

/// How many items a page has where nobody says.
pub const LIMIT: usize = 100;

/// How many a page may have.
pub const MOST: usize = 1000;

/// Which page.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// How many items at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<usize>,
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// How many items the page has, and the place behind which it begins.
    ///
    /// # Errors
    /// `invalid` where the limit is out of bounds or the cursor is none of ours.
    pub fn read(&self) -> Result<(usize, Option<String>), Problem> {
        Ok((limit(self)?, self.cursor.as_deref().map(read_cursor).transpose()?))
    }
}

/// The items of a page: those behind the cursor. `items` are in their order; `key` tells an item's place in it.
///
/// # Errors
/// Those of [`PageQuery::read`].
pub fn paged<T, K: AsRef<str>>(
    items: impl IntoIterator<Item = T>,
    query: &PageQuery,
    key: impl Fn(&T) -> K,
    mut render: impl FnMut(T) -> Option<Value>,
) -> Result<Value, Problem> {
    let (limit, after) = query.read()?;
    let mut rest =
        items.into_iter().filter(|item| after.as_deref().is_none_or(|after| key(item).as_ref() > after));
    let (mut page, mut last) = (Vec::new(), None);
    while page.len() < limit {
        let Some(item) = rest.next() else { break };
        last = Some(cursor(key(&item).as_ref()));
        page.extend(render(item));
    }
    let next = rest.next().and(last);
    Ok(json!({ "items": page, "next_cursor": next }))
}

/// The page of what was found behind the cursor, where one more than fits was asked for. `place` tells an item's place in the list.
pub fn page_of<T>(
    mut found: Vec<T>,
    limit: usize,
    place: impl Fn(&T) -> String,
    render: impl Fn(&T) -> Value,
) -> Value {
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|item| cursor(&place(item)));
    json!({ "items": found.iter().map(render).collect::<Vec<_>>(), "next_cursor": next })
}

/// How many items a page has.
fn limit(query: &PageQuery) -> Result<usize, Problem> {
    match query.limit {
        None => Ok(LIMIT),
        Some(limit) if (1..=MOST).contains(&limit) => Ok(limit),
        Some(_) => Err(Problem::of_fields(vec![("limit".to_owned(), format!("use 1 to {MOST}"))])),
    }
}

/// A place in a list as a cursor.
fn cursor(place: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(place)
}

/// The place that a cursor names. None has a NUL, which not every store takes in a text.
fn read_cursor(cursor: &str) -> Result<String, Problem> {
    let read = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    read.filter(|place| !place.contains('\0')).ok_or_else(no_cursor)
}

/// A cursor that is none of ours.
pub fn no_cursor() -> Problem {
    Problem::of_fields(vec![("cursor".to_owned(), "use `next_cursor` of the page before".to_owned())])
}
