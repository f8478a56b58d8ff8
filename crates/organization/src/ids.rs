//! The ids of an organization. Generated ones carry a reserved prefix, so that none can pass for an e-mail address or
//! for an id of the product's own (design, section 8: *Ids*).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Prefixes that only generated ids begin with.
pub const RESERVED_PREFIXES: &[&str] =
    &["org_", "mem_", "rol_", "pos_", "grp_", "shr_", "con_", "inv_", "cmd_"];

/// Whether a text begins like a generated id.
pub fn is_reserved(text: &str) -> bool {
    RESERVED_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}

const OWN: &str = "use 1 to 255 printable characters without white space at either end";

fn own(text: &str) -> Option<String> {
    let readable = !text.is_empty() && text.len() <= 255 && text.trim() == text;
    (readable && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

fn generated(text: &str, prefix: &str) -> Option<String> {
    own(text).filter(|text| text.starts_with(prefix))
}

fn external(text: &str) -> Option<String> {
    own(text).filter(|text| !is_reserved(text) && !text.contains('@'))
}

fn slug(text: &str) -> Option<String> {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends = text.starts_with(word) && text.ends_with(word);
    let fits = ends && text.len() <= 63 && text.chars().all(|c| word(c) || c == '-');
    fits.then(|| text.to_owned())
}

rolecall_catalog::ids! {
    /// An organization: `org_...`.
    OrganizationId: "organization id", |text| generated(text, "org_"), "it begins with `org_`";
    /// The name of an organization in its address.
    Slug: "slug", slug, "use lowercase letters, digits and `-`, at most 63, not `-` at either end";
    /// A member: `mem_...`.
    MemberId: "member id", |text| generated(text, "mem_"), "it begins with `mem_`";
    /// A group: `grp_...`.
    GroupId: "group id", |text| generated(text, "grp_"), "it begins with `grp_`";
    /// A sharing rule: `shr_...`.
    SharingRuleId: "sharing rule id", |text| generated(text, "shr_"), "it begins with `shr_`";
    /// An invitation: `inv_...`. Sending it again makes another.
    InvitationId: "invitation id", |text| generated(text, "inv_"), "it begins with `inv_`";
    /// A command: `cmd_...`, or any text the caller chose. The same id twice is one change.
    CommandId: "command id", own, OWN;
    /// A container: `con_...`, or the product's own id.
    ContainerId: "container id", own, OWN;
    /// A record, by the product's own id. Unique within its module.
    RecordId: "record id", own, OWN;
    /// The product's own id of a member.
    ExternalId: "external id", external,
        "use 1 to 255 printable characters without `@`, and not a reserved beginning such as `mem_`";
    /// An e-mail address, compared without regard to case.
    Email: "e-mail address", email, "write it as `name@example.com`, at most 254 characters";
    /// A client company, by name.
    Company: "company", own, OWN;
}

/// As far as a check can go without sending mail: one `@` between two parts, no white space, at most 254 characters
/// (RFC 5321, section 4.5.3.1.3).
fn email(text: &str) -> Option<String> {
    let parts = text.rsplit_once('@');
    let sound = parts.is_some_and(|(local, domain)| {
        !local.is_empty()
            && !local.contains('@')
            && !domain.is_empty()
            && !domain.starts_with('.')
            && !domain.ends_with('.')
    });
    let fits = sound && text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    fits.then(|| text.to_owned())
}

impl Email {
    /// The form in which addresses are compared.
    pub fn comparable(&self) -> String {
        self.0.to_lowercase()
    }
}

/// The number of an entry in an organization's ledger; the first is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl Revision {
    /// The one that follows.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}
