//! How the facts of a record are stored: one byte for the form, then postcard. The bytes as stored are what the
//! ledger's hashes are over, so a form, once written, is read for ever and never changed.

use std::collections::BTreeMap;

use rolecall_catalog::InvalidId;
use rolecall_organization::{Facts, MemberId, RecordId, RecordKey};
use serde::{Deserialize, Serialize};

use crate::StoreError;

const FORM: u8 = 1;

/// The facts in the order in which they are written. Postcard leaves no field out, so this cannot be [`Facts`] itself,
/// which does for JSON's sake.
#[derive(Serialize, Deserialize)]
struct Form1<'a> {
    #[serde(borrow)]
    owner: Option<&'a str>,
    #[serde(borrow)]
    parent: Option<(&'a str, &'a str)>,
    #[serde(borrow)]
    container: Option<&'a str>,
    #[serde(borrow)]
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
    let Some((&form, rest)) = bytes.split_first() else {
        return Err(StoreError::corrupt("the facts of a record are empty"));
    };
    if form != FORM {
        let what = "a record".to_owned();
        return Err(StoreError::NewerFormat { what, found: form.into(), known: FORM.into() });
    }
    let form: Form1<'_> =
        postcard::from_bytes(rest).map_err(|error| StoreError::corrupt(error.to_string()))?;
    form.facts().map_err(|error| StoreError::corrupt(error.to_string()))
}

impl Form1<'_> {
    fn facts(self) -> Result<Facts, InvalidId> {
        let mut segments = BTreeMap::new();
        for (id, values) in self.segments {
            segments.insert(id.parse()?, values.into_iter().map(str::parse).collect::<Result<_, _>>()?);
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

#[cfg(test)]
mod tests;
