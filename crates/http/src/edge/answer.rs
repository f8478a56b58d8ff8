//! Answers: a body, and the revision it was made at.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rolecall::{Done, organization::Revision};
use serde::Serialize;
use serde_json::{Map, Value, json};

const REVISION: HeaderName = HeaderName::from_static("rolecall-revision");
/// How many headers an answer has, rounded up.
const HEADERS: usize = 12;

/// How many bytes an answer has, usually.
const USUAL: usize = 512;

const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// An answer in JSON.
#[derive(Debug, Clone)]
pub struct Answer {
    status: StatusCode,
    revision: Option<Revision>,
    location: Option<String>,
    replayed: bool,
    /// In JSON.
    body: Vec<u8>,
}

impl Answer {
    /// What was asked for.
    #[expect(clippy::needless_pass_by_value, reason = "a body is made for its answer")]
    pub fn shown(body: Value, revision: Revision) -> Self {
        Self::written(&body, revision)
    }

    /// What was asked for, written straight from what it is.
    pub fn written(body: &impl Serialize, revision: Revision) -> Self {
        Self { revision: Some(revision), ..Self::of(StatusCode::OK, body) }
    }

    /// What was asked for, of no organization.
    #[expect(clippy::needless_pass_by_value, reason = "a body is made for its answer")]
    pub fn plain(body: Value) -> Self {
        Self::of(StatusCode::OK, &body)
    }

    fn of(status: StatusCode, body: &impl Serialize) -> Self {
        // Most answers fit in here: no buffer that grows.
        let mut written = Vec::with_capacity(USUAL);
        // Nothing that is answered can fail to be written: it has texts for keys, and writes to memory.
        let body = serde_json::to_writer(&mut written, body).map_or_else(|_| b"null".to_vec(), |()| written);
        Self { status, revision: None, location: None, replayed: false, body }
    }

    /// Something was made; where it is.
    pub fn made(done: &Done, body: Value, location: String) -> Self {
        let mut answer = Self::changed(done, body);
        answer.status = StatusCode::CREATED;
        answer.location = Some(location);
        answer
    }

    /// Something was made beside the organizations.
    #[expect(clippy::needless_pass_by_value, reason = "a body is made for its answer")]
    pub fn created(body: Value, location: String) -> Self {
        Self { location: Some(location), ..Self::of(StatusCode::CREATED, &body) }
    }

    /// Something was changed.
    pub fn changed(done: &Done, body: Value) -> Self {
        let mut answer = Self::shown(told(done, body), done.revision);
        answer.replayed = done.repeated;
        answer
    }

    /// Nothing was changed: all rules were run, and this is what would be told.
    pub fn rehearsed(done: &Done) -> Self {
        let mut body = told(done, json!({ "dry_run": true }));
        if let Value::Object(fields) = &mut body {
            // Ids of a rehearsal name nothing.
            fields.insert("would_create".to_owned(), json!(done.answer.created.len()));
            if let Some(preview) = &done.preview {
                fields.insert("preview".to_owned(), view_of(preview.as_ref()));
            }
        }
        Self::shown(body, done.revision)
    }
}

/// The body with what the caller should know beyond it.
fn told(done: &Done, body: Value) -> Value {
    let mut more = match serde_json::to_value(&done.answer) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    more.remove("created");
    more.remove("invitations");
    match body {
        Value::Object(mut fields) => {
            fields.extend(more);
            Value::Object(fields)
        }
        other => other,
    }
}

/// Something that serializes, as a body.
pub fn view_of(view: impl Serialize) -> Value {
    serde_json::to_value(view).unwrap_or(Value::Null)
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        // Room for those that every answer gets, too.
        headers.reserve(HEADERS);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(revision) = self.revision {
            headers.insert(REVISION, HeaderValue::from(revision.0));
        }
        if let Some(location) = self.location.and_then(|place| HeaderValue::from_str(&place).ok()) {
            headers.insert(header::LOCATION, location);
        }
        if self.replayed {
            headers.insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
