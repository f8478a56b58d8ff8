//! The mail that brings an invitation.

use jiff::Timestamp;
use rolecall_organization::Email;

use super::{Mail, one_line, unbroken};
use crate::Secret;

/// An invitation to be mailed.
#[derive(Debug, Clone, Copy)]
pub struct InvitationMail<'a> {
    /// What makes it the same mail when it is sent a second time.
    pub id: &'a str,
    /// To whom.
    pub to: &'a Email,
    /// The name of that person.
    pub to_name: Option<&'a str>,
    /// The organization that invites.
    pub organization: &'a str,
    /// The product that the person is invited into.
    pub product: &'a str,
    /// The token.
    pub token: &'a Secret,
    /// The page that takes the token, with the token in it, where there is such a page.
    pub link: Option<&'a str>,
    /// Until when the invitation can be accepted.
    pub expires_at: Timestamp,
    /// When the mail is written.
    pub date: Timestamp,
}

impl InvitationMail<'_> {
    /// The mail. The token stands on a line of its own behind `token: `, so that programs can read it; no other line can
    /// begin so, whatever the names in it are.
    pub fn write(&self) -> Mail {
        let (organization, product) = (one_line(self.organization), one_line(self.product));
        Mail {
            id: self.id.to_owned(),
            to: self.to.clone(),
            to_name: self.to_name.map(str::to_owned),
            subject: format!("Invitation to {product} by {organization}"),
            text: self.text(&organization, &product),
            date: self.date,
        }
    }

    fn text(&self, organization: &str, product: &str) -> String {
        let greeting = match self.to_name.map(one_line).filter(|name| !name.is_empty()) {
            Some(name) => format!("Hello {name},"),
            None => "Hello,".to_owned(),
        };
        let how = match self.link {
            Some(link) => format!("To accept, open this page and choose a password:\n\n<{}>", unbroken(link)),
            None => format!("To accept, give this token to {product}:"),
        };
        let token = self.token.expose();
        let until = self.expires_at.strftime("%-d %B %Y, %H:%M UTC");
        format!(
            "{greeting}\n\nYou are invited to {product} by {organization}.\n\n{how}\n\ntoken: {token}\n\n\
             It works once, until {until}.\n\n\
             Keep it to yourself: whoever has it can join in your place.\n\
             If you did not expect this invitation, do nothing, and nothing will happen.\n"
        )
    }
}
