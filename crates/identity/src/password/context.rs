//! Words that stand close to an account, and are therefore tried first (OWASP ASVS 5.0, 6.2.11).

use std::fmt;

use super::comparable;

/// So many letters a word needs before it is looked for among digits and punctuation; a shorter one is in many
/// passwords by chance.
const LETTERS_THAT_TELL: usize = 3;

/// Who chooses a password, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub struct PasswordContext<'a> {
    /// The person's e-mail address.
    pub email: &'a str,
    /// The person's name.
    pub name: Option<&'a str>,
    /// The name of the organization that the person joins.
    pub organization: Option<&'a str>,
}

/// Which word a password was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextWord {
    /// The e-mail address, or the part ahead of its `@`.
    Email,
    /// The person's name, or a part of it.
    Name,
    /// The organization's name, or a part of it.
    Organization,
    /// The name of this product.
    Product,
}

impl fmt::Display for ContextWord {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Email => "your e-mail address",
            Self::Name => "your name",
            Self::Organization => "the name of your organization",
            Self::Product => "the name of this product",
        })
    }
}

impl PasswordContext<'_> {
    /// The word that a password consists of, digits and punctuation aside.
    pub(super) fn word_in(&self, password: &str) -> Option<ContextWord> {
        let password = comparable(password);
        let letters = letters(&password);
        let same = |word: &str| {
            let word = comparable(word);
            let core = self::letters(&word);
            password == word || (core == letters && core.chars().count() >= LETTERS_THAT_TELL)
        };
        self.words().into_iter().find(|(_, word)| same(word)).map(|(kind, _)| kind)
    }

    fn words(&self) -> Vec<(ContextWord, &str)> {
        let local = self.email.rsplit_once('@').map(|(local, _)| local);
        let email = std::iter::once(self.email).chain(local).map(|word| (ContextWord::Email, word));
        let name = with_parts(self.name).map(|word| (ContextWord::Name, word));
        let organization = with_parts(self.organization).map(|word| (ContextWord::Organization, word));
        email.chain(name).chain(organization).chain([(ContextWord::Product, "rolecall")]).collect()
    }
}

/// A name, and each word of it.
fn with_parts(name: Option<&str>) -> impl Iterator<Item = &str> {
    name.into_iter().chain(name.into_iter().flat_map(str::split_whitespace))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}
