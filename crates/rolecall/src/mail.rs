//! Mail that waits in the outbox leaves. The token of an invitation is drawn when its mail is written, so that no secret ever lies
//! in the store: of the link only a hash is kept.

use jiff::Timestamp;
use rolecall_identity::{InvitationMail, Mail, Post, PostError, backoff, invitation};
use rolecall_organization::{Code, InvitationId, MemberId, Status};
use rolecall_store::OutboxRow;
use serde::Deserialize;

use crate::{Error, Rolecall, View};

/// How many mails leave in one go.
const AT_ONCE: u32 = 50;

/// What came of a go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Mails that left.
    pub sent: u32,
    /// Mails that nobody needs any more: the invitation was replaced, accepted or withdrawn.
    pub void: u32,
    /// Mails that will be tried again.
    pub later: u32,
    /// Mails that were given up.
    pub given_up: u32,
}

impl Delivery {
    /// Whether there may be more at once.
    pub fn is_full(&self) -> bool {
        self.sent + self.void + self.later + self.given_up >= AT_ONCE
    }
}

/// What an outbox row of kind `invitation` says.
#[derive(Deserialize)]
struct Invited {
    member: MemberId,
    invitation: InvitationId,
}

impl Rolecall {
    /// Sends the mails that are due. A mail that cannot leave is tried again later, further and further apart, for a day.
    ///
    /// # Errors
    /// [`Error::Store`] where the outbox cannot be read or written.
    pub async fn deliver(&self, post: &dyn Post) -> Result<Delivery, Error> {
        let mut delivery = Delivery::default();
        for row in self.store().outbox(self.now(), AT_ONCE).await? {
            let mail = match self.mail_of(&row).await {
                Ok(Some(mail)) => mail,
                Ok(None) => {
                    self.store().outbox_done(row.id, self.now()).await?;
                    delivery.void += 1;
                    continue;
                }
                Err(error) => {
                    self.put_off(&row, &PostError::Later(error.to_string()), &mut delivery).await?;
                    continue;
                }
            };
            match post.send(&mail).await {
                Ok(()) => {
                    self.store().outbox_done(row.id, self.now()).await?;
                    delivery.sent += 1;
                }
                Err(error) => self.put_off(&row, &error, &mut delivery).await?,
            }
        }
        Ok(delivery)
    }

    async fn put_off(
        &self,
        row: &OutboxRow,
        error: &PostError,
        delivery: &mut Delivery,
    ) -> Result<(), Error> {
        let wait = match error {
            PostError::Later(_) => backoff(row.attempts.saturating_add(1)),
            PostError::Never(_) => None,
        };
        tracing::warn!(outbox = row.id, attempts = row.attempts + 1, %error, again = wait.is_some(), "a mail did not leave");
        let again = wait.and_then(|wait| self.now().checked_add(wait).ok());
        match again {
            Some(_) => delivery.later += 1,
            None => delivery.given_up += 1,
        }
        Ok(self.store().outbox_failed(row.id, again).await?)
    }

    /// The mail that a row stands for; nothing where nobody needs it any more.
    async fn mail_of(&self, row: &OutboxRow) -> Result<Option<Mail>, Error> {
        let invited: Invited =
            serde_json::from_slice(&row.payload).map_err(|error| Error::ledger(&row.organization, &error))?;
        let tenant = match self.organization(row.organization.as_str()).await {
            Ok(tenant) => tenant,
            Err(Error::Refused(refusal)) if refusal.code == Code::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let view = tenant.view();
        let Some(expires_at) = waits(&view, &invited) else { return Ok(None) };
        let Some(person) = view.organization.people().person(&invited.member).cloned() else {
            return Ok(None);
        };
        let Some(to) = person.email else { return Ok(None) };
        let random = self.shared.outside.draw().map_err(Error::Randomness)?;
        let now = self.now();
        let (link, token) = invitation::link(row.organization.clone(), invited.invitation, random, now);
        self.store().put_invitation_link(&link).await?;
        let written = InvitationMail {
            id: &format!("outbox-{}", row.id),
            to: &to,
            to_name: person.name.as_deref(),
            organization: view.organization.policy().name.as_str(),
            product: &view.organization.catalog().name,
            token: &token,
            link: None,
            expires_at,
            date: now,
        };
        Ok(Some(written.write()))
    }
}

/// Until when an invitation can be accepted; nothing where it waits no more.
fn waits(view: &View, invited: &Invited) -> Option<Timestamp> {
    match &view.organization.member(&invited.member)?.status {
        Status::Invited(waiting) if waiting.id == invited.invitation => Some(waiting.expires_at),
        _ => None,
    }
}
