//! A server in place of a data folder: the API, asked over HTTP. What it refuses is told as the data's own refusals are.

mod explained;
pub mod names;
mod organization;
mod problem;
mod url;

pub use explained::Explained;
pub use organization::{Organization, facts};
pub use url::base;

use std::{cell::Cell, time::Duration};

use serde_json::Value;
use ureq::{
    Agent, Body,
    http::{Method, Request, Response},
};

use crate::{Failure, environment};

/// How long it may take to reach the server.
const CONNECT: Duration = Duration::from_secs(10);

/// How long an answer may let itself be waited for.
const ANSWER: Duration = Duration::from_mins(2);

/// How large an answer may be, in bytes.
const MOST: u64 = 1 << 30;

/// How many items are asked for at once.
const PAGE: &str = "1000";

const SERVER_HELP: &str = "Ask a server, by its address, in place of data [env: ROLECALL_SERVER]";
const TOKEN_HELP: &str = "The API token that the server is asked with [env: ROLECALL_TOKEN]";

/// Which server is asked, as it is typed.
#[derive(Debug, Clone, clap::Args)]
pub struct Server {
    #[arg(long, value_name = "URL", help = SERVER_HELP, conflicts_with_all = ["folder", "database"])]
    pub server: Option<String>,
    #[arg(long, value_name = "TOKEN", help = TOKEN_HELP)]
    pub token: Option<String>,
}

impl Server {
    /// The server, where one is named.
    ///
    /// # Errors
    /// Where its address is none, or there is no token.
    pub fn client(&self) -> Result<Option<Client>, Failure> {
        let named = self
            .server
            .clone()
            .map_or_else(|| environment::text(environment::SERVER), |url| Ok(Some(url)))?;
        let Some(base) = named else { return Ok(None) };
        let base = url::base(&base)?;
        let token = self
            .token
            .clone()
            .map_or_else(|| environment::text(environment::TOKEN), |token| Ok(Some(token)))?;
        let token = token.ok_or_else(|| {
            Failure::new(format!("`{base}` is asked with an API token, and there is none"))
                .help("put it into ROLECALL_TOKEN; `rolecall token create` makes one")
        })?;
        Ok(Some(Client::new(base, &token)))
    }
}

/// A server that is asked.
pub struct Client {
    agent: Agent,
    base: String,
    authorization: String,
    actor: Option<String>,
    revision: Cell<Option<u64>>,
}

impl Client {
    fn new(base: String, token: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER));
        let config = if url::is_loopback(&base) { config.proxy(None) } else { config };
        Self {
            agent: config.build().new_agent(),
            base,
            authorization: format!("Bearer {token}"),
            actor: None,
            revision: Cell::default(),
        }
    }

    /// Asks in a member's name.
    #[must_use]
    pub fn acting(mut self, member: Option<&str>) -> Self {
        self.actor = member.map(str::to_owned);
        self
    }

    /// The organization's revision that the last answer was computed at.
    pub fn revision(&self) -> Option<u64> {
        self.revision.get()
    }

    /// Reads what stands at a path.
    ///
    /// # Errors
    /// What the server refuses, or why it cannot be asked.
    pub fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Value, Failure> {
        self.send(&Method::GET, path, query, None)
    }

    /// Sends a body.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub fn post(&self, path: &[&str], body: &Value) -> Result<Value, Failure> {
        self.send(&Method::POST, path, &[], Some(body))
    }

    /// Deletes what stands at a path.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub fn delete(&self, path: &[&str]) -> Result<Value, Failure> {
        self.send(&Method::DELETE, path, &[], None)
    }

    /// All items of a list, page after page.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub fn all(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Vec<Value>, Failure> {
        self.items(path, query, usize::MAX)
    }

    /// The first items of a list, so many at most.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub fn items(&self, path: &[&str], query: &[(&str, &str)], most: usize) -> Result<Vec<Value>, Failure> {
        let (mut items, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut asked = query.to_vec();
            asked.push(("limit", PAGE));
            asked.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let mut page = self.get(path, &asked)?;
            if let Some(Value::Array(found)) = page.get_mut("items").map(Value::take) {
                items.extend(found);
            }
            cursor = page.get("next_cursor").and_then(Value::as_str).map(str::to_owned);
            if cursor.is_none() || items.len() >= most {
                items.truncate(most);
                return Ok(items);
            }
        }
    }

    fn send(
        &self,
        method: &Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Value, Failure> {
        let unsent = |error: ureq::http::Error| {
            Failure::new(format!("the request cannot be made: {error}"))
                .help("a token and a member's name are one line without control characters")
        };
        let uri = url::address(&self.base, path, query);
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header("authorization", &self.authorization)
            .header("accept", "application/json");
        if let Some(actor) = &self.actor {
            request = request.header("rolecall-actor", actor.as_bytes());
        }
        let answer = match body {
            None => self.agent.run(request.body(()).map_err(unsent)?),
            Some(body) => {
                let request = request.header("content-type", "application/json");
                self.agent.run(request.body(body.to_string()).map_err(unsent)?)
            }
        };
        self.read(answer.map_err(|error| self.unreached(&error))?)
    }

    fn read(&self, answer: Response<Body>) -> Result<Value, Failure> {
        let status = answer.status();
        let revision =
            answer.headers().get("rolecall-revision").and_then(|value| value.to_str().ok()?.parse().ok());
        self.revision.set(revision);
        let text = answer.into_body().into_with_config().limit(MOST).read_to_string();
        let text = text.map_err(|error| self.unreached(&error))?;
        match serde_json::from_str(&text) {
            Ok(answer) if status.is_success() => Ok(answer),
            Ok(problem) => Err(problem::told(status.as_u16(), problem)),
            Err(_) => Err(Failure::new(format!(
                "`{}` answers with status {status}, and not as Rolecall does",
                self.base
            ))
            .help("name the address that `rolecall serve` says it listens on")),
        }
    }

    fn unreached(&self, error: &ureq::Error) -> Failure {
        Failure::new(format!("`{}` cannot be asked: {error}", self.base)).help(
            "is `rolecall serve` running there? Name its address with --server URL or in ROLECALL_SERVER",
        )
    }
}
