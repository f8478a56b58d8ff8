//! Refusals: a command that a rule forbids - a stable code, a sentence a person understands, what would make it possible
//! (design, section 3).

use std::{collections::BTreeMap, fmt};

use serde::Serialize;
use serde_json::Value;

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $text:literal;)*) => {
        /// Why a command was refused. Ordered: where several rules forbid a command, the first in this order is told
        /// (design, section 8: *Order of refusals*).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $code,)* }

        impl Code {
            /// All there are, in order.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// The stable code.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $text,)* }
            }
        }
    };
}

codes! {
    /// The actor lacks the permission that the catalog asks for.
    Forbidden "forbidden";
    /// What was addressed does not exist here.
    NotFound "not_found";
    /// A value is not what it must be; lists every bad field.
    Invalid "invalid";
    /// Nobody removes, deactivates or dates themselves, or drops their own last guarded role.
    OwnAccount "own_account";
    /// What a command adds lies within what the actor holds there.
    Escalation "escalation";
    /// The caller named the revision it saw, and the policy has changed since.
    StaleRevision "stale_revision";
    /// The caller named a revision that the answer has to know, and there is no such entry.
    NotYet "not_yet";
    /// The caller's id for the command was used for another one.
    IdempotencyMismatch "idempotency_mismatch";
    /// The same command, under the same id, is being carried out.
    InFlight "in_flight";
    /// The role of exactly one holder changes hands by transfer only.
    SoleHolder "sole_holder";
    /// A guarded role keeps its holders.
    LastAdmin "last_admin";
    /// Permissions of a reserved module are held through built-in roles only.
    Reserved "reserved";
    /// A built-in role or the top position is not deleted, nor edited where the catalog locks it.
    RoleBuiltIn "role_built_in";
    /// A role held by anyone is not deleted.
    RoleInUse "role_in_use";
    /// A position with people or children goes only with a place to move them to.
    TransferRequired "transfer_required";
    /// The reporting tree and nested groups stay acyclic.
    Cycle "cycle";
    /// A name is blank, or absent where it is needed.
    NameMissing "name_missing";
    /// Names are unique.
    NameTaken "name_taken";
    /// A member needs a role.
    RoleRequired "role_required";
    /// Roles that are not held together, or not by members of this kind.
    ExclusiveRole "exclusive_role";
    /// The edition or the organization does not have the feature.
    FeatureOff "feature_off";
    /// The edition's limit.
    LimitReached "limit_reached";
    /// Containers are shared with, and records assigned to, active members only.
    NotActive "not_active";
    /// A client belongs to a client company.
    CompanyRequired "company_required";
    /// A client joins containers of its own company only.
    CompanyMismatch "company_mismatch";
    /// The invitation's time is over, or it was voided by another.
    InvitationExpired "invitation_expired";
    /// The invitation was accepted before.
    InvitationUsed "invitation_used";
    /// A registered person's e-mail address is changed by that person alone.
    Registered "registered";
    /// A new version of the catalog would drop what is in use, or leave registered records where it has no place for them.
    CatalogInUse "catalog_in_use";
    /// More records than one write may carry.
    TooMany "too_many";
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.as_str())
    }
}

/// A command that a rule forbids. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    /// Which rule.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub detail: String,
    /// What would make it possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Figures for programs, by name: `holders`, or `limit`, `edition`, `allowed`, `used`.
    #[serde(flatten)]
    pub figures: BTreeMap<&'static str, Value>,
}

impl Refusal {
    /// A refusal by a rule, with its sentence.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), help: None, figures: BTreeMap::new() }
    }

    /// Says what would make it possible.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a figure for programs.
    #[must_use]
    pub fn figure(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.figures.insert(name, value.into());
        self
    }

    /// What was addressed does not exist here.
    pub fn not_found(what: &str, text: &str) -> Self {
        Self::new(Code::NotFound, format!("there is no {what} `{text}`"))
    }

    /// Several fields are not what they must be, told at once; nothing where there is none.
    pub fn of_fields(fields: impl Iterator<Item = (String, String)>) -> Option<Self> {
        let fields: Vec<(String, String)> = fields.collect();
        let (field, detail) = fields.first()?;
        let more = match fields.len() {
            1 => String::new(),
            several => format!(", and {} more", several - 1),
        };
        let sentence = format!("`{field}`: {detail}{more}");
        let listed: Vec<Value> = fields
            .iter()
            .map(|(field, detail)| serde_json::json!({ "field": field, "detail": detail }))
            .collect();
        Some(Self::new(Code::Invalid, sentence).figure("fields", listed))
    }

    /// Several refusals of values as one that lists every field; nothing where there is none.
    pub(crate) fn together(refusals: impl Iterator<Item = Self>) -> Option<Self> {
        let fields =
            |refusal: &mut Self| refusal.figures.remove("fields").and_then(|f| f.as_array().cloned());
        let mut refusals = refusals;
        let mut first = refusals.next()?;
        let mut listed = fields(&mut first).unwrap_or_default();
        listed.extend(refusals.filter_map(|mut refusal| fields(&mut refusal)).flatten());
        if listed.len() > 1 {
            first.detail = format!("{}, and {} more", first.detail, listed.len() - 1);
        }
        Some(first.figure("fields", listed))
    }

    /// A value in a field is not what it must be.
    pub fn invalid(field: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let fields = serde_json::json!([{ "field": field, "detail": detail }]);
        Self::new(Code::Invalid, format!("`{field}`: {detail}")).figure("fields", fields)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.detail, self.code)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(out, "; {help}"))
    }
}

impl std::error::Error for Refusal {}
