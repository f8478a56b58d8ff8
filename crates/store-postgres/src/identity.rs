//! What identity asks of the store, handed to a connection.

use async_trait::async_trait;
use jiff::Timestamp;
use rolecall_organization::OrganizationId;
use rolecall_store::{Credential, Hash, IdentityStore, InvitationLink, StoreError, TokenRow};

use crate::{PostgresStore, restore, tokens};

#[async_trait]
impl IdentityStore for PostgresStore {
    async fn put_token(&self, token: &TokenRow) -> Result<(), StoreError> {
        let token = token.clone();
        self.run(async move |client| tokens::put(&client, &token).await).await
    }

    async fn token(&self, secret: &Hash) -> Result<Option<TokenRow>, StoreError> {
        let secret = *secret;
        self.run(async move |client| tokens::by_secret(&client, &secret).await).await
    }

    async fn tokens(
        &self,
        organization: Option<&OrganizationId>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<TokenRow>, StoreError> {
        let (organization, after) = (organization.cloned(), after.map(str::to_owned));
        let read =
            async move |client| tokens::page(&client, organization.as_ref(), after.as_deref(), limit).await;
        self.run(read).await
    }

    async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<Option<TokenRow>, StoreError> {
        let id = id.to_owned();
        self.run(async move |client| tokens::revoke(&client, &id, at).await).await
    }

    async fn tokens_used(&self, used: &[(String, Timestamp)]) -> Result<(), StoreError> {
        let used = used.to_vec();
        self.run(async move |client| tokens::used(&client, &used).await).await
    }

    async fn credential(&self, email: &str) -> Result<Option<Credential>, StoreError> {
        let email = email.to_owned();
        self.run(async move |client| tokens::credential(&client, &email).await).await
    }

    async fn credentials(&self, after: Option<&str>, limit: u32) -> Result<Vec<Credential>, StoreError> {
        let after = after.map(str::to_owned);
        self.run(async move |client| tokens::credentials(&client, after.as_deref(), limit).await).await
    }

    async fn restore_credentials(&self, credentials: &[Credential]) -> Result<(), StoreError> {
        let credentials = credentials.to_vec();
        self.run(async move |client| restore::restore_credentials(client, credentials).await).await
    }

    async fn invitation_links(
        &self,
        after: Option<&Hash>,
        limit: u32,
    ) -> Result<Vec<InvitationLink>, StoreError> {
        let after = after.copied();
        self.run(async move |client| tokens::links(&client, after.as_ref(), limit).await).await
    }

    async fn put_invitation_link(&self, link: &InvitationLink) -> Result<(), StoreError> {
        let link = link.clone();
        self.run(async move |client| tokens::put_link(&client, &link).await).await
    }

    async fn invitation_link(&self, secret: &Hash) -> Result<Option<InvitationLink>, StoreError> {
        let secret = *secret;
        self.run(async move |client| tokens::link(&client, &secret).await).await
    }
}
