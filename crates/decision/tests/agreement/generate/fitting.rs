//! Records as commands register them. A filter reads a table of such records and asks for no column that they cannot have
//! (design, section 8: *Filter*); whatever takes facts as they come is asked about any others, too.

use rolecall_catalog::Ownership;
use rolecall_organization::{ContainerId, Facts, RecordKey};

use super::Maker;

/// Whether all records of the organization of a seed are such.
pub fn fits(seed: u64) -> bool {
    seed % 2 == 1
}

impl Maker {
    /// What of these facts a command would register; `None` where it registers no record of the module.
    pub(super) fn fitting(&self, key: &RecordKey, facts: Facts) -> Option<Facts> {
        let catalog = self.catalog();
        let module = catalog.modules.get(&key.module)?;
        if catalog.container_kind_of(&key.module).is_some() {
            return None;
        }
        // One that there is not any more stays in the records.
        let fits = |container: &ContainerId| {
            let kind = self.now.organization.container_kind(container);
            module.container.is_some() && (kind.is_none() || kind == module.container.as_ref())
        };
        let segments = facts.segments.into_iter();
        Some(Facts {
            owner: facts.owner.filter(|_| module.owner == Ownership::Own),
            parent: facts.parent.filter(|parent| module.parents.contains(&parent.module)),
            container: facts.container.filter(fits),
            segments: segments
                .filter(|(segment, values)| module.segments.contains(segment) && !values.is_empty())
                .collect(),
            version: facts.version,
        })
    }
}
