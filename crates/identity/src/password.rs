//! Which passwords are taken: NIST SP 800-63B-4, section 3.1.1.2. Length counts, and that nobody would try it first; no
//! rule says which characters it has.

use std::{collections::HashSet, fmt, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

mod context;
#[cfg(test)]
mod tests;

pub use context::{ContextWord, PasswordContext};

/// At most so many characters (Unicode code points) has a password.
pub const PASSWORD_MAXIMUM: usize = 256;

/// The most common passwords of at least eight characters, in NFKC and lower case. From the package
/// `@zxcvbn-ts/language-common`, MIT; `data/README.md` has its licence.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../data/common-passwords.txt").lines().collect());

/// A password in NFKC, so that it is the same one whatever keyboard it comes from. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// A password that somebody signs in with: no rule is asked, for the rules may have changed since it was set.
    pub fn given(text: &str) -> Self {
        // One character more than there may be: what is longer never equals what was set.
        Self(text.nfkc().take(PASSWORD_MAXIMUM + 1).collect())
    }

    /// What is hashed.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn length(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Password(..)")
    }
}

/// What this installation asks of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    minimum: usize,
}

/// A policy that the standard forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the minimum length of passwords is {0}: it has to be from 8 to 64 (NIST SP 800-63B-4, section 3.1.1.2)"
)]
pub struct InvalidPolicy(pub usize);

impl PasswordPolicy {
    /// A policy with a minimum length in characters: 8 is what the standard demands, 15 what it recommends. A minimum
    /// above 64 would shut out passwords that the standard says are to be taken.
    pub fn new(minimum: usize) -> Result<Self, InvalidPolicy> {
        if (8..=64).contains(&minimum) { Ok(Self { minimum }) } else { Err(InvalidPolicy(minimum)) }
    }

    /// The minimum length in characters.
    pub fn minimum(self) -> usize {
        self.minimum
    }
}

/// At least twelve characters.
impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { minimum: 12 }
    }
}

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// It is too short.
    #[error("this password has {length} characters: it needs at least {minimum}")]
    TooShort {
        /// How many characters it has.
        length: usize,
        /// How many it needs.
        minimum: usize,
    },
    /// It is too long.
    #[error("this password is too long: it may have {PASSWORD_MAXIMUM} characters")]
    TooLong,
    /// It is on the list of common ones.
    #[error("this password is one of the most common ones, which are tried first")]
    Common,
    /// It is a word that stands close to the account.
    #[error("this password is {0}, or that with digits and punctuation only, which is tried first")]
    Context(ContextWord),
}

impl PasswordRefusal {
    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => {
                "add words: length makes a password strong, special characters need not be there"
            }
            Self::TooLong => "take a shorter one",
            Self::Common | Self::Context(_) => {
                "let a password manager make one, or take four words that have nothing to do with each other"
            }
        }
    }
}

/// Takes a password that somebody chose, or says why not.
///
/// # Errors
/// The first rule that it breaks.
pub fn accept(
    text: &str,
    context: &PasswordContext<'_>,
    policy: PasswordPolicy,
) -> Result<Password, PasswordRefusal> {
    let password = Password::given(text);
    let (length, minimum) = (password.length(), policy.minimum);
    if length > PASSWORD_MAXIMUM {
        return Err(PasswordRefusal::TooLong);
    }
    if length < minimum {
        return Err(PasswordRefusal::TooShort { length, minimum });
    }
    if COMMON.contains(comparable(&password.0).as_str()) {
        return Err(PasswordRefusal::Common);
    }
    match context.word_in(&password.0) {
        Some(word) => Err(PasswordRefusal::Context(word)),
        None => Ok(password),
    }
}

/// The form in which passwords and words are compared: NFKC again, for lower case may fall out of it.
fn comparable(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}
