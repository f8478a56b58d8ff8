//! What a command is handed: where to write its answer, where to tell how far it is, where to read from.

use std::io::{self, BufRead, Write};

use serde::Serialize;

use crate::Failure;

/// Where a command reads and writes.
pub struct Session<'a> {
    /// Its answer.
    pub out: &'a mut (dyn Write + Send),
    /// How far long work is; a sink where nobody watches.
    pub progress: &'a mut (dyn Write + Send),
    /// What is piped in.
    pub input: &'a mut (dyn BufRead + Send),
    /// Whether programs read the answer.
    pub json: bool,
}

/// What a command came to, as its exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Allowed, done, sound: 0.
    Yes,
    /// Denied, refused, faulty: 1.
    No,
}

impl From<bool> for Verdict {
    fn from(good: bool) -> Self {
        if good { Self::Yes } else { Self::No }
    }
}

impl Session<'_> {
    /// Writes a value as one line of JSON.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(io::Error::from)?;
        Ok(writeln!(self.out, "{text}")?)
    }
}

/// Tells how far long work is, over what was told before; an empty text wipes it away.
pub fn tell(progress: &mut (dyn Write + Send), text: &str) {
    // Nobody is worse off without it: a terminal that went away is no reason to stop.
    let _ = write!(progress, "\r\u{1b}[K{text}").and_then(|()| progress.flush());
}
