//! Problems: RFC 9457 documents, and the one table from a refusal's code to a status.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rolecall::{
    Error, columns_required,
    organization::{Code, Refusal},
    store::StoreError,
};
use serde_json::{Map, Value, json};

/// Something that a caller did wrong, or that went wrong here.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    more: Map<String, Value>,
}

/// Codes that no rule of an organization gives, with their statuses and titles.
const EDGE: &[(&str, u16, &str)] = &[
    ("malformed", 400, "The request cannot be read"),
    ("unauthorized", 401, "No valid token was sent"),
    ("method_not_allowed", 405, "The address does not take this method"),
    ("timeout", 408, "The request took too long"),
    ("too_large", 413, "The request is too large"),
    ("unsupported_media_type", 415, "The body has another media type"),
    ("column_required", 422, "A column must be named"),
    ("too_many_requests", 429, "Too many requests"),
    ("internal", 500, "Something went wrong here"),
    ("unavailable", 503, "The store cannot be reached"),
];

/// The status of a refusal.
pub fn status_of(code: Code) -> StatusCode {
    match code {
        Code::Forbidden | Code::OwnAccount | Code::Escalation => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Invalid | Code::NameMissing | Code::IdempotencyMismatch => StatusCode::UNPROCESSABLE_ENTITY,
        Code::StaleRevision => StatusCode::PRECONDITION_FAILED,
        Code::InvitationExpired | Code::InvitationUsed => StatusCode::GONE,
        Code::TooMany => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::CONFLICT,
    }
}

/// What a refusal is called.
pub fn title_of(code: Code) -> &'static str {
    match code {
        Code::Forbidden => "The permission is lacking",
        Code::NotFound => "There is no such thing here",
        Code::Invalid => "A value is not what it must be",
        Code::OwnAccount => "Nobody does this to their own account",
        Code::Escalation => "Nobody gives what they do not hold",
        Code::StaleRevision => "The policy has changed since",
        Code::NotYet => "The revision is not there yet",
        Code::IdempotencyMismatch => "The idempotency key was used for another request",
        Code::InFlight => "The same request is being carried out",
        Code::SoleHolder => "The role changes hands by transfer only",
        Code::LastAdmin => "The role keeps its holders",
        Code::Reserved => "The permission is for built-in roles",
        Code::RoleBuiltIn => "What is built in stays",
        Code::RoleInUse => "The role is held",
        Code::TransferRequired => "There are people or positions to move first",
        Code::Cycle => "The tree would have a circle",
        Code::NameMissing => "A name is missing",
        Code::NameTaken => "The name is taken",
        Code::RoleRequired => "A role is needed",
        Code::ExclusiveRole => "The roles are not held together",
        Code::FeatureOff => "The feature is off",
        Code::LimitReached => "The plan's limit is reached",
        Code::NotActive => "The member is not active",
        Code::CompanyRequired => "A company is needed",
        Code::CompanyMismatch => "The company is another",
        Code::InvitationExpired => "The invitation's time is over",
        Code::InvitationUsed => "The invitation was used",
        Code::Registered => "The person changes this alone",
        Code::CatalogInUse => "The new catalog would drop what is in use",
        Code::TooMany => "Too many at once",
    }
}

/// Every code there is, with its status and title.
pub fn codes() -> impl Iterator<Item = (&'static str, u16, &'static str)> {
    let rules = Code::ALL.iter().map(|code| (code.as_str(), status_of(*code).as_u16(), title_of(*code)));
    EDGE.iter().copied().chain(rules)
}

impl Problem {
    /// A problem of the edge, by its code.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        let known = EDGE.iter().find(|(name, ..)| *name == code);
        let status = known.and_then(|(_, status, _)| StatusCode::from_u16(*status).ok());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, code, detail: detail.into(), more: Map::new() }
    }

    /// Several fields are not what they must be.
    pub fn of_fields(fields: Vec<(String, String)>) -> Self {
        match Refusal::of_fields(fields.into_iter()) {
            Some(refusal) => refusal.into(),
            None => Self::new("malformed", "the body is not what it must be"),
        }
    }

    /// Lists the bad fields of a problem that is no refusal.
    fn with_fields(mut self, fields: impl Iterator<Item = (String, String)>) -> Self {
        let fields = fields.map(|(field, detail)| json!({ "field": field, "detail": detail }));
        self.more.insert("fields".to_owned(), fields.collect());
        self
    }

    /// What asks for a token, where that is what is missing.
    pub fn challenge(&self) -> Option<HeaderValue> {
        let asks = self.status == StatusCode::UNAUTHORIZED;
        asks.then_some(HeaderValue::from_static("Bearer realm=\"rolecall\""))
    }

    /// The token is missing, unknown or works no more. Which of these is not told.
    pub fn unauthorized() -> Self {
        Self::new("unauthorized", "send a valid token: `Authorization: Bearer TOKEN`")
    }

    /// There is no such organization, or it is another's: nobody can tell which.
    pub fn no_organization() -> Self {
        Refusal::new(Code::NotFound, "there is no such organization").into()
    }

    /// The token was not given this.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Refusal::new(Code::Forbidden, detail).into()
    }

    /// Where a write of records is refused: the place of the first bad one, and what is wrong with it, by field.
    pub fn first_record(&self) -> Option<(usize, Vec<(String, String)>)> {
        let field = |fault: &Value| {
            let (place, field) = fault.get("field")?.as_str()?.strip_prefix("records[")?.split_once("].")?;
            Some((place.parse().ok()?, field.to_owned(), fault.get("detail")?.as_str()?.to_owned()))
        };
        let faults: Vec<(usize, String, String)> =
            self.more.get("fields")?.as_array()?.iter().filter_map(field).collect();
        let first = faults.iter().map(|(place, ..)| *place).min()?;
        let of_first = faults.into_iter().filter(|(place, ..)| *place == first);
        Some((first, of_first.map(|(_, field, detail)| (field, detail)).collect()))
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The document, all but `instance`.
    pub fn document(&self) -> Value {
        let title = codes().find(|(code, ..)| *code == self.code).map_or("A problem", |(.., title)| title);
        let mut document = json!({
            "type": format!("urn:rolecall:problem:{}", self.code),
            "title": title,
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": self.code,
        });
        if let Value::Object(fields) = &mut document {
            fields.extend(self.more.clone());
        }
        document
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let mut more: Map<String, Value> =
            refusal.figures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        if let Some(help) = refusal.help {
            more.insert("help".to_owned(), Value::String(help));
        }
        Self { status: status_of(refusal.code), code: refusal.code.as_str(), detail: refusal.detail, more }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::Catalog(problems) => {
                let listed: Vec<Value> = problems.iter().map(|p| Value::String(p.to_string())).collect();
                let detail = format!("the catalog has {} faults", listed.len());
                Refusal::new(Code::Invalid, detail).figure("problems", listed).into()
            }
            Error::Store(StoreError::Unavailable { reason }) => {
                tracing::error!(%reason, "the store is unavailable");
                Self::new(
                    "unavailable",
                    "the store cannot be reached now; try again with the same idempotency key",
                )
            }
            Error::ColumnRequired(ref facts) => {
                Self::new("column_required", error.to_string()).with_fields(columns_required(facts))
            }
            Error::TooManyAttempts(many) => Self::new("too_many_requests", many.to_string()),
            Error::PasswordSet => {
                let detail = "this person got a password a moment ago, through another invitation";
                Refusal::new(Code::InFlight, detail).help("send it again, with that password").into()
            }
            other => {
                tracing::error!(error = %other, "internal error");
                Self::new("internal", "something went wrong here; the log tells more")
            }
        }
    }
}

/// The problem of an answer, for whoever adds `instance` and counts.
#[derive(Debug, Clone)]
pub struct Told(pub Value);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = self.document();
        let mut response = (self.status, document.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(challenge) = self.challenge() {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response.extensions_mut().insert(Told(document));
        response
    }
}
