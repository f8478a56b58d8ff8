//! Forms that several endpoints take, and how a token and a proof are shown.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall::{
    catalog::{ActionId, KindId, Limits, ModuleId, Permission, Reach},
    organization::{GrantForm, Named, NewMember, PrincipalForm, RuleLevel},
    store::{TokenRow, VerifyReport},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// A member to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberForm {
    /// The e-mail address.
    #[schema(format = Email)]
    pub email: String,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The kind; absent: the catalog's first.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub kind: Option<KindId>,
    /// The roles, by id or name; absent: the catalog's default.
    #[serde(default)]
    pub roles: Option<Vec<Named>>,
    /// Direct permissions, each as `module:action`.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub permissions: BTreeSet<Permission>,
    /// The position, by id or name.
    #[serde(default)]
    pub position: Option<Named>,
    /// The client company.
    #[serde(default)]
    pub company: Option<String>,
    /// The product's own id.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The end date.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends_at: Option<Timestamp>,
    /// Values that all access is limited to.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub segments: Limits,
    /// `false`: active and registered at once, without an invitation. Takes a platform token, or a catalog whose
    /// invitations are without mail.
    #[serde(default)]
    pub invite: Option<bool>,
}

impl From<MemberForm> for NewMember {
    fn from(form: MemberForm) -> Self {
        Self {
            email: form.email,
            name: form.name,
            kind: form.kind,
            roles: form.roles,
            permissions: form.permissions,
            position: form.position,
            company: form.company,
            external_id: form.external_id,
            ends_at: form.ends_at,
            segments: form.segments,
            invite: form.invite,
        }
    }
}

/// A grant of a custom role.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantOf {
    /// The module.
    #[schema(value_type = String)]
    pub module: ModuleId,
    /// The actions in it.
    #[schema(value_type = Vec<String>)]
    pub actions: Vec<ActionId>,
    /// How far over the records: `all`, `shared` or `assigned`; absent: as the catalog says.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub reach: Option<Reach>,
    /// Values it is limited to, by segment.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub limits: Limits,
}

impl From<GrantOf> for GrantForm {
    fn from(form: GrantOf) -> Self {
        let GrantOf { module, actions, reach, limits } = form;
        Self { module, actions, reach, limits }
    }
}

/// One side of a sharing rule: a position or a group, by id or name.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrincipalOf {
    /// The position.
    #[serde(default)]
    pub position: Option<Named>,
    /// The group.
    #[serde(default)]
    pub group: Option<Named>,
    /// For a position: also all below.
    #[serde(default)]
    pub and_below: bool,
}

impl From<PrincipalOf> for PrincipalForm {
    fn from(form: PrincipalOf) -> Self {
        Self { position: form.position, group: form.group, and_below: form.and_below }
    }
}

/// How far a sharing rule opens records.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevelOf {
    /// To read.
    Read,
    /// To read and write.
    ReadWrite,
    /// To read, write and delete.
    ReadWriteDelete,
}

impl From<LevelOf> for RuleLevel {
    fn from(level: LevelOf) -> Self {
        match level {
            LevelOf::Read => Self::Read,
            LevelOf::ReadWrite => Self::ReadWrite,
            LevelOf::ReadWriteDelete => Self::ReadWriteDelete,
        }
    }
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenView {
    /// The id, which is no secret.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// The organization that it is bound to; null: a platform token.
    pub organization: Option<String>,
    /// What an organization token was given.
    pub scopes: Vec<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Until when it works.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revoked_at: Option<Timestamp>,
}

impl From<&TokenRow> for TokenView {
    fn from(row: &TokenRow) -> Self {
        Self {
            id: row.id.clone(),
            name: row.name.clone(),
            organization: row.organization.as_ref().map(ToString::to_string),
            scopes: row.scopes.clone(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        }
    }
}

/// What a proof of the ledger found.
pub fn proof(report: &VerifyReport) -> Value {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| json!({ "revision": finding.revision, "what": finding.what.to_string() }))
        .collect();
    json!({
        "holds": report.findings.is_empty(),
        "revision": report.revision,
        "entries": report.entries,
        "records": report.records,
        "commitments_checked": report.commitments_checked,
        "commitments_erased": report.commitments_erased,
        "findings": findings,
        "omitted": report.omitted,
    })
}
