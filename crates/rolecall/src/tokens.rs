//! API tokens: made, listed, revoked; and whose a request is. A token is looked up once and trusted for a few seconds, so that no
//! decision waits for the store; one revoked here is refused at once.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use jiff::{SignedDuration, Timestamp};
use rolecall_identity::{LastUsed, NewToken, Scope, Scopes, Secret, Standing, TokenRefusal, token};
use rolecall_organization::{Actor, Code, OrganizationId, Refusal};
use rolecall_store::{Hash, TokenRow};

use crate::{Error, Opened, Rolecall};

/// How long a token that was looked up is trusted. What another process revokes works here no longer than this.
const TRUSTED: SignedDuration = SignedDuration::from_secs(5);

/// How many tokens are trusted at once.
const MOST: usize = 10_000;

/// Whose token a request came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    token: String,
    organization: Option<OrganizationId>,
    scopes: Scopes,
}

impl Caller {
    /// The token's id, which is no secret.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Whether it administers organizations.
    pub fn is_platform(&self) -> bool {
        self.organization.is_none()
    }

    /// In whose name it acts where no member is named.
    pub fn itself(&self) -> Actor {
        if self.is_platform() { Actor::Platform } else { Actor::Organization }
    }

    /// Whether it was given a scope; a platform token has all.
    pub fn has(&self, scope: Scope) -> bool {
        self.is_platform() || self.scopes.contains(scope)
    }
}

/// A token to be made, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenForm {
    /// The organization, by id or slug; absent: a platform token.
    pub organization: Option<String>,
    /// What it is given: `decide`, `manage`, `read`, `records`.
    pub scopes: Vec<String>,
    /// What it is called.
    pub name: String,
    /// Until when it works.
    pub expires_at: Option<Timestamp>,
}

/// Tokens that were looked up of late, and when they were used.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    trusted: RwLock<HashMap<Hash, (TokenRow, Timestamp)>>,
    used: LastUsed,
}

impl Tokens {
    fn trusted(&self, secret: &Hash, now: Timestamp) -> Option<TokenRow> {
        let trusted = self.trusted.read().unwrap_or_else(PoisonError::into_inner);
        let (row, since) = trusted.get(secret)?;
        (now.duration_since(*since) < TRUSTED).then(|| row.clone())
    }

    fn trust(&self, row: TokenRow, now: Timestamp) {
        let mut trusted = self.trusted.write().unwrap_or_else(PoisonError::into_inner);
        if trusted.len() >= MOST {
            trusted.clear();
        }
        trusted.insert(row.secret, (row, now));
    }

    fn forget(&self, secret: &Hash) {
        self.trusted.write().unwrap_or_else(PoisonError::into_inner).remove(secret);
    }
}

impl Rolecall {
    /// Whose token it is; `None` where it is unknown, expired or revoked.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn authenticate(&self, text: &str) -> Result<Option<Caller>, Error> {
        let Ok(parsed) = token::parse(text) else { return Ok(None) };
        let (secret, now, tokens) = (parsed.hash(), self.now(), &self.shared.tokens);
        let row = match tokens.trusted(&secret, now) {
            Some(row) => row,
            None => match self.store().token(&secret).await? {
                Some(row) => {
                    tokens.trust(row.clone(), now);
                    row
                }
                None => return Ok(None),
            },
        };
        if token::standing(&row, now) != Standing::Valid {
            return Ok(None);
        }
        tokens.used.note(&row.id, now);
        let Ok(scopes) = token::scopes(&row) else { return Ok(None) };
        Ok(Some(Caller { token: row.id, organization: row.organization, scopes }))
    }

    /// The organization that a caller names by id or slug, if it is there for that caller: an organization token sees its own
    /// only, and looks up no other.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn organization_for(&self, caller: &Caller, named: &str) -> Result<Option<Opened>, Error> {
        let address = caller.organization.as_ref().map_or(named, OrganizationId::as_str);
        let found = match self.opened(address).await {
            Ok(found) => found,
            Err(Error::Refused(refusal)) if refusal.code == Code::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok((caller.is_platform() || found.is_named(named)).then_some(found))
    }

    /// Makes a token. The secret is shown once: only its hash is kept.
    ///
    /// # Errors
    /// A refusal `invalid` for a field that is not what it must be, `not_found` where there is no such organization.
    pub async fn create_token(&self, form: &TokenForm) -> Result<(TokenRow, Secret), Error> {
        let organization = match &form.organization {
            Some(named) => Some(self.organization(named).await?.id().clone()),
            None => None,
        };
        let scopes = Scopes::parse(form.scopes.iter().map(String::as_str))
            .map_err(|error| Refusal::invalid("scopes", error.to_string()))?;
        let new = NewToken { organization, scopes, name: form.name.clone(), expires_at: form.expires_at };
        let random = self.shared.outside.draw().map_err(Error::Randomness)?;
        let made = new
            .make(random, self.now())
            .map_err(|error| Refusal::invalid(field(error), error.to_string()))?;
        self.store().put_token(&made.0).await?;
        Ok(made)
    }

    /// Tokens by id, behind `after`: those of one organization, or all.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn tokens(
        &self,
        organization: Option<&OrganizationId>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<TokenRow>, Error> {
        Ok(self.store().tokens(organization, after, limit).await?)
    }

    /// Revokes a token: it works no more from now on. Twice is once.
    ///
    /// # Errors
    /// `not_found` where there is none.
    pub async fn revoke_token(&self, id: &str) -> Result<TokenRow, Error> {
        let revoked = self.store().revoke_token(id, self.now()).await?;
        let row = revoked.ok_or_else(|| Refusal::not_found("token", id))?;
        self.shared.tokens.forget(&row.secret);
        Ok(row)
    }

    /// Writes down when tokens were last used. To be called every minute or so, and at the end.
    ///
    /// # Errors
    /// [`Error::Store`]; what was to be written is kept for the next time.
    pub async fn write_token_uses(&self) -> Result<(), Error> {
        let used = self.shared.tokens.used.take();
        if used.is_empty() {
            return Ok(());
        }
        let written = self.store().tokens_used(&used).await;
        if written.is_err() {
            self.shared.tokens.used.put_back(used);
        }
        Ok(written?)
    }
}

fn field(refusal: TokenRefusal) -> &'static str {
    match refusal {
        TokenRefusal::NameMissing | TokenRefusal::NameTooLong | TokenRefusal::NameUnprintable => "name",
        TokenRefusal::ExpiryPast => "expires_at",
        TokenRefusal::ScopeMissing | TokenRefusal::ScopeOfPlatform => "scopes",
    }
}
