//! What people and programs prove themselves with: API tokens, passwords, links of invitations; the mail that
//! carries a link; and how often anyone may try.
//!
//! Of every secret only a hash is kept ([`rolecall_store::IdentityStore`]); the secret itself is shown once. Time and
//! randomness are arguments here as everywhere.
#![deny(missing_docs)]

mod hasher;
pub mod invitation;
mod last_used;
mod limit;
mod mail;
pub mod password;
mod post;
mod scope;
mod secret;
pub mod token;

pub use hasher::{HashCost, HashError, Hasher};
pub use invitation::INVITATION_PREFIX;
pub use last_used::LastUsed;
pub use limit::{Limit, Rate, TooMany};
pub use mail::{InvalidSender, InvitationMail, Mail, Sender, UnfitMail};
pub use password::{
    ContextWord, InvalidPolicy, PASSWORD_MAXIMUM, Password, PasswordContext, PasswordPolicy, PasswordRefusal,
};
pub use post::{Folder, InvalidSmtp, Post, PostError, Smtp, backoff};
pub use scope::{Scope, Scopes, UnknownScope};
pub use secret::{InvalidToken, Secret};
pub use token::{NewToken, Parsed, Standing, TOKEN_NAME_MAXIMUM, TokenKind, TokenRefusal};
