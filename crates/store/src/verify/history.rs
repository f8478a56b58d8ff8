//! Checks that the rows of each record follow one another without gap or overlap.

use rolecall_organization::Revision;

use super::What;
use crate::RecordVersion;

/// Sees the versions of all records in the order of module, id, entry.
#[derive(Debug)]
pub(super) struct HistoryCheck {
    through: Revision,
    last: Option<RecordVersion>,
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
        let next = self.last.as_ref().is_some_and(|last| last.key == version.key).then_some(version.from);
        let last = self.last.replace(version)?;
        judge(last, next)
    }

    /// Judges the last version.
    pub fn finish(&mut self) -> Found {
        self.last.take().and_then(|last| judge(last, None))
    }
}

/// Whether a version ends as it must, given where the next one of the same record begins.
fn judge(version: RecordVersion, next: Option<Revision>) -> Found {
    let sound = if version.removal { version.to == Some(version.from) } else { version.to == next };
    (!sound).then_some((version.from, What::RecordPeriod(version.key)))
}
