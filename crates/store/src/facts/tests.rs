use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rolecall_organization::{Facts, MemberId, RecordId, RecordKey};

use super::{StoredFacts, decode_facts, encode_facts};
use crate::StoreError;

fn some_facts() -> Facts {
    Facts {
        owner: Some(MemberId::new("mem_ann").unwrap()),
        parent: Some(RecordKey::new("deals".parse().unwrap(), RecordId::new("42").unwrap())),
        container: Some("con_1".parse().unwrap()),
        segments: [("location".parse().unwrap(), BTreeSet::from(["Berlin".parse().unwrap()]))].into(),
        version: Some(300),
    }
}

/// The ledger's hashes are over these bytes: what was written once is never written otherwise.
#[test]
fn the_form_of_stored_facts_stays() {
    let bytes = encode_facts(&some_facts()).unwrap();
    let expected =
        b"\x01\x01\x07mem_ann\x01\x05deals\x0242\x01\x05con_1\x01\x08location\x01\x06Berlin\x01\xac\x02";
    assert_eq!(bytes, expected);
    assert_eq!(encode_facts(&Facts::default()).unwrap(), b"\x01\0\0\0\0\0");
}

#[test]
fn facts_cut_short_are_damaged() {
    let bytes = encode_facts(&some_facts()).unwrap();
    for size in 0..bytes.len() {
        assert!(matches!(decode_facts(&bytes[..size]), Err(StoreError::Corrupt { .. })), "{size} bytes");
    }
}

#[test]
fn facts_of_a_newer_release_are_told_from_damaged_ones() {
    let newer = StoreError::NewerFormat { what: "a record".to_owned(), found: 2, known: 1 };
    assert_eq!(decode_facts(b"\x02whatever"), Err(newer));
}

#[test]
fn facts_with_what_is_no_id_are_damaged() {
    let bytes = b"\x01\x01\x03ann\0\0\0\0";
    let what = "`ann` is no member id: it begins with `mem_`".to_owned();
    assert_eq!(decode_facts(bytes), Err(StoreError::Corrupt { what }));
}

prop_compose! {
    fn any_facts()(
        owner in proptest::option::of("mem_[a-zäß0-9]{1,9}"),
        parent in proptest::option::of(("[a-z][a-z0-9_-]{0,9}", "[!-~ü]{1,9}")),
        container in proptest::option::of("[!-~]{1,9}"),
        segments in proptest::collection::btree_map(
            "[a-z]{1,5}", proptest::collection::btree_set("[A-Zß]{1,5}", 0..4), 0..4),
        version in proptest::option::of(any::<u64>()),
    ) -> Facts {
        let values = |values: BTreeSet<String>| values.iter().map(|value| value.parse().unwrap()).collect();
        Facts {
            owner: owner.map(|owner| owner.parse().unwrap()),
            parent: parent.map(|(module, id)| RecordKey::new(module.parse().unwrap(), id.parse().unwrap())),
            container: container.map(|container| container.parse().unwrap()),
            segments: segments.into_iter().map(|(id, all)| (id.parse().unwrap(), values(all))).collect::<BTreeMap<_, _>>(),
            version,
        }
    }
}

/// What postcard itself reads, slow and sure.
type ByPostcard =
    (Option<String>, Option<(String, String)>, Option<String>, Vec<(String, Vec<String>)>, Option<u64>);

proptest! {
    #[test]
    fn facts_come_back_as_they_were_stored(facts in any_facts()) {
        prop_assert_eq!(decode_facts(&encode_facts(&facts).unwrap()).unwrap(), facts);
    }

    /// The reader that is written out reads what postcard reads, and refuses what postcard refuses, whatever somebody did
    /// to the bytes.
    #[test]
    fn the_reader_agrees_with_postcard(
        facts in any_facts(), place in any::<prop::sample::Index>(), byte in any::<u8>(), flipped in any::<bool>(),
    ) {
        let mut bytes = encode_facts(&facts).unwrap();
        let place = place.index(bytes.len() - 1) + 1;
        if flipped {
            bytes[place] = byte;
        }
        let expected = postcard::from_bytes::<ByPostcard>(&bytes[1..]).ok();
        let found = StoredFacts::read(&bytes).ok();
        let text = str::to_owned;
        prop_assert_eq!(found.is_some(), expected.is_some());
        if let (Some(found), Some((owner, parent, container, segments, version))) = (found, expected) {
            prop_assert_eq!(found.owner.map(text), owner);
            prop_assert_eq!(found.parent.map(|(module, id)| (text(module), text(id))), parent);
            prop_assert_eq!((found.container.map(text), found.version), (container, version));
            let values = segments.iter().flat_map(|(id, values)| values.iter().map(move |value| (&**id, &**value)));
            prop_assert!(found.segments().eq(values));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let _ = decode_facts(&bytes);
    }
}
