//! What identity asks of the store, handed to the thread that can answer.

use async_trait::async_trait;
use jiff::Timestamp;
use rolecall_organization::OrganizationId;
use rolecall_store::{Credential, Hash, IdentityStore, InvitationLink, StoreError, TokenRow};

use crate::{SqliteStore, restore, store::SMALL, tokens, writer::Request};

#[async_trait]
impl IdentityStore for SqliteStore {
    async fn put_token(&self, token: &TokenRow) -> Result<(), StoreError> {
        let token = token.clone();
        self.writer.write(SMALL, move |connection| tokens::put(connection, &token)).await
    }

    async fn token(&self, secret: &Hash) -> Result<Option<TokenRow>, StoreError> {
        let secret = *secret;
        self.readers.read(move |connection| tokens::by_secret(connection, &secret)).await
    }

    async fn tokens(
        &self,
        organization: Option<&OrganizationId>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<TokenRow>, StoreError> {
        let (organization, after) = (organization.cloned(), after.map(str::to_owned));
        let read =
            move |connection: &_| tokens::page(connection, organization.as_ref(), after.as_deref(), limit);
        self.readers.read(read).await
    }

    async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<Option<TokenRow>, StoreError> {
        let id = id.to_owned();
        self.writer.write(SMALL, move |connection| tokens::revoke(connection, &id, at)).await
    }

    async fn tokens_used(&self, used: &[(String, Timestamp)]) -> Result<(), StoreError> {
        let used = used.to_vec();
        self.writer.write(SMALL, move |connection| tokens::used(connection, &used)).await
    }

    async fn credential(&self, email: &str) -> Result<Option<Credential>, StoreError> {
        let email = email.to_owned();
        self.readers.read(move |connection| tokens::credential(connection, &email)).await
    }

    async fn credentials(&self, after: Option<&str>, limit: u32) -> Result<Vec<Credential>, StoreError> {
        let after = after.map(str::to_owned);
        self.readers.read(move |connection| tokens::credentials(connection, after.as_deref(), limit)).await
    }

    async fn restore_credentials(&self, credentials: &[Credential]) -> Result<(), StoreError> {
        let credentials = credentials.to_vec();
        let request = Request { rows: credentials.len(), ..SMALL };
        let write = move |connection: &_| restore::restore_credentials(connection, &credentials);
        self.writer.write(request, write).await
    }

    async fn invitation_links(
        &self,
        after: Option<&Hash>,
        limit: u32,
    ) -> Result<Vec<InvitationLink>, StoreError> {
        let after = after.copied();
        self.readers.read(move |connection| tokens::links(connection, after.as_ref(), limit)).await
    }

    async fn put_invitation_link(&self, link: &InvitationLink) -> Result<(), StoreError> {
        let link = link.clone();
        self.writer.write(SMALL, move |connection| tokens::put_link(connection, &link)).await
    }

    async fn invitation_link(&self, secret: &Hash) -> Result<Option<InvitationLink>, StoreError> {
        let secret = *secret;
        self.readers.read(move |connection| tokens::link(connection, &secret)).await
    }
}
