//! API tokens: how one is made, read, and whether it works (design, section 6).

use jiff::Timestamp;
use rolecall_organization::{OrganizationId, Seed};
use rolecall_store::{Hash, TokenRow};

use crate::{InvalidToken, Scopes, Secret, UnknownScope};

#[cfg(test)]
mod tests;

/// At most so many characters has the name of a token.
pub const TOKEN_NAME_MAXIMUM: usize = 100;

/// What kind of token it is; its beginning tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Administers organizations, and may act for a member.
    Platform,
    /// Bound to one organization and to its scopes.
    Organization,
}

impl TokenKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Platform, Self::Organization];

    /// What a token of this kind begins with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Platform => "rolecall_pt_",
            Self::Organization => "rolecall_ot_",
        }
    }
}

/// A token as somebody sent it: well formed, which says nothing about whether it is known.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// Its kind.
    pub kind: TokenKind,
    /// The token.
    pub secret: Secret,
}

impl Parsed {
    /// What a store finds it by.
    pub fn hash(&self) -> Hash {
        self.secret.hash()
    }
}

/// Reads a token.
///
/// # Errors
/// What is wrong with it, without repeating it.
pub fn parse(text: &str) -> Result<Parsed, InvalidToken> {
    let kind = TokenKind::ALL.into_iter().find(|kind| text.starts_with(kind.prefix()));
    let kind = kind.ok_or(InvalidToken::Foreign)?;
    Ok(Parsed { kind, secret: Secret::parse(kind.prefix(), text)? })
}

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The organization it is bound to; `None` makes a platform token.
    pub organization: Option<OrganizationId>,
    /// What it may do there; empty for a platform token, which may do everything.
    pub scopes: Scopes,
    /// What its maker calls it.
    pub name: String,
    /// From this instant on it works no more; `None` for one that works until it is revoked.
    pub expires_at: Option<Timestamp>,
}

/// Why a token is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// It has no name.
    #[error("a token needs a name that says what it is for")]
    NameMissing,
    /// Its name is too long.
    #[error("the name of a token has at most {TOKEN_NAME_MAXIMUM} characters")]
    NameTooLong,
    /// Its name has control characters, such as a line break.
    #[error("the name of a token is one line of printable characters")]
    NameUnprintable,
    /// It would never work.
    #[error("the token would have expired already")]
    ExpiryPast,
    /// It could do nothing.
    #[error("a token of an organization needs at least one scope: decide, manage, read or records")]
    ScopeMissing,
    /// A platform token was given scopes.
    #[error("a platform token may do everything: it takes no scopes")]
    ScopeOfPlatform,
}

impl NewToken {
    /// Makes the token of 32 bytes that were drawn at random: the row to keep, and the secret to show once.
    ///
    /// # Errors
    /// Why it is not made.
    pub fn make(self, random: [u8; 32], now: Timestamp) -> Result<(TokenRow, Secret), TokenRefusal> {
        let name = sound_name(&self.name)?;
        let kind = self.kind()?;
        if self.expires_at.is_some_and(|end| end <= now) {
            return Err(TokenRefusal::ExpiryPast);
        }
        let secret = Secret::make(kind.prefix(), random);
        let row = TokenRow {
            id: id(random, now),
            secret: secret.hash(),
            organization: self.organization,
            scopes: self.scopes.words(),
            name,
            created_at: now,
            expires_at: self.expires_at,
            last_used_at: None,
            revoked_at: None,
        };
        Ok((row, secret))
    }

    fn kind(&self) -> Result<TokenKind, TokenRefusal> {
        match (&self.organization, self.scopes.is_empty()) {
            (Some(_), true) => Err(TokenRefusal::ScopeMissing),
            (Some(_), false) => Ok(TokenKind::Organization),
            (None, true) => Ok(TokenKind::Platform),
            (None, false) => Err(TokenRefusal::ScopeOfPlatform),
        }
    }
}

fn sound_name(name: &str) -> Result<String, TokenRefusal> {
    let name = name.trim();
    if name.is_empty() {
        return Err(TokenRefusal::NameMissing);
    }
    if name.chars().count() > TOKEN_NAME_MAXIMUM {
        return Err(TokenRefusal::NameTooLong);
    }
    if name.chars().any(char::is_control) {
        return Err(TokenRefusal::NameUnprintable);
    }
    Ok(name.to_owned())
}

/// `tok_...`, in the order of making. It comes out of the secret's own bytes by a hash, so it tells nothing of them.
fn id(random: [u8; 32], now: Timestamp) -> String {
    Seed(random).id("tok_", u64::try_from(now.as_millisecond()).unwrap_or_default())
}

/// Whether a token works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It works.
    Valid,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

/// Whether a token works at an instant. One that is revoked is so whatever its time.
pub fn standing(token: &TokenRow, now: Timestamp) -> Standing {
    if token.revoked_at.is_some() {
        Standing::Revoked
    } else if token.expires_at.is_some_and(|end| end <= now) {
        Standing::Expired
    } else {
        Standing::Valid
    }
}

/// The scopes of a token that is kept.
///
/// # Errors
/// The word that this version does not know: such a token must not work.
pub fn scopes(token: &TokenRow) -> Result<Scopes, UnknownScope> {
    Scopes::parse(token.scopes.iter().map(String::as_str))
}
