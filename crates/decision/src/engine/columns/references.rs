//! What children call their parent by: a slot, or the number of a name that no record had. A record that is registered later, or
//! once more, gets another slot; these references then lead to it.

use crate::engine::{
    index::HashIndex,
    key::{Key, Seeded},
    texts::Texts,
};

/// Marks references to records that were not registered.
pub(crate) const UNREGISTERED: u32 = 1 << 31;

/// The references to records of a table, as far as they are not simply slots.
#[derive(Debug, Clone, Default)]
pub(super) struct References {
    /// Names that children call their parent by and no record had.
    missing: Texts,
    index: HashIndex,
    /// Which slot a reference means by now, where it is not the one it says.
    moved: imbl::HashMap<u32, u32>,
    /// The references that mean a slot beside itself.
    former: imbl::HashMap<u32, Vec<u32>>,
}

impl References {
    fn find(&self, key: &Key<'_>) -> Option<u32> {
        self.index.find(key, |number, id| self.missing.get(number) == id)
    }

    /// How many names there are.
    pub fn len(&self) -> u32 {
        self.missing.len()
    }

    /// All names, by number.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        (0..self.missing.len()).map(|number| self.missing.get(number))
    }

    /// A reference to a record that is not registered.
    pub fn unregistered(&mut self, seeded: &Seeded, id: &str) -> u32 {
        let key = seeded.key(id);
        let number = self.find(&key).unwrap_or_else(|| {
            let number = self.missing.push(id);
            self.index.insert(&key, number, seeded);
            number
        });
        number | UNREGISTERED
    }

    /// The id that a reference to a record says that was not registered.
    pub fn id(&self, reference: u32) -> &str {
        self.missing.get(reference & !UNREGISTERED)
    }

    /// A record that children may have named before is registered for the first time.
    pub fn arrived(&mut self, key: &Key<'_>, slot: u32) {
        if self.missing.len() > 0
            && let Some(number) = self.find(key)
        {
            self.redirect(number | UNREGISTERED, slot);
        }
    }

    /// From now on a reference, and those that meant the same, mean a slot.
    pub fn redirect(&mut self, reference: u32, slot: u32) {
        let mut all = self.former.remove(&reference).unwrap_or_default();
        all.push(reference);
        for reference in &all {
            self.moved.insert(*reference, slot);
        }
        self.former.insert(slot, all);
    }

    /// The slot that a reference means by now.
    pub fn moved(&self, reference: u32) -> Option<u32> {
        self.moved.get(&reference).copied()
    }

    /// The references that mean a slot beside itself.
    pub fn former(&self, slot: u32) -> &[u32] {
        self.former.get(&slot).map(Vec::as_slice).unwrap_or_default()
    }
}
