//! Pages of searches: `page {token?, limit?}` in, `page {next_token, count, total}` out. A token names the last result seen by
//! its place in the order, and holds what was asked: with another question it is a fault.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rolecall::store::Hash;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    edge::Problem,
    routes::access::authzen::{bad, entity},
};

/// How many results a page has where nobody says.
const LIMIT: u64 = 1000;

/// Which page of which question.
pub struct Page {
    after: Option<String>,
    limit: u64,
    question: String,
}

#[derive(Serialize, Deserialize)]
struct Token {
    /// The place of the last result.
    after: String,
    /// How many results a page has.
    limit: u64,
    /// A digest of the question.
    question: String,
}

impl Page {
    /// Reads which page is asked for. With a token the other fields are those of the first request; its limit may be left out.
    pub fn read(fields: &Map<String, Value>, keys: &[&str]) -> Result<Self, Problem> {
        let asked: Vec<Option<&Value>> = keys.iter().map(|key| fields.get(*key)).collect();
        let question = Hash::of(json!(asked).to_string().as_bytes()).to_string();
        let page = entity(fields, "page")?;
        let limit = match page.and_then(|page| page.get("limit")) {
            None | Some(Value::Null) => None,
            Some(limit) => Some(
                limit
                    .as_u64()
                    .filter(|limit| *limit > 0)
                    .ok_or_else(|| bad("`page.limit` is no number above 0"))?,
            ),
        };
        let token = match page.and_then(|page| page.get("token")) {
            None | Some(Value::Null) => None,
            Some(Value::String(token)) if token.is_empty() => None,
            Some(Value::String(token)) => Some(opened(token)?),
            Some(_) => return Err(bad("`page.token` is no text")),
        };
        match token {
            None => Ok(Self { after: None, limit: limit.unwrap_or(LIMIT), question }),
            Some(token) if token.question != question => Err(bad("the token is of another search")),
            Some(token) if limit.is_some_and(|limit| limit != token.limit) => {
                Err(bad("`page.limit` is another than in the first request"))
            }
            Some(token) => Ok(Self { after: Some(token.after), limit: token.limit, question }),
        }
    }

    /// The answer: the results behind the last one seen, each with its place in the order.
    pub fn answer(&self, all: Vec<(String, Value)>) -> Value {
        let total = all.len();
        let behind = |place: &str| self.after.as_deref().is_none_or(|after| place > after);
        let mut rest = all.into_iter().filter(|(place, _)| behind(place));
        let page: Vec<(String, Value)> = rest.by_ref().take(self.limit()).collect();
        let last = page.last().map(|(place, _)| place.clone());
        let next = rest.next().and(last);
        let results: Vec<Value> = page.into_iter().map(|(_, result)| result).collect();
        self.of(&results, next, total)
    }

    /// The place behind which this page begins, as the one before it ended.
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// How many results it has at the most.
    pub fn limit(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(usize::MAX)
    }

    /// The answer, of a page that was made elsewhere; `next` is the place of its last result where others follow.
    pub fn of(&self, results: &[Value], next: Option<String>, total: usize) -> Value {
        let next = next.map(|after| self.token(after)).unwrap_or_default();
        json!({ "page": { "next_token": next, "count": results.len(), "total": total }, "results": results })
    }

    fn token(&self, after: String) -> String {
        let token = Token { after, limit: self.limit, question: self.question.clone() };
        BASE64_URL_SAFE_NO_PAD.encode(json!(token).to_string())
    }
}

fn opened(token: &str) -> Result<Token, Problem> {
    let read =
        BASE64_URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    read.ok_or_else(|| bad("`page.token` is none of ours"))
}
