//! What `AuthZEN`'s endpoints share: how a body is read, what a question is, how an error is said.
//!
//! The specification asks for 400 where a body is missing, is no JSON, or lacks a field (its section on errors), and for
//! fields it does not know to be ignored. So these endpoints do not read bodies as the others do.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use rolecall::{
    Asked, AskedFacts,
    catalog::{ActionId, ModuleId},
    organization::{Named, OneOrMany, Organization, RecordKey},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    Api,
    edge::{Fault, Problem, is_json, parse, whole},
    routes::access::moment::MomentAsked,
};

/// The type of subjects that are members.
pub const USER: &str = "user";

/// A body as `AuthZEN` sends it: an object; nothing more is known yet.
pub struct Fields(pub Map<String, Value>);

impl Fields {
    /// Reads a body.
    ///
    /// # Errors
    /// `malformed` where it is no sound JSON, or no object.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        match parse(bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(bad("the body is no object")),
            Err(Fault(detail)) => Err(bad(detail)),
        }
    }
}

impl FromRequest<Api> for Fields {
    type Rejection = Plain;
    async fn from_request(request: Request, api: &Api) -> Result<Self, Plain> {
        let JsonBody(bytes) = JsonBody::from_request(request, api).await?;
        Ok(Self::read(&bytes)?)
    }
}

/// A body that is said to be JSON, not read yet.
pub struct JsonBody(pub Bytes);

impl FromRequest<Api> for JsonBody {
    type Rejection = Plain;
    async fn from_request(request: Request, api: &Api) -> Result<Self, Plain> {
        let (parts, body) = request.into_parts();
        if !is_json(&parts.headers) {
            return Err(bad("send `Content-Type: application/json`").into());
        }
        let read = whole(body, api.settings().body_limit).await;
        Ok(Self(read.map_err(|_| bad("the body cannot be read, or is too large"))?))
    }
}

/// What a request is read by, whose problems are said as `AuthZEN` says them.
pub struct Plainly<T>(pub T);

impl<T: FromRequestParts<Api, Rejection = Problem>> FromRequestParts<Api> for Plainly<T> {
    type Rejection = Plain;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Plain> {
        Ok(Self(T::from_request_parts(parts, api).await?))
    }
}

/// A problem as `AuthZEN` says it: a text, and what is wrong with a request is 400 always.
pub struct Plain(Problem);

impl<T: Into<Problem>> From<T> for Plain {
    fn from(problem: T) -> Self {
        Self(problem.into())
    }
}

impl IntoResponse for Plain {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let text = Value::String(problem.detail().to_owned()).to_string();
        let status = said(problem.status());
        let mut plain = (status, text).into_response();
        plain.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(challenge) = problem.challenge() {
            plain.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        plain
    }
}

/// What is wrong with a request: always 400 here.
pub fn bad(detail: impl Into<String>) -> Problem {
    Problem::new("malformed", detail)
}

/// An entity of a request, by its key, where it is there.
pub fn entity<'a>(
    fields: &'a Map<String, Value>,
    key: &str,
) -> Result<Option<&'a Map<String, Value>>, Problem> {
    match fields.get(key) {
        None => Ok(None),
        Some(Value::Object(entity)) => Ok(Some(entity)),
        Some(_) => Err(bad(format!("`{key}` is no object"))),
    }
}

/// A text that an entity needs.
pub fn text<'a>(entity: &'a Map<String, Value>, of: &str, key: &str) -> Result<&'a str, Problem> {
    match entity.get(key) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(Value::String(_)) => Err(bad(format!("`{of}.{key}` is empty"))),
        Some(_) => Err(bad(format!("`{of}.{key}` is no text"))),
        None => Err(bad(format!("`{of}.{key}` is missing"))),
    }
}

/// Properties of an entity, where it has any.
///
/// # Errors
/// `malformed` where they are no object.
pub fn properties<'a>(
    entity: &'a Map<String, Value>,
    of: &str,
) -> Result<Option<&'a Map<String, Value>>, Problem> {
    match entity.get("properties") {
        None => Ok(None),
        Some(Value::Object(properties)) => Ok(Some(properties)),
        Some(_) => Err(bad(format!("`{of}.properties` is no object"))),
    }
}

/// An evaluation to be made: every entity is there and has what it needs.
pub struct Evaluation<'a> {
    subject: (&'a str, &'a str),
    action: &'a str,
    resource: (&'a str, &'a str),
    properties: Option<&'a Map<String, Value>>,
    /// When the question is about.
    pub moment: MomentAsked,
}

/// An evaluation with what it needs only; borrowed, so that texts with escapes in them are read otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Simple<'a> {
    #[serde(borrow)]
    subject: Entity<'a>,
    #[serde(borrow)]
    action: ActionNamed<'a>,
    #[serde(borrow)]
    resource: Entity<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entity<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionNamed<'a> {
    name: &'a str,
}

/// The moment that a request's `context` names.
pub fn moment(fields: &Map<String, Value>) -> Result<MomentAsked, Problem> {
    let Some(context) = entity(fields, "context")? else { return Ok(MomentAsked::default()) };
    let at = match context.get("at") {
        None => None,
        Some(Value::String(text)) => {
            Some(text.parse().map_err(|_| bad("`context.at` is no time such as `2026-03-01T12:00:00Z`"))?)
        }
        Some(_) => return Err(bad("`context.at` is no text")),
    };
    let entry = |key: &str| {
        let number = context.get(key).map(Value::as_u64);
        number.map(|number| number.ok_or_else(|| bad(format!("`context.{key}` is no number of an entry"))))
    };
    Ok(MomentAsked { at, revision: entry("revision").transpose()?, at_least: entry("at_least").transpose()? })
}

impl<'a> Evaluation<'a> {
    /// Reads an evaluation.
    pub fn read(fields: &'a Map<String, Value>) -> Result<Self, Problem> {
        let needed = |key: &str| -> Result<&'a Map<String, Value>, Problem> {
            entity(fields, key)?.ok_or_else(|| bad(format!("`{key}` is missing")))
        };
        let (subject, action, resource) = (needed("subject")?, needed("action")?, needed("resource")?);
        properties(subject, "subject")?;
        properties(action, "action")?;
        Ok(Self {
            subject: (text(subject, "subject", "type")?, text(subject, "subject", "id")?),
            action: text(action, "action", "name")?,
            resource: (text(resource, "resource", "type")?, text(resource, "resource", "id")?),
            properties: properties(resource, "resource")?,
            moment: moment(fields)?,
        })
    }

    /// Reads an evaluation of a subject, an action and a resource and nothing else, as nearly all are, straight out of the body;
    /// nothing where there is more to it, or anything wrong with it: then [`parse`] and [`Self::read`] find out what.
    pub fn read_simple(body: &'a [u8]) -> Option<Self> {
        // serde would take a list for the fields in their order.
        let sent: Simple<'a> = (!body.contains(&b'[')).then(|| serde_json::from_slice(body).ok())??;
        let Simple { subject, action, resource } = sent;
        let texts = [subject.kind, subject.id, action.name, resource.kind, resource.id];
        texts.iter().all(|text| !text.is_empty()).then_some(Self {
            subject: (subject.kind, subject.id),
            action: action.name,
            resource: (resource.kind, resource.id),
            properties: None,
            moment: MomentAsked::default(),
        })
    }

    /// The member that it is about, as the subject names it.
    pub fn member(&self) -> &'a str {
        self.subject.1
    }

    /// The question in our words; nothing where no module, action or subject can be meant: that is a deny.
    pub fn asked(&self, organization: &Organization) -> Result<Option<Asked>, Problem> {
        let facts = self
            .properties
            .map(|sent| facts(organization, self.resource.0, sent))
            .transpose()?
            .unwrap_or_default();
        let Some((module, action)) = self.ids(organization) else { return Ok(None) };
        let Ok(record) = self.resource.1.parse() else { return Ok(None) };
        if self.subject.0 != USER {
            return Ok(None);
        }
        let member = self.subject.1.to_owned();
        Ok(Some(Asked { member, action, module, record: Some(record), container: None, facts }))
    }
}

impl Evaluation<'_> {
    /// Module and action as ids: the catalog's own where it has them.
    fn ids(&self, organization: &Organization) -> Option<(ModuleId, ActionId)> {
        let Some((module, declared)) = organization.catalog().modules.get_key_value(self.resource.0) else {
            return Some((self.resource.0.parse().ok()?, self.action.parse().ok()?));
        };
        let action = declared.actions.get_key_value(self.action).map(|(action, _)| action.clone());
        Some((module.clone(), action.or_else(|| self.action.parse().ok())?))
    }
}

/// The facts that a resource of a module brings. Other properties are somebody else's.
pub fn facts(
    organization: &Organization,
    module: &str,
    properties: &Map<String, Value>,
) -> Result<AskedFacts, Problem> {
    let declared = organization.catalog().modules.get(module);
    let owner = declared.map_or("owner", |module| module.owner_property.as_str());
    let mut facts = AskedFacts {
        owner: named(properties, owner)?,
        container: named(properties, "container")?,
        ..AskedFacts::default()
    };
    match properties.get("parent") {
        None | Some(Value::Null) => {}
        Some(parent) => {
            let key: RecordKey = serde_json::from_value(parent.clone())
                .map_err(|_| bad("`resource.properties.parent` is no `{module, id}`"))?;
            facts.parent = Some(key);
        }
    }
    match properties.get("segments") {
        None | Some(Value::Null) => {}
        Some(segments) => {
            let read: std::collections::BTreeMap<_, OneOrMany> = serde_json::from_value(segments.clone())
                .map_err(|_| bad("`resource.properties.segments` is no `{segment: value or [values]}`"))?;
            facts.segments = read;
        }
    }
    Ok(facts)
}

fn named(properties: &Map<String, Value>, key: &str) -> Result<Option<Named>, Problem> {
    match properties.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(bad(format!("`resource.properties.{key}` is no text"))),
    }
}

/// What is wrong with a request is 400 here.
pub fn said(status: StatusCode) -> StatusCode {
    match status {
        StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::UNSUPPORTED_MEDIA_TYPE => StatusCode::BAD_REQUEST,
        other => other,
    }
}
