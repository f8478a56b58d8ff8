//! A page of records as they are stored: one piece of memory for all of them, and nothing made of a row until it is
//! asked for. Whoever reads a million records keeps them otherwise anyway.

use rolecall_catalog::ModuleId;
use rolecall_organization::{Facts, RecordKey, Revision};

use crate::{StoreError, StoredFacts};

/// Records that stand at a revision, by module and id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordPage {
    /// The ids of all rows, one behind the other.
    ids: String,
    /// The facts of all rows, one behind the other.
    facts: Vec<u8>,
    rows: Vec<Span>,
    /// The modules that occur, each with the row with which it begins.
    modules: Vec<(ModuleId, usize)>,
}

/// Where a row ends in the memory of its page. It begins where the one ahead of it ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Span {
    id: usize,
    facts: usize,
    since: Revision,
}

/// A record of a page.
#[derive(Debug, Clone, Copy)]
pub struct PageRow<'a> {
    /// The module.
    pub module: &'a ModuleId,
    /// The id, as it is stored.
    pub id: &'a str,
    /// The entry with which this life of the record began: its first registration, or the one after its removal. Of
    /// records that one entry registered, the one with the lesser key came first.
    pub since: Revision,
    facts: &'a [u8],
}

impl RecordPage {
    /// A page with room for so many rows.
    pub fn with_room_for(rows: usize) -> Self {
        // What rows of a few facts take.
        Self {
            ids: String::with_capacity(rows * 16),
            facts: Vec::with_capacity(rows * 64),
            rows: Vec::with_capacity(rows),
            modules: Vec::new(),
        }
    }

    /// Adds the next row, of which the module and the bytes of the facts are as they are stored.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the module is none.
    pub fn push(&mut self, module: &str, id: &str, since: Revision, facts: &[u8]) -> Result<(), StoreError> {
        if self.modules.last().is_none_or(|(last, _)| last.as_str() != module) {
            let module = module.parse().map_err(|error| StoreError::corrupt(format!("{error}")))?;
            self.modules.push((module, self.rows.len()));
        }
        self.ids.push_str(id);
        self.facts.extend_from_slice(facts);
        self.rows.push(Span { id: self.ids.len(), facts: self.facts.len(), since });
        Ok(())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, by module and id.
    pub fn iter(&self) -> impl Iterator<Item = PageRow<'_>> {
        let ends = self.modules.iter().skip(1).map(|(_, start)| *start).chain([self.rows.len()]);
        let modules = self.modules.iter().zip(ends);
        modules.flat_map(move |((module, start), end)| {
            (*start..end).filter_map(move |place| self.row(module, place))
        })
    }

    /// The key of the last row; where there is none, nothing comes behind this page.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where its id is none.
    pub fn last(&self) -> Result<Option<RecordKey>, StoreError> {
        let last = self.modules.last().zip(self.rows.len().checked_sub(1));
        let row = last.and_then(|((module, _), place)| self.row(module, place));
        row.map(|row| row.key()).transpose()
    }

    fn row<'a>(&'a self, module: &'a ModuleId, place: usize) -> Option<PageRow<'a>> {
        let ahead = place.checked_sub(1).and_then(|ahead| self.rows.get(ahead));
        let (from, to) = (ahead.copied().unwrap_or_default(), self.rows.get(place)?);
        let (id, facts) = (self.ids.get(from.id..to.id)?, self.facts.get(from.facts..to.facts)?);
        Some(PageRow { module, id, since: to.since, facts })
    }
}

impl<'a> PageRow<'a> {
    /// Which record.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the id is none.
    pub fn key(&self) -> Result<RecordKey, StoreError> {
        let id = self.id.parse().map_err(|error| StoreError::corrupt(format!("{error}")))?;
        Ok(RecordKey::new(self.module.clone(), id))
    }

    /// Its facts, read where they lie.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the bytes are none that [`crate::encode_facts`] makes.
    pub fn facts(&self) -> Result<StoredFacts<'a>, StoreError> {
        StoredFacts::read(self.facts)
    }

    /// Its key and its facts, each a value of its own.
    ///
    /// # Errors
    /// Those of [`Self::key`] and [`Self::facts`].
    pub fn to_record(&self) -> Result<(RecordKey, Facts), StoreError> {
        Ok((self.key()?, self.facts()?.to_facts()?))
    }
}
