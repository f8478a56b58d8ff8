//! What a store keeps of identity: API tokens, passwords of persons, links of invitations. Of every secret it keeps a
//! hash; the secret itself never comes here.

use async_trait::async_trait;
use jiff::Timestamp;
use rolecall_organization::{InvitationId, OrganizationId};

use crate::{Hash, StoreError};

/// An API token, as it is kept. Times are kept in whole microseconds; what is finer is cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its id, which is no secret.
    pub id: String,
    /// The SHA-256 of the token: 256 random bits need no slow hash (OWASP ASVS 5.0, 6.5.2).
    pub secret: Hash,
    /// The organization it is bound to; `None` for a platform token.
    pub organization: Option<OrganizationId>,
    /// What it was given, in the caller's words; they come back in the order given. Empty for a platform token.
    pub scopes: Vec<String>,
    /// What its maker calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From this instant on it works no more.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// What a person signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The person's e-mail address, in the form that compares.
    pub email: String,
    /// The password's hash, in PHC form.
    pub password: String,
    /// When it was set.
    pub changed_at: Timestamp,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Credential").field("changed_at", &self.changed_at).finish_non_exhaustive()
    }
}

/// The link of an invitation. An invitation that was mailed twice, because the first answer was lost, has two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLink {
    /// The SHA-256 of the token in it.
    pub secret: Hash,
    /// Whose invitation.
    pub organization: OrganizationId,
    /// Which. What became of it stands in the organization's policy.
    pub invitation: InvitationId,
    /// When the link was made.
    pub created_at: Timestamp,
}

/// Keeps tokens, credentials and links. Every read sees every write that was acknowledged before.
#[async_trait]
pub trait IdentityStore: Send + Sync {
    /// Keeps a new token.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where its id or its secret is there already, or the organization is not.
    async fn put_token(&self, token: &TokenRow) -> Result<(), StoreError>;

    /// The token with a secret, whatever became of it.
    async fn token(&self, secret: &Hash) -> Result<Option<TokenRow>, StoreError>;

    /// Tokens by id, behind `after`: those of one organization, or all.
    async fn tokens(
        &self,
        organization: Option<&OrganizationId>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<TokenRow>, StoreError>;

    /// Revokes a token; answers what it is then, `None` where there is none. The time of the first revocation stays.
    async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<Option<TokenRow>, StoreError>;

    /// Notes when tokens were last used; an earlier time than the one noted is ignored.
    async fn tokens_used(&self, used: &[(String, Timestamp)]) -> Result<(), StoreError>;

    /// What a person signs in with. It comes here with the entry that registers the person (`NewEntry::credential`).
    async fn credential(&self, email: &str) -> Result<Option<Credential>, StoreError>;

    /// Credentials by e-mail address, behind `after`.
    async fn credentials(&self, after: Option<&str>, limit: u32) -> Result<Vec<Credential>, StoreError>;

    /// Keeps credentials that another store kept, all of them or none.
    ///
    /// # Errors
    /// [`crate::Conflict::Credential`] where one of these persons has some already.
    async fn restore_credentials(&self, credentials: &[Credential]) -> Result<(), StoreError>;

    /// Keeps a link.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where its secret is there already, or the organization is not.
    async fn put_invitation_link(&self, link: &InvitationLink) -> Result<(), StoreError>;

    /// The link with a secret.
    async fn invitation_link(&self, secret: &Hash) -> Result<Option<InvitationLink>, StoreError>;

    /// Links by secret, behind `after`.
    async fn invitation_links(
        &self,
        after: Option<&Hash>,
        limit: u32,
    ) -> Result<Vec<InvitationLink>, StoreError>;
}
