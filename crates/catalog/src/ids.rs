//! The ids of a catalog: small strings that are parsed and normalised once, and never confused with each other.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Why a text is no id, with what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is no {what}: {rule}")]
pub struct InvalidId {
    /// The text as it was given.
    pub value: String,
    /// What it was meant to be, e.g. `module`.
    pub what: &'static str,
    /// What would be right, in words.
    pub rule: &'static str,
}

const IDENTIFIER: &str =
    "use a lowercase letter, then lowercase letters, digits, `_` or `-`, at most 64 in all";
const NAME: &str = "use 1 to 120 characters, none of them a control character";

fn identifier(text: &str) -> Option<String> {
    let mut letters = text.chars();
    let first = letters.next()?.is_ascii_lowercase();
    let rest = letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-');
    (first && rest && text.len() <= 64).then(|| text.to_owned())
}

/// Trims, brings to Unicode NFC and folds inner white space; `None` where nothing readable is left.
fn name(text: &str) -> Option<String> {
    let composed: String = text.nfc().collect();
    let folded = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !folded.is_empty() && folded.chars().count() <= 120 && !folded.chars().any(char::is_control);
    fits.then_some(folded)
}

/// The form in which names are compared: Unicode NFKC, lowercase (design, section 3, `name_taken`).
pub fn comparable(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// Declares ids: small strings with a private field that are parsed and normalised once, serde through the parser. Each is given
/// as `/// docs` `Name: "what it is", normalise, RULE;` - `normalise` answers the text as it is kept, or `None` where it is no
/// such id, and `RULE` says what would be right.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident: $what:literal, $normalise:expr, $rule:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(::std::sync::Arc<str>);

        impl $name {
            /// Parses and normalises.
            ///
            /// # Errors
            /// [`InvalidId`](crate::InvalidId) with what would be right.
            pub fn new(text: &str) -> Result<Self, $crate::InvalidId> {
                let normalise: fn(&str) -> Option<String> = $normalise;
                normalise(text).map(|id| Self(id.into())).ok_or_else(|| $crate::InvalidId {
                    value: text.to_owned(),
                    what: $what,
                    rule: $rule,
                })
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        // By hand: every answer holds ids, and what is derived makes a new text of each.
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::InvalidId;
            fn from_str(text: &str) -> Result<Self, $crate::InvalidId> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidId;
            fn try_from(text: String) -> Result<Self, $crate::InvalidId> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(out, "{:?}", &*self.0)
            }
        }

        impl ::std::borrow::Borrow<str> for $name {
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
    /// Names a catalog: `zoho-crm`.
    CatalogId: "catalog id", identifier, IDENTIFIER;
    /// A kind of record that the product protects: `customers`.
    ModuleId: "module", identifier, IDENTIFIER;
    /// What may be done in a module: `view`, `export`.
    ActionId: "action", identifier, IDENTIFIER;
    /// A dimension that cuts access by value: `location`.
    SegmentId: "segment", identifier, IDENTIFIER;
    /// A kind of member: `user`, `client`, `contact`.
    KindId: "member kind", identifier, IDENTIFIER;
    /// A kind of container: `project`, `application`.
    ContainerKindId: "container kind", identifier, IDENTIFIER;
    /// Something that an organization has or lacks: `customer_owner`.
    FeatureId: "feature", identifier, IDENTIFIER;
    /// A plan: `free`, `enterprise`.
    EditionId: "edition", identifier, IDENTIFIER;
    /// Something an edition counts: `members`, `positions`.
    LimitId: "limit", identifier, IDENTIFIER;
    /// A role. A built-in role's id is its name in the catalog; a custom role's id is generated (`rol_...`).
    RoleId: "role", name, NAME;
    /// A position. A built-in position's id is its name in the catalog; a made one's id is generated (`pos_...`).
    PositionId: "position", name, NAME;
    /// The name of a role, position, group or container: trimmed, Unicode NFC, 1 to 120 characters.
    Name: "name", name, NAME;
    /// One value of a segment: `Berlin`.
    SegmentValue: "segment value", name, NAME;
}

macro_rules! said_as {
    ($($name:ident)*) => {$(
        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }
    )*};
}

// A catalog's ids are compared with the words that a file says.
said_as! { CatalogId ModuleId ActionId SegmentId KindId ContainerKindId FeatureId EditionId LimitId RoleId PositionId Name SegmentValue }

impl Name {
    /// The form in which names are compared.
    pub fn comparable(&self) -> String {
        comparable(self.as_str())
    }
}

/// A module and an action: `invoices:edit`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Permission {
    /// The module.
    pub module: ModuleId,
    /// The action in it.
    pub action: ActionId,
}

impl Permission {
    /// A permission of its two parts.
    pub fn new(module: ModuleId, action: ActionId) -> Self {
        Self { module, action }
    }
}

impl FromStr for Permission {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId {
            value: text.to_owned(),
            what: "permission",
            rule: "write `module:action`, e.g. `invoices:edit`",
        };
        let (module, action) = text.split_once(':').ok_or_else(invalid)?;
        Ok(Self { module: module.parse()?, action: action.parse()? })
    }
}

impl TryFrom<String> for Permission {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<Permission> for String {
    fn from(permission: Permission) -> String {
        permission.to_string()
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.module, self.action)
    }
}

impl fmt::Debug for Permission {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}
