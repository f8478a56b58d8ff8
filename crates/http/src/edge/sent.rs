//! What a change is sent with: the body, every bad field of which is told at once, and how it is to be carried out -
//! `Idempotency-Key`, `If-Match`, `?dry_run=true`.

use axum::{
    BoxError,
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Query, Request},
    http::{HeaderMap, Uri, header, request::Parts},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use jiff::SignedDuration;
use rolecall::{
    Caller, Options,
    organization::{CommandId, Revision},
    store::Hash,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    Api,
    edge::{Fault, Problem, access::ActedFor, parse},
};

/// How long a request is remembered by its idempotency key (design, section 8: *Forms*).
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// How many faults of one body are told.
const FAULTS: usize = 64;

/// A body, and how the change is to be carried out.
#[derive(Debug, Clone)]
pub struct Sent<T> {
    /// The body.
    pub body: T,
    /// How.
    pub options: Options,
}

impl<T> Sent<T> {
    /// What knows no rehearsal is not begun as one.
    ///
    /// # Errors
    /// `malformed` with `dry_run=true`.
    pub fn done_for_good(&self) -> Result<(), Problem> {
        let refusal = || Problem::new("malformed", "this cannot be rehearsed: leave `dry_run` out");
        if self.options.dry_run { Err(refusal()) } else { Ok(()) }
    }
}

/// No body.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

impl<T: DeserializeOwned> FromRequest<Api> for Sent<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let read = whole(body, api.settings().body_limit).await;
        let bytes = read.map_err(|error| unreadable(error.as_ref()))?;
        let options = options(&parts, &bytes, api)?;
        let value = value_of(&parts.headers, &bytes)?;
        if !value.is_object() {
            // serde would take a list for the fields in their order.
            return Err(Problem::new("malformed", "the body is no object"));
        }
        Ok(Self { body: fields_of(value)?, options })
    }
}

/// A body to its end, so many bytes at most. One that came in one piece, as nearly all do, is taken as it is.
///
/// # Errors
/// A [`LengthLimitError`] where it is larger, and whatever ends it early.
pub async fn whole(body: Body, limit: usize) -> Result<Bytes, BoxError> {
    let mut body = Limited::new(body, limit);
    let Some(first) = body.frame().await.transpose()? else { return Ok(Bytes::new()) };
    match first.into_data() {
        Ok(first) if body.is_end_stream() => Ok(first),
        Ok(first) => {
            let rest = body.collect().await?.to_bytes();
            Ok([first, rest].concat().into())
        }
        // Trailers: there is no body.
        Err(_) => Ok(Bytes::new()),
    }
}

fn unreadable(error: &(dyn std::error::Error + 'static)) -> Problem {
    if error.is::<LengthLimitError>() {
        Problem::new("too_large", "the body is larger than this takes")
    } else {
        Problem::new("malformed", "the body cannot be read to its end")
    }
}

/// The value that a body holds; an empty one is an object without fields.
fn value_of(headers: &HeaderMap, bytes: &Bytes) -> Result<Value, Problem> {
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    if !is_json(headers) {
        return Err(Problem::new("unsupported_media_type", "send `Content-Type: application/json`"));
    }
    parse(bytes).map_err(|Fault(detail)| Problem::new("malformed", detail))
}

/// Whether the body is said to be JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = sent.and_then(|sent| sent.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

/// How a change is to be carried out.
fn options(parts: &Parts, bytes: &Bytes, api: &Api) -> Result<Options, Problem> {
    let mut options =
        Options { dry_run: dry_run(&parts.uri)?, if_match: if_match(&parts.headers)?, ..Options::default() };
    let Some(key) = key(&parts.headers)? else { return Ok(options) };
    let caller = parts.extensions.get::<Caller>();
    let token = caller.map(|caller| caller.token().to_owned()).unwrap_or_default();
    options.command_id = command_id(&token, &key);
    options.fingerprint = Some(fingerprint(parts, bytes));
    options.kept_until = Some(api.rolecall().now() + KEPT);
    Ok(options)
}

/// The id of the command that a key stands for: the same key of another token is another. A hash, so that nothing that a
/// caller puts into a key stays in the ledger.
fn command_id(token: &str, key: &str) -> Option<CommandId> {
    let hash = Hash::of(format!("idempotency key\0{token}\0{key}").as_bytes());
    format!("key:{hash}").parse().ok()
}

/// What makes two requests the same: method, path, query, actor and body.
fn fingerprint(parts: &Parts, bytes: &Bytes) -> Hash {
    let actor = parts.extensions.get::<ActedFor>().map(|ActedFor(actor)| format!("{actor:?}"));
    let head = json!([parts.method.as_str(), parts.uri.path(), parts.uri.query(), actor]).to_string();
    let mut all = head.into_bytes();
    all.push(0);
    all.extend_from_slice(bytes);
    Hash::of(&all)
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let bad = || Problem::new("malformed", "`Idempotency-Key` takes 1 to 255 printable ASCII characters");
    let Some(sent) = headers.get("idempotency-key") else { return Ok(None) };
    let sent = sent.to_str().map_err(|_| bad())?.trim();
    if sent.is_empty() || sent.len() > 255 { Err(bad()) } else { Ok(Some(sent.to_owned())) }
}

fn if_match(headers: &HeaderMap) -> Result<Option<Revision>, Problem> {
    let Some(sent) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let number =
        sent.to_str().ok().map(|text| text.trim().trim_matches('"')).and_then(|text| text.parse().ok());
    let bad = || Problem::new("malformed", "`If-Match` takes a revision: the number in `Rolecall-Revision`");
    number.map(Revision).map(Some).ok_or_else(bad)
}

/// Whether a change is only to be rehearsed.
///
/// # Errors
/// `invalid` where it is neither said nor denied.
pub fn dry_run(uri: &Uri) -> Result<bool, Problem> {
    let bad = || Problem::of_fields(vec![("dry_run".to_owned(), "use `true` or `false`, once".to_owned())]);
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| bad())?;
    let mut sent = pairs.iter().filter(|(name, _)| name == "dry_run").map(|(_, value)| value.as_str());
    match (sent.next(), sent.next()) {
        (None | Some("false"), None) => Ok(false),
        (Some("true"), None) => Ok(true),
        _ => Err(bad()),
    }
}

/// A value as a form: every field that is not what it must be is told at once.
///
/// serde stops at the first fault. So the faulty part is taken out, or a missing one stood in for, and the rest is read again.
pub fn fields_of<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    let mut rest = value;
    let mut faults: Vec<(String, String)> = Vec::new();
    for _ in 0..FAULTS {
        match serde_path_to_error::deserialize::<_, T>(rest.clone()) {
            Ok(form) if faults.is_empty() => return Ok(form),
            Ok(_) => break,
            Err(error) => {
                let (field, repaired) = told(&error, &mut rest, &faults);
                faults.extend(field);
                if !repaired {
                    break;
                }
            }
        }
    }
    Err(Problem::of_fields(faults))
}

type Named = (String, String);

/// The fault as a field and what is wrong with it; whether the value was mended, so that the next one can be found.
fn told(
    error: &serde_path_to_error::Error<serde_json::Error>,
    rest: &mut Value,
    faults: &[Named],
) -> (Option<Named>, bool) {
    let path = segments(error);
    let detail = words(&error.inner().to_string());
    if let Some(missing) = backticked(&detail, "missing field ") {
        let full = join(&path, Some(&missing));
        if faults.iter().any(|(field, _)| *field == full) {
            return (None, false);
        }
        let mended = at(rest, &path).and_then(Value::as_object_mut);
        let mended = mended.is_some_and(|map| map.insert(missing, stand_in()).is_none());
        return (Some((full, "is missing".to_owned())), mended);
    }
    let unknown = backticked(&detail, "unknown field ");
    let ends_there = path.last().map(String::as_str) == unknown.as_deref();
    let full = join(&path, unknown.as_deref().filter(|_| !ends_there));
    if faults.iter().any(|(field, _)| *field == full) {
        // What stands in for a missing value, or an emptied one, is no better: the rest cannot be told.
        return (None, false);
    }
    let mended = match unknown {
        Some(name) => {
            let holder =
                if ends_there { path.split_last().map_or(&[][..], |(_, ahead)| ahead) } else { &path[..] };
            at(rest, holder).and_then(Value::as_object_mut).is_some_and(|map| map.remove(&name).is_some())
        }
        None => replace(rest, &path),
    };
    let field = if full.is_empty() { "body".to_owned() } else { full };
    (Some((field, detail)), mended)
}

/// A value that most kinds of fields take, so that faults behind a missing one are found, too.
fn stand_in() -> Value {
    Value::String("x".to_owned())
}

/// Takes a faulty value out: a field goes, an item of a list goes.
fn replace(rest: &mut Value, path: &[String]) -> bool {
    let Some((last, ahead)) = path.split_last() else { return false };
    match at(rest, ahead) {
        Some(Value::Object(map)) => map.remove(last).is_some(),
        Some(Value::Array(list)) => match last.parse::<usize>() {
            Ok(index) if index < list.len() => {
                list.remove(index);
                // What follows moved: only the first fault of a list can be told by its place.
                false
            }
            _ => false,
        },
        _ => false,
    }
}

fn at<'a>(value: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, part| match value {
        Value::Object(map) => map.get_mut(part),
        Value::Array(list) => part.parse::<usize>().ok().and_then(|index| list.get_mut(index)),
        _ => None,
    })
}

fn segments(error: &serde_path_to_error::Error<serde_json::Error>) -> Vec<String> {
    use serde_path_to_error::Segment;
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    error.path().iter().filter_map(part).collect()
}

/// A path as the rules write it, too: `records[3].owner`.
fn join(path: &[String], last: Option<&str>) -> String {
    path.iter().map(String::as_str).chain(last).fold(String::new(), |told, part| {
        let place = part.bytes().all(|byte| byte.is_ascii_digit());
        match (told.is_empty(), place) {
            (true, _) => part.to_owned(),
            (false, true) => format!("{told}[{part}]"),
            (false, false) => format!("{told}.{part}"),
        }
    })
}

fn backticked(text: &str, ahead: &str) -> Option<String> {
    let rest = text.strip_prefix(ahead)?.strip_prefix('`')?;
    rest.split('`').next().map(str::to_owned)
}

/// serde's words without Rust's names.
fn words(text: &str) -> String {
    let text = match text.split_once("expected struct ") {
        Some((ahead, name)) => {
            let rest = name.find(|c: char| !c.is_alphanumeric()).and_then(|end| name.get(end..));
            format!("{ahead}expected an object{}", rest.unwrap_or_default())
        }
        None => text.to_owned(),
    };
    text.replace("invalid type: map", "invalid type: object")
        .replace("invalid type: sequence", "invalid type: list")
        .replace("expected a sequence", "expected a list")
        .replace("expected a map", "expected an object")
        .replace("unknown variant", "unknown value")
}
