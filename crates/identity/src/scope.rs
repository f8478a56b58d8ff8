//! What an organization token was given.

use std::{collections::BTreeSet, fmt, str::FromStr};

/// One thing that an organization token may do. In the order of their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Ask questions: `AuthZEN`, explain, access.
    Decide,
    /// Every command that is no writing of records, with or without an actor.
    Manage,
    /// Readings, and the audit log.
    Read,
    /// Write records.
    Records,
}

/// A word that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is no scope: there are decide, manage, read and records")]
pub struct UnknownScope {
    /// The word.
    pub word: String,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Decide, Self::Manage, Self::Read, Self::Records];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Manage => "manage",
            Self::Read => "read",
            Self::Records => "records",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, UnknownScope> {
        let named = Self::ALL.into_iter().find(|scope| scope.as_str() == word);
        named.ok_or_else(|| UnknownScope { word: word.to_owned() })
    }
}

/// A set of scopes; printed with commas, in the order of their words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Every scope.
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// The scopes of a list of words, as a caller sends it or a store keeps it.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownScope> {
        words.into_iter().map(str::parse).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a scope is among them.
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each, in order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// Their words, in order: the form in which a store keeps them.
    pub fn words(&self) -> Vec<String> {
        self.iter().map(|scope| scope.to_string()).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words().join(","))
    }
}

/// Words with commas between them, as on a command line.
impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::parse(text.split(',').map(str::trim).filter(|word| !word.is_empty()))
    }
}
