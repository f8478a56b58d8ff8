//! Members by what the product and people call them: its own id, the e-mail address.

use std::sync::Arc;

use rolecall_organization::{MemberId, Organization};

use crate::engine::{
    chunked::{Blocks, Chunked},
    index::HashIndex,
    key::Seeded,
};

/// Members by their labels.
#[derive(Debug, Clone)]
pub(crate) struct Labels {
    seeded: Seeded,
    index: HashIndex,
    entries: Blocks<(Arc<str>, u32)>,
    present: Chunked<bool>,
}

impl Labels {
    pub fn new(seeded: &Seeded) -> Self {
        let (index, entries, present) = (HashIndex::default(), Blocks::default(), Chunked::default());
        Self { seeded: seeded.clone(), index, entries, present }
    }

    /// The member that a label names. Addresses are compared without regard to case.
    #[inline(never)]
    pub fn find(&self, label: &str) -> Option<u32> {
        if label.contains('@') {
            return self.lookup(&label.to_lowercase()).map(|(_, slot)| slot);
        }
        self.lookup(label).map(|(_, slot)| slot)
    }

    fn lookup(&self, label: &str) -> Option<(u32, u32)> {
        let is = |entry: u32, label: &str| self.entries.get(entry).is_some_and(|(text, _)| **text == *label);
        let entry = self.index.find(&self.seeded.key(label), is)?;
        self.entries.get(entry).map(|(_, slot)| (entry, *slot))
    }

    /// Whether a member was not removed.
    #[inline]
    pub fn is_present(&self, slot: u32) -> bool {
        self.present.get(slot)
    }

    /// Takes in what a member is called now; `before` is the organization in which it was called otherwise.
    pub fn set(&mut self, before: Option<&Organization>, after: &Organization, id: &MemberId, slot: u32) {
        let old = before.map(|before| labels_of(before, id)).unwrap_or_default();
        let present = after.member(id).is_some_and(|member| !member.is_removed());
        let new = if present { labels_of(after, id) } else { Vec::new() };
        self.present.set(slot, present);
        if old == new {
            return;
        }
        for label in old {
            if let Some((entry, _)) = self.lookup(&label).filter(|(_, there)| *there == slot) {
                self.index.remove(&self.seeded.key(&label), entry);
            }
        }
        for label in new {
            let entry = self.entries.push((label.as_str().into(), slot));
            self.index.insert(&self.seeded.key(&label), entry, &self.seeded);
        }
    }
}

fn labels_of(organization: &Organization, id: &MemberId) -> Vec<String> {
    let Some(person) = organization.people().person(id) else { return Vec::new() };
    let own = person.external_id.as_ref().map(ToString::to_string);
    own.into_iter().chain(person.email.as_ref().map(rolecall_organization::Email::comparable)).collect()
}
