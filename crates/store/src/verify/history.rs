//! Checks that the rows of each record follow one another without gap or overlap, and say since when it lives.

use rolecall_organization::Revision;

use super::What;
use crate::RecordVersion;

/// Sees the versions of all records in the order of module, id, entry.
#[derive(Debug)]
pub(super) struct HistoryCheck {
    through: Revision,
    last: Option<Seen>,
}

/// A version, and since when its record lives by the versions ahead of it.
#[derive(Debug)]
struct Seen {
    version: RecordVersion,
    since: Revision,
}

type Found = Option<(Revision, What)>;

impl HistoryCheck {
    pub fn new(through: Revision) -> Self {
        Self { through, last: None }
    }

    /// Takes the next version. What was written meanwhile - behind `through`, but no further than `horizon` - is left
    /// out.
    pub fn version(&mut self, version: &RecordVersion, horizon: Revision) -> Found {
        if version.from > self.through {
            return None;
        }
        let mut version = version.clone();
        version.to = version.to.filter(|to| *to <= self.through || *to > horizon);
        let ahead = self.last.as_ref().filter(|last| last.version.key == version.key);
        let next = ahead.map(|_| version.from);
        // A removal ends a life and begins none.
        let going_on = ahead.filter(|last| !last.version.removal && !version.removal);
        let since = going_on.map_or(version.from, |last| last.since);
        let last = self.last.replace(Seen { version, since })?;
        judge(last, next)
    }

    /// Judges the last version.
    pub fn finish(&mut self) -> Found {
        self.last.take().and_then(|last| judge(last, None))
    }
}

/// Whether a version ends as it must, given where the next one of the same record begins, and began as it says.
fn judge(seen: Seen, next: Option<Revision>) -> Found {
    let Seen { version, since } = seen;
    let ends = if version.removal { version.to == Some(version.from) } else { version.to == next };
    if !ends {
        return Some((version.from, What::RecordPeriod(version.key)));
    }
    (version.since != since).then_some((version.from, What::RecordSince(version.key)))
}
