//! The Search scenario: every search at once and in pages, and what is found is allowed.

use super::*;

/// What is searched.
#[derive(Debug, Clone, Copy)]
pub enum Searched {
    Subject,
    Resource,
    Action,
}

impl Searched {
    fn key(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Resource => "resource",
            Self::Action => "action",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Subject => "search, subject",
            Self::Resource => "search, resource",
            Self::Action => "search, action",
        }
    }
}

/// How a search is read: at once, or in pages.
#[derive(Debug, Clone, Copy)]
enum Way {
    Whole,
    /// Every request says the limit.
    Pages(usize),
    /// The first request says the limit, those that follow bring the token alone.
    TokenAlone(usize),
}

const WAYS: &[Way] = &[Way::Whole, Way::Pages(1), Way::Pages(3), Way::TokenAlone(2)];

impl Way {
    fn limit(self) -> Option<usize> {
        match self {
            Self::Whole => None,
            Self::Pages(limit) | Self::TokenAlone(limit) => Some(limit),
        }
    }

    fn first(self) -> Option<Value> {
        self.limit().map(|limit| json!({ "limit": limit }))
    }

    fn next(self, token: &str) -> Value {
        match self {
            Self::Pages(limit) => json!({ "token": token, "limit": limit }),
            Self::Whole | Self::TokenAlone(_) => json!({ "token": token }),
        }
    }
}

pub async fn searches(ask: &impl Ask, folder: &Path, searched: Searched, of: usize) -> Tally {
    let mut tally = Tally::new(searched.name(), of);
    for vector in list(&read(folder, &format!("search-{}.json", searched.key())), "evaluation") {
        let outcome = search(ask, searched, vector).await;
        tally.note(&part(vector, "request").to_string(), outcome);
    }
    tally
}

/// One search, in every way; and what it finds is what an evaluation allows.
async fn search(ask: &impl Ask, searched: Searched, vector: &Value) -> Result<(), String> {
    let request = part(vector, "request");
    let expected = names(list(part(vector, "expected"), "results"))?;
    for way in WAYS {
        let found = walk(ask, searched, request, *way).await.map_err(|fault| format!("{way:?}: {fault}"))?;
        let found = names(&found)?;
        if found != expected {
            return Err(format!("{way:?}: {found:?}, expected {expected:?}"));
        }
    }
    for entity in walk(ask, searched, request, Way::Whole).await? {
        let mut question = request.clone();
        question[searched.key()] = entity;
        if !evaluate(ask, SEARCH, &question).await? {
            return Err(format!("found, but denied: {question}"));
        }
    }
    Ok(())
}

/// All results, page by page to the end.
async fn walk(ask: &impl Ask, searched: Searched, request: &Value, way: Way) -> Result<Vec<Value>, String> {
    let endpoint = format!("/access/v1/search/{}", searched.key());
    let (mut found, mut page) = (Vec::new(), way.first());
    for _ in 0..MOST_PAGES {
        let mut question = request.clone();
        if let Some(page) = &page {
            question["page"] = page.clone();
        }
        let reply = answer(ask, SEARCH, &endpoint, &question).await?;
        let results = results(&reply)?;
        let limit = page.as_ref().and_then(|page| page.get("limit")).and_then(Value::as_u64);
        if limit.is_some_and(|limit| results.len() as u64 > limit) {
            return Err(format!("{} results on a page of {limit:?}", results.len()));
        }
        found.extend(results);
        match next_token(&reply)? {
            None => return Ok(found),
            Some(token) => page = Some(way.next(&token)),
        }
    }
    Err(format!("no end after {MOST_PAGES} pages"))
}

pub fn results(reply: &Value) -> Result<Vec<Value>, String> {
    only(reply, &["results", "page", "context"])?;
    reply
        .get("results")
        .and_then(Value::as_array)
        .cloned()
        .ok_or_else(|| format!("`results` is no list: {reply}"))
}

/// The token of the next page; `None` at the end. A page that there is says it, and counts what it holds.
pub fn next_token(reply: &Value) -> Result<Option<String>, String> {
    let Some(page) = reply.get("page") else { return Ok(None) };
    let token = page.get("next_token").and_then(Value::as_str);
    let token = token.ok_or_else(|| format!("a page without `next_token`: {page}"))?;
    let held = reply.get("results").and_then(Value::as_array).map_or(0, Vec::len);
    if page.get("count").is_some_and(|count| count.as_u64() != Some(held as u64)) {
        return Err(format!("{held} results on a page that says {page}"));
    }
    if held == 0 && !token.is_empty() {
        return Err(format!("an empty page that is not the last: {page}"));
    }
    Ok(Some(token.to_owned()).filter(|token| !token.is_empty()))
}

/// Entities as a set; one that stands there twice is a fault.
pub fn names(entities: &[Value]) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    for entity in entities {
        if !found.insert(name(entity)?) {
            return Err(format!("twice: {entity}"));
        }
    }
    Ok(found)
}

/// `user/alice`, or the name of an action. It says nothing else.
fn name(entity: &Value) -> Result<String, String> {
    let text = |key: &str| entity.get(key).and_then(Value::as_str);
    match (text("type"), text("id"), text("name"), entity.as_object().map_or(0, Map::len)) {
        (Some(kind), Some(id), None, 2) => Ok(format!("{kind}/{id}")),
        (None, None, Some(name), 1) => Ok(name.to_owned()),
        _ => Err(format!("no entity: {entity}")),
    }
}
