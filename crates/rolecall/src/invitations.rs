//! Invitations, as their holders use them: the link is the proof, and works once.

use rolecall_identity::{
    HashError, Limit, Password, PasswordContext, PasswordPolicy, PasswordRefusal, invitation, password,
};
use rolecall_organization::{Actor, Code, Command, MemberId, Refusal};
use rolecall_store::Credential;

use crate::{Error, Options, Rolecall, Tenant, View};

/// What came of an invitation that was accepted.
pub struct Accepted {
    /// The organization.
    pub tenant: Tenant,
    /// Who is a member now.
    pub member: MemberId,
}

impl Rolecall {
    /// Completes the registration of an invited person: the member is active, and the person signs in with the password from now
    /// on. Who has a password already gives that one: a link in a mailbox changes nobody's.
    ///
    /// # Errors
    /// `not_found` for a token that is none of ours, `invitation_expired`, `invitation_used`; `invalid` for a password that is not
    /// taken; `forbidden` where the person has another one.
    pub async fn accept_invitation(
        &self,
        token: &str,
        name: Option<&str>,
        chosen: &str,
    ) -> Result<Accepted, Error> {
        let unknown = || Refusal::new(Code::NotFound, "there is no such invitation");
        let secret = invitation::parse(token).map_err(|_| unknown())?;
        let link = self.store().invitation_link(&secret.hash()).await?.ok_or_else(unknown)?;
        let tenant = self.organization(link.organization.as_str()).await?;
        let view = tenant.view();
        let known = view.organization.policy().invitations.get(&link.invitation);
        let member = known.map(|(member, _)| member.clone()).ok_or_else(unknown)?;
        let command = Command::AcceptInvitation {
            invitation: link.invitation.to_string(),
            name: name.map(str::to_owned),
        };
        // An invitation that works no more is told as one, whatever the password.
        let rehearsal = Options { dry_run: true, ..Options::default() };
        tenant.execute(&Actor::Platform, &command, &rehearsal).await?;
        // Guessing a registered person's password through an invitation has to be slow.
        let attempts = &self.shared.passwords.attempts;
        attempts.attempt(&link.secret.to_string()).map_err(Error::TooManyAttempts)?;
        let credential = self.credential_for(&view, &member, name, chosen).await?;
        let options = Options { credential, ..Options::default() };
        tenant.execute(&Actor::Platform, &command, &options).await?;
        Ok(Accepted { tenant, member })
    }

    /// What is to be kept for a person who signs in for the first time; nothing for one who has signed in before, and gave the
    /// password of then.
    async fn credential_for(
        &self,
        view: &View,
        member: &MemberId,
        name: Option<&str>,
        chosen: &str,
    ) -> Result<Option<Credential>, Error> {
        let person = view.organization.people().person(member).cloned().unwrap_or_default();
        let Some(email) = person.email else {
            return Err(Refusal::new(Code::NotFound, "there is no such invitation").into());
        };
        let hasher = &self.shared.passwords.hasher;
        if let Some(kept) = self.store().credential(&email.comparable()).await? {
            let same = hasher
                .verify(Password::given(chosen), Some(kept.password))
                .await
                .map_err(|error| hashing(&error))?;
            return if same { Ok(None) } else { Err(other_password().into()) };
        }
        let organization = view.organization.policy().name.to_string();
        let context = PasswordContext {
            email: email.as_str(),
            name: name.or(person.name.as_deref()),
            organization: Some(&organization),
        };
        let password =
            password::accept(chosen, &context, self.shared.passwords.policy).map_err(|why| refused(&why))?;
        let salt = self.shared.outside.draw().map_err(Error::Randomness)?;
        let hash = hasher.hash(password, salt).await.map_err(|error| hashing(&error))?;
        Ok(Some(Credential { email: email.comparable(), password: hash, changed_at: self.now() }))
    }
}

/// How passwords are taken and hashed.
pub(crate) struct Passwords {
    pub hasher: rolecall_identity::Hasher,
    pub policy: PasswordPolicy,
    pub attempts: Limit<String>,
}

fn refused(why: &PasswordRefusal) -> Refusal {
    Refusal::invalid("password", why.to_string()).help(why.advice())
}

fn other_password() -> Refusal {
    Refusal::new(Code::Forbidden, "this person signs in already, with another password")
        .help("give the password that you sign in with")
}

fn hashing(error: &HashError) -> Error {
    Error::Password(error.to_string())
}
