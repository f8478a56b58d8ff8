//! How the facts of a record are stored: one byte for the form, then postcard. The bytes as stored are what the
//! ledger's hashes are over, so a form, once written, is read for ever and never changed.

use std::collections::{BTreeMap, BTreeSet};

use rolecall_catalog::InvalidId;
use rolecall_organization::{Facts, MemberId, RecordId, RecordKey};
use serde::Serialize;

use crate::StoreError;

const FORM: u8 = 1;

/// The facts in the order in which they are written. Postcard leaves no field out, so this cannot be [`Facts`] itself,
/// which does for JSON's sake.
#[derive(Serialize)]
struct Form1<'a> {
    owner: Option<&'a str>,
    parent: Option<(&'a str, &'a str)>,
    container: Option<&'a str>,
    segments: Vec<(&'a str, Vec<&'a str>)>,
    version: Option<u64>,
}

/// The bytes of a record's facts.
///
/// # Errors
/// Never in practice: writing into memory does not fail.
pub fn encode_facts(facts: &Facts) -> Result<Vec<u8>, StoreError> {
    let segments = facts.segments.iter();
    let form = Form1 {
        owner: facts.owner.as_ref().map(MemberId::as_str),
        parent: facts.parent.as_ref().map(|key| (key.module.as_str(), key.id.as_str())),
        container: facts.container.as_ref().map(AsRef::as_ref),
        segments: segments
            .map(|(id, values)| (id.as_str(), values.iter().map(AsRef::as_ref).collect()))
            .collect(),
        version: facts.version,
    };
    postcard::to_extend(&form, vec![FORM])
        .map_err(|error| StoreError::refused(format!("facts of a record: {error}")))
}

/// The facts that were stored.
///
/// # Errors
/// [`StoreError::Corrupt`] where the bytes are none that [`encode_facts`] makes.
pub fn decode_facts(bytes: &[u8]) -> Result<Facts, StoreError> {
    StoredFacts::read(bytes)?.to_facts()
}

/// The facts of a record where they lie in memory: nothing is copied, and no id is looked at beyond its being text.
#[derive(Debug, Clone, Copy)]
pub struct StoredFacts<'a> {
    /// The member who owns it.
    pub owner: Option<&'a str>,
    /// The record it belongs to: module and id.
    pub parent: Option<(&'a str, &'a str)>,
    /// The container it lives in.
    pub container: Option<&'a str>,
    /// The product's version of it.
    pub version: Option<u64>,
    segments: Segments<'a>,
}

/// The segments of a record: how many, and their bytes, which were looked through once.
#[derive(Debug, Clone, Copy)]
struct Segments<'a> {
    count: u64,
    bytes: Reader<'a>,
}

impl<'a> StoredFacts<'a> {
    /// Reads the bytes of a record's facts.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the bytes are none that [`encode_facts`] makes.
    pub fn read(bytes: &'a [u8]) -> Result<Self, StoreError> {
        let Some((&form, rest)) = bytes.split_first() else {
            return Err(StoreError::corrupt("the facts of a record are empty"));
        };
        if form != FORM {
            let what = "a record".to_owned();
            return Err(StoreError::NewerFormat { what, found: form.into(), known: FORM.into() });
        }
        Self::form1(Reader(rest)).ok_or_else(|| StoreError::corrupt("the facts of a record are not readable"))
    }

    fn form1(mut bytes: Reader<'a>) -> Option<Self> {
        let owner = if bytes.is_there()? { Some(bytes.text()?) } else { None };
        let parent = if bytes.is_there()? { Some((bytes.text()?, bytes.text()?)) } else { None };
        let container = if bytes.is_there()? { Some(bytes.text()?) } else { None };
        let count = bytes.number()?;
        let segments = Segments { count, bytes };
        for _ in 0..count {
            bytes.text()?;
            for _ in 0..bytes.number()? {
                bytes.text()?;
            }
        }
        let version = if bytes.is_there()? { Some(bytes.number()?) } else { None };
        Some(Self { owner, parent, container, version, segments })
    }

    /// Whether it carries any segment.
    pub fn has_segments(&self) -> bool {
        self.segments.count > 0
    }

    /// Its values, each with its segment, in the order of both.
    pub fn segments(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let Segments { mut count, mut bytes } = self.segments;
        let (mut segment, mut values) = ("", 0);
        std::iter::from_fn(move || {
            while values == 0 {
                count = count.checked_sub(1)?;
                (segment, values) = (bytes.text()?, bytes.number()?);
            }
            values -= 1;
            Some((segment, bytes.text()?))
        })
    }

    /// The facts as a value of their own.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where an id is none.
    pub fn to_facts(&self) -> Result<Facts, StoreError> {
        self.parsed().map_err(|error| StoreError::corrupt(error.to_string()))
    }

    fn parsed(&self) -> Result<Facts, InvalidId> {
        let Segments { count, mut bytes } = self.segments;
        let mut segments: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for _ in 0..count {
            // A segment may stand there without a value.
            let (Some(id), Some(values)) = (bytes.text(), bytes.number()) else { break };
            let texts = (0..values).map_while(|_| bytes.text());
            segments.insert(id.parse()?, texts.map(str::parse).collect::<Result<_, _>>()?);
        }
        let key = |(module, id): (&str, &str)| Ok(RecordKey::new(module.parse()?, RecordId::new(id)?));
        Ok(Facts {
            owner: self.owner.map(str::parse).transpose()?,
            parent: self.parent.map(key).transpose()?,
            container: self.container.map(str::parse).transpose()?,
            segments,
            version: self.version,
        })
    }
}

/// Reads what postcard wrote, from the front. The form is fixed for ever, and small: written out, it is read several
/// times faster than by way of serde.
#[derive(Debug, Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    /// Whether what may be missing is there.
    fn is_there(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// A number in groups of seven bits, the lowest first; the highest bit says that another follows.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for place in 0..10 {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                // Of the tenth group one bit has room.
                return (place < 9 || byte <= 1).then_some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let size = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests;
