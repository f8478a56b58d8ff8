//! API tokens: made, listed, revoked; and whose a request is. A token is looked up once and trusted for a few seconds, so that no
//! decision waits for the store; one revoked here is refused at once.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
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

/// The longest text that is looked for among those trusted: more than any token has.
const LONGEST: usize = 128;

/// Whose token a request came with. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(Arc<Known>);

#[derive(Debug, PartialEq, Eq)]
struct Known {
    token: String,
    /// What a store finds the token by.
    secret: Hash,
    organization: Option<OrganizationId>,
    scopes: Scopes,
}

impl Caller {
    /// The token's id, which is no secret.
    pub fn token(&self) -> &str {
        &self.0.token
    }

    /// Whether it administers organizations.
    pub fn is_platform(&self) -> bool {
        self.0.organization.is_none()
    }

    /// In whose name it acts where no member is named.
    pub fn itself(&self) -> Actor {
        if self.is_platform() { Actor::Platform } else { Actor::Organization }
    }

    /// Whether it was given a scope; a platform token has all.
    pub fn has(&self, scope: Scope) -> bool {
        self.is_platform() || self.0.scopes.contains(scope)
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
    kept: RwLock<Kept>,
    /// How many were revoked here: what was looked up meanwhile may have been read before.
    revoked: AtomicU64,
    used: LastUsed,
}

#[derive(Debug, Default)]
struct Kept {
    trusted: HashMap<Hash, Arc<Trusted>>,
    /// Tokens by id whose revocation began here and has no outcome yet: they are looked up each time.
    doubtful: HashSet<String>,
}

/// A token that was looked up, read once for all requests that come with it.
#[derive(Debug)]
struct Trusted {
    row: TokenRow,
    /// Absent where it was given what this version does not know.
    caller: Option<Caller>,
    since: Timestamp,
    /// The minute of the last use that was noted.
    noted: AtomicI64,
}

impl Trusted {
    fn new(row: TokenRow, since: Timestamp) -> Self {
        let known = token::scopes(&row).map(|scopes| Known {
            token: row.id.clone(),
            secret: row.secret,
            organization: row.organization.clone(),
            scopes,
        });
        let caller = known.ok().map(|known| Caller(Arc::new(known)));
        Self { row, caller, since, noted: AtomicI64::new(i64::MIN) }
    }

    /// Notes a use, once a minute.
    fn note(&self, used: &LastUsed, now: Timestamp) {
        let minute = now.as_second().div_euclid(60);
        if self.noted.swap(minute, Ordering::Relaxed) != minute {
            used.note(&self.row.id, now);
        }
    }
}

impl Tokens {
    fn trusted(&self, secret: &Hash, now: Timestamp) -> Option<Arc<Trusted>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let found = kept.trusted.get(secret)?;
        let age = now.duration_since(found.since);
        // A clock that was set back would prolong the trust by as much.
        (!age.is_negative() && age < TRUSTED).then(|| Arc::clone(found))
    }

    /// How many were revoked here so far.
    fn revoked(&self) -> u64 {
        self.revoked.load(Ordering::Acquire)
    }

    /// A token that was looked up when so many were `revoked`. It is kept for the next request unless one was since, or it is
    /// about to be.
    fn trust(&self, row: TokenRow, revoked: u64, now: Timestamp) -> Arc<Trusted> {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.trusted.len() >= MOST {
            kept.trusted.clear();
        }
        let (secret, found) = (row.secret, Arc::new(Trusted::new(row, now)));
        if self.revoked() == revoked && !kept.doubtful.contains(&found.row.id) {
            kept.trusted.insert(secret, Arc::clone(&found));
        }
        found
    }

    /// The revocation of a token begins. Whoever asked for it may leave before there is an outcome, and it may come to pass all
    /// the same: until one is known, the token is not trusted.
    fn doubt(&self, id: &str) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.trusted.retain(|_, found| found.row.id != id);
        kept.doubtful.insert(id.to_owned());
    }

    /// The revocation of a token has an outcome: what is looked up from now on knows it.
    fn settle(&self, id: &str) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        self.revoked.fetch_add(1, Ordering::Release);
        kept.doubtful.remove(id);
    }
}

impl Rolecall {
    /// Whose token it is; `None` where it is unknown, expired or revoked.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn authenticate(&self, text: &str) -> Result<Option<Caller>, Error> {
        let (now, tokens) = (self.now(), &self.shared.tokens);
        // A store finds a token by the hash of its text, so what is trusted was found sound before.
        let known =
            (text.len() <= LONGEST).then(|| tokens.trusted(&Hash::of(text.as_bytes()), now)).flatten();
        let found = match known {
            Some(found) => found,
            None => match self.looked_up(text, now).await? {
                Some(found) => found,
                None => return Ok(None),
            },
        };
        if token::standing(&found.row, now) != Standing::Valid {
            return Ok(None);
        }
        found.note(&tokens.used, now);
        Ok(found.caller.clone())
    }

    async fn looked_up(&self, text: &str, now: Timestamp) -> Result<Option<Arc<Trusted>>, Error> {
        let Ok(parsed) = token::parse(text) else { return Ok(None) };
        self.read_token(&parsed.hash(), now).await
    }

    async fn read_token(&self, secret: &Hash, now: Timestamp) -> Result<Option<Arc<Trusted>>, Error> {
        let revoked = self.shared.tokens.revoked();
        let row = self.store().token(secret).await?;
        Ok(row.map(|row| self.shared.tokens.trust(row, revoked, now)))
    }

    /// Whether the token that a caller came with still works: for what goes on for long after it was authenticated.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn still_works(&self, caller: &Caller) -> Result<bool, Error> {
        let (now, tokens) = (self.now(), &self.shared.tokens);
        let found = match tokens.trusted(&caller.0.secret, now) {
            Some(found) => Some(found),
            None => self.read_token(&caller.0.secret, now).await?,
        };
        let valid = found.filter(|found| token::standing(&found.row, now) == Standing::Valid);
        if let Some(found) = &valid {
            found.note(&tokens.used, now);
        }
        Ok(valid.is_some())
    }

    /// The organization that a caller names by id or slug, if it is there for that caller: an organization token sees its own
    /// only, and looks up no other.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn organization_for(&self, caller: &Caller, named: &str) -> Result<Option<Opened>, Error> {
        let address = caller.0.organization.as_ref().map_or(named, OrganizationId::as_str);
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
        let absent = || Refusal::not_found("token", id);
        if id.contains('\0') {
            // No id has one, and not every store takes it in a text.
            return Err(absent().into());
        }
        self.shared.tokens.doubt(id);
        // After an error the outcome is unknown: the doubt stays.
        let revoked = self.store().revoke_token(id, self.now()).await?;
        self.shared.tokens.settle(id);
        Ok(revoked.ok_or_else(absent)?)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str, now: Timestamp) -> TokenRow {
        let scopes = Scopes::parse(["decide"]).expect("a scope");
        let organization = "org_1".parse().ok();
        let new = NewToken { organization, scopes, name: name.to_owned(), expires_at: None };
        new.make([7; 32], now).expect("a token").0
    }

    #[test]
    fn what_is_revoked_while_it_is_looked_up_is_not_trusted_afterwards() {
        let (tokens, now) = (Tokens::default(), Timestamp::UNIX_EPOCH);
        let row = made("billing", now);
        let before = tokens.revoked();
        tokens.doubt(&row.id);
        tokens.settle(&row.id);
        tokens.trust(row.clone(), before, now);
        assert!(tokens.trusted(&row.secret, now).is_none());
        tokens.trust(row.clone(), tokens.revoked(), now);
        assert!(tokens.trusted(&row.secret, now).is_some());
    }

    #[test]
    fn what_is_about_to_be_revoked_is_not_trusted_until_the_outcome_is_known() {
        let (tokens, now) = (Tokens::default(), Timestamp::UNIX_EPOCH);
        let row = made("billing", now);
        tokens.trust(row.clone(), tokens.revoked(), now);
        tokens.doubt(&row.id);
        assert!(tokens.trusted(&row.secret, now).is_none());
        tokens.trust(row.clone(), tokens.revoked(), now);
        assert!(tokens.trusted(&row.secret, now).is_none());
        tokens.settle(&row.id);
        tokens.trust(row.clone(), tokens.revoked(), now);
        assert!(tokens.trusted(&row.secret, now).is_some());
    }

    #[test]
    fn trust_ends_after_a_few_seconds_and_where_the_clock_goes_back() {
        let (tokens, now) = (Tokens::default(), Timestamp::UNIX_EPOCH);
        let row = made("billing", now);
        tokens.trust(row.clone(), tokens.revoked(), now);
        let at = |millis| now + SignedDuration::from_millis(millis);
        let trusted = [-1, 0, 4_999, 5_000].map(|millis| tokens.trusted(&row.secret, at(millis)).is_some());
        assert_eq!(trusted, [false, true, true, false]);
    }
}
