//! The ids of an organization. Generated ones carry a reserved prefix, so that none can pass for an e-mail address or
//! for an id of the product's own (design, section 8: *Ids*).

use std::{borrow::Borrow, fmt, str::FromStr, sync::Arc};

use rolecall_catalog::InvalidId;
use serde::{Deserialize, Serialize};

/// Prefixes that only generated ids begin with.
pub const RESERVED_PREFIXES: &[&str] =
    &["org_", "mem_", "rol_", "pos_", "grp_", "shr_", "con_", "inv_", "cmd_"];

/// Whether a text begins like a generated id.
pub fn is_reserved(text: &str) -> bool {
    RESERVED_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}

const OWN: &str = "use 1 to 255 printable characters without white space at either end";

fn own(text: &str) -> bool {
    let readable = !text.is_empty() && text.len() <= 255 && text.trim() == text;
    readable && !text.chars().any(char::is_control)
}

fn slug(text: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends = text.starts_with(word) && text.ends_with(word);
    ends && text.len() <= 63 && text.chars().all(|c| word(c) || c == '-')
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident: $what:literal, $valid:expr, $rule:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Parses.
            ///
            /// # Errors
            /// [`InvalidId`] with what would be right.
            pub fn new(text: &str) -> Result<Self, InvalidId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    return Ok(Self(text.into()));
                }
                Err(InvalidId { value: text.to_owned(), what: $what, rule: $rule })
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{:?}", &*self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// An organization: `org_...`.
    OrganizationId: "organization id", |text| text.starts_with("org_") && own(text), "it begins with `org_`";
    /// The name of an organization in its address.
    Slug: "slug", slug, "use lowercase letters, digits and `-`, at most 63, not `-` at either end";
    /// A member: `mem_...`.
    MemberId: "member id", |text| text.starts_with("mem_") && own(text), "it begins with `mem_`";
    /// A group: `grp_...`.
    GroupId: "group id", |text| text.starts_with("grp_") && own(text), "it begins with `grp_`";
    /// A sharing rule: `shr_...`.
    SharingRuleId: "sharing rule id", |text| text.starts_with("shr_") && own(text), "it begins with `shr_`";
    /// An invitation: `inv_...`. Sending it again makes another.
    InvitationId: "invitation id", |text| text.starts_with("inv_") && own(text), "it begins with `inv_`";
    /// A command: `cmd_...`, or any text the caller chose. The same id twice is one change.
    CommandId: "command id", own, OWN;
    /// A container: `con_...`, or the product's own id.
    ContainerId: "container id", own, OWN;
    /// A record, by the product's own id. Unique within its module.
    RecordId: "record id", own, OWN;
    /// The product's own id of a member.
    ExternalId: "external id", |text| own(text) && !is_reserved(text) && !text.contains('@'),
        "use 1 to 255 printable characters without `@`, and not a reserved beginning such as `mem_`";
    /// An e-mail address, compared without regard to case.
    Email: "e-mail address", email, "write it as `name@example.com`, at most 254 characters";
    /// A client company, by name.
    Company: "company", own, OWN;
}

/// As far as a check can go without sending mail: one `@` between two parts, no white space, at most 254 characters
/// (RFC 5321, section 4.5.3.1.3).
fn email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    let sound = parts.is_some_and(|(local, domain)| {
        !local.is_empty()
            && !local.contains('@')
            && !domain.is_empty()
            && !domain.starts_with('.')
            && !domain.ends_with('.')
    });
    sound && text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control())
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
