//! What a server makes anew each time - ids, times, hashes, tokens - matches by its form. What stood for what is remembered, so
//! that later requests of the page name what is really there.

use std::collections::HashMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;

/// A part of a text: as it stands, or of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Plain(&'a str),
    /// Made by the server.
    Made(Form<'a>, &'a str),
}

/// What a server makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form<'a> {
    /// An id, by its prefix.
    Id(&'a str),
    /// A secret, by its prefix.
    Secret(&'a str),
    /// A time, or the time of a day.
    Time,
    /// A hash.
    Hash,
    /// Where a list goes on.
    Cursor,
}

impl<'a> Form<'a> {
    fn of(word: &'a str) -> Option<Self> {
        let (prefix, rest) = word.split_at(word.find('_').map_or(0, |place| place + 1));
        let letters = rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if prefix.len() == 4 && rest.len() == 26 && letters {
            return Some(Self::Id(prefix));
        }
        // 43 characters of base64url and a checksum of 6.
        if word.starts_with("rolecall_") && word.len() > 9 + 49 {
            return Some(Self::Secret(&word[..word.len() - 49]));
        }
        let of_day =
            |(place, byte): (usize, u8)| if place % 3 == 2 { byte == b':' } else { byte.is_ascii_digit() };
        if (word.len() == 8 && word.bytes().enumerate().all(of_day)) || word.parse::<Timestamp>().is_ok() {
            return Some(Self::Time);
        }
        if matches!(word.len(), 32 | 64) && word.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(Self::Hash);
        }
        let opened = BASE64_URL_SAFE_NO_PAD.decode(word).ok().filter(|_| word.len() >= 24)?;
        let opened = String::from_utf8(opened).ok()?;
        let cursor = pieces(&opened).iter().any(|piece| matches!(piece, Piece::Made(..)));
        cursor.then_some(Self::Cursor)
    }
}

/// The parts of a text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '+');
    let mut found = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let word = rest[..end].trim_end_matches(['.', ':']);
        if let Some(form) = Form::of(word) {
            found.push(Piece::Plain(&text[plain..at]));
            found.push(Piece::Made(form, word));
            plain = at + word.len();
        }
        at += end.max(rest.chars().next().map_or(1, char::len_utf8));
    }
    found.push(Piece::Plain(&text[plain..]));
    found
}

/// What stands for what on a page.
#[derive(Debug, Default)]
pub struct Known {
    real: HashMap<String, String>,
    shown: HashMap<String, String>,
    mailed: Option<String>,
}

impl Known {
    /// Remembers a pair.
    pub fn learn(&mut self, shown: &str, real: &str) {
        self.real.entry(shown.to_owned()).or_insert_with(|| real.to_owned());
        self.shown.entry(real.to_owned()).or_insert_with(|| shown.to_owned());
    }

    /// The token that a mail brought: the next one on the page that nothing stands for.
    pub fn mailed(&mut self, token: String) {
        self.mailed = Some(token);
    }

    /// A text of the page as it is sent.
    pub fn sent_as(&mut self, text: &str) -> String {
        let mut out = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Plain(plain) => out += plain,
                Piece::Made(form, word) => out += &self.real_word(form, word),
            }
        }
        out
    }

    /// What is sent for a word: what it stands for. An invitation's token that no answer showed is the one that was mailed; anything
    /// else is meant as it stands.
    fn real_word(&mut self, form: Form<'_>, word: &str) -> String {
        if form == Form::Secret("rolecall_inv_") && !self.real.contains_key(word) {
            let mailed = self.mailed.take().filter(|token| !self.shown.contains_key(token));
            mailed.into_iter().for_each(|token| self.learn(word, &token));
        }
        self.learn(word, word);
        self.real[word].clone()
    }

    /// A text of the server as the page shows it.
    pub fn shown_as(&self, text: &str) -> String {
        let shown = |piece: &Piece<'_>| match *piece {
            Piece::Plain(plain) => plain.to_owned(),
            Piece::Made(_, word) => self.shown.get(word).cloned().unwrap_or_else(|| word.to_owned()),
        };
        pieces(text).iter().map(shown).collect()
    }

    /// Whether a text of the server is what the page shows. What was told before must be the same again; times need not be: two
    /// that fall together on the page may lie apart.
    pub fn same(&mut self, shown: &str, real: &str) -> bool {
        let (ours, theirs) = (pieces(shown), pieces(real));
        ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|pair| self.same_piece(pair))
    }

    fn same_piece(&mut self, pair: (&Piece<'_>, &Piece<'_>)) -> bool {
        match pair {
            (Piece::Plain(ours), Piece::Plain(theirs)) => ours == theirs,
            (Piece::Made(form, ours), Piece::Made(other, theirs)) if form == other => {
                let alike = self.real.get(*ours).is_none_or(|known| known == theirs)
                    && self.shown.get(*theirs).is_none_or(|known| known == ours);
                self.learn(ours, theirs);
                alike || *form == Form::Time
            }
            _ => false,
        }
    }
}

#[test]
fn what_is_made_matches_by_its_form_and_is_the_same_again() {
    let (one, two) = ("mem_00000000120000000000000000", "mem_0000000034zzzzzzzzzzzzzzzz");
    let mut known = Known::default();
    assert!(known.same(&format!("made {one}."), &format!("made {two}.")));
    assert!(
        !known.same(one, one) && !known.same("mem_1", two) && !known.same(&one.replace("mem", "rol"), two)
    );
    assert!(
        known.same("at 2026-03-02T09:00:00Z 09:00:07", "at 2027-01-01T00:00:00.5Z 10:11:12")
            && !known.same("a", "b")
    );
    assert_eq!(known.sent_as(&format!("/members/{one}")), format!("/members/{two}"));
    assert_eq!(known.shown_as(&format!("[{two}]")), format!("[{one}]"));
}
