//! A line as words, each of which knows where it stands. What stands between apostrophes is one word.

use rolecall::catalog::InvalidId;

use super::{super::source::Span, Unread};

/// What a line looks like, for those who wrote one that does not.
const EXAMPLES: &str = "lines read like `rita may view deals/42`, `rita may not create deals in apollo because container`, \
                        `rita may view only deals/1 deals/2` or `only rita zoe may view deals/42`";

/// A word of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, without apostrophes around it.
    pub text: String,
    /// Where it stands in the line, in bytes.
    pub at: Span,
}

impl Word {
    /// The word is not the id that it should be.
    pub fn is_no(&self, error: InvalidId) -> Unread {
        let InvalidId { value, what, rule } = error;
        Unread { at: self.at.clone(), message: format!("`{value}` is no {what}"), help: rule.to_owned() }
    }
}

/// The words of a line, taken one after another.
pub struct Words {
    rest: std::vec::IntoIter<Word>,
    /// Where the line ends, for what is missing there.
    end: Span,
}

impl Words {
    /// Splits a line.
    ///
    /// # Errors
    /// An apostrophe that nothing closes.
    pub fn of(line: &str) -> Result<Self, Unread> {
        let mut words = Vec::new();
        let mut letters = line.char_indices().peekable();
        while let Some((start, letter)) = letters.next() {
            if letter.is_whitespace() {
                continue;
            }
            let quoted = letter == '\'';
            let ends = |letter: char| if quoted { letter == '\'' } else { letter.is_whitespace() };
            let mut text = if quoted { String::new() } else { letter.to_string() };
            while let Some((_, letter)) = letters.next_if(|(_, letter)| !ends(*letter)) {
                text.push(letter);
            }
            let end = letters.peek().map_or(line.len(), |(at, _)| *at);
            if quoted && letters.next().is_none() {
                let help = "close it with another apostrophe".to_owned();
                return Err(Unread { at: start..end, message: "an apostrophe is open".to_owned(), help });
            }
            words.push(Word { text, at: start..if quoted { end + 1 } else { end } });
        }
        Ok(Self { rest: words.into_iter(), end: line.len()..line.len() })
    }

    /// The next word.
    pub fn next(&mut self) -> Option<Word> {
        self.rest.next()
    }

    /// Takes the next word if it is this one.
    pub fn eat(&mut self, keyword: &str) -> bool {
        let is_it = self.rest.as_slice().first().is_some_and(|word| word.text == keyword);
        if is_it {
            self.rest.next();
        }
        is_it
    }

    /// The next word, of which there has to be one.
    ///
    /// # Errors
    /// The line ends.
    pub fn expect(&mut self, what: &str) -> Result<Word, Unread> {
        let help = || EXAMPLES.to_owned();
        let ends = || format!("expected {what}, found the end of the line");
        self.rest.next().ok_or_else(|| Unread { at: self.end.clone(), message: ends(), help: help() })
    }

    /// Takes the next word, which has to be this one.
    ///
    /// # Errors
    /// It is another.
    pub fn keyword(&mut self, keyword: &str, what: &str) -> Result<(), Unread> {
        let word = self.expect(what)?;
        if word.text == keyword { Ok(()) } else { Err(self.unexpected(&word, what)) }
    }

    /// A word that is not what it must be.
    #[expect(clippy::unused_self, reason = "belongs to the reading of a line")]
    pub fn unexpected(&self, word: &Word, expected: &str) -> Unread {
        let message = format!("expected {expected}, found `{}`", word.text);
        Unread { at: word.at.clone(), message, help: EXAMPLES.to_owned() }
    }
}
