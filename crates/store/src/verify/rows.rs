//! Holds the record rows of an entry against the sum and the marks in its envelope.

use std::collections::BTreeMap;

use super::What;
use crate::{
    Header, RecordRow, RecordSummer,
    record::{RowMark, mark},
};

/// What is wrong with the rows of an entry, which come by module and id.
pub(super) fn check(header: &Header, marks: &[RowMark], rows: &[RecordRow]) -> Vec<What> {
    let Some(sum) = header.records else {
        return rows.iter().map(|row| What::RecordAdded(row.key.clone())).collect();
    };
    let mut summer = RecordSummer::default();
    for row in rows {
        summer.add(&row.key, row.facts.as_deref());
    }
    if summer.sum() == sum {
        return Vec::new();
    }
    let found: Vec<RowMark> = rows.iter().map(|row| mark(&row.key, row.facts.as_deref())).collect();
    let findings = differences(marks, &found, rows);
    if findings.is_empty() { vec![What::RecordsForged] } else { findings }
}

/// The first thing that is wrong with the rows of an entry.
pub(crate) fn first(header: &Header, marks: &[RowMark], rows: &[RecordRow]) -> Option<What> {
    check(header, marks, rows).into_iter().next()
}

/// Compares mark by mark what was written with what is there. Within the part that differs, rows whose marks were not
/// written pair up with marks that no row has: as changed rows; what is left over was added, or is gone.
fn differences(written: &[RowMark], found: &[RowMark], rows: &[RecordRow]) -> Vec<What> {
    let same = written.iter().zip(found).take_while(|(left, right)| left == right).count();
    let (written, found) = (written.split_at(same).1, found.split_at(same).1);
    let tail = written.iter().rev().zip(found.iter().rev()).take_while(|(left, right)| left == right).count();
    let (written, found) = (written.split_at(written.len() - tail).0, found.split_at(found.len() - tail).0);
    let mut absent: BTreeMap<RowMark, u64> = BTreeMap::new();
    for mark in written {
        *absent.entry(*mark).or_default() += 1;
    }
    let mut strangers = Vec::new();
    for (mark, row) in found.iter().zip(rows.iter().skip(same)) {
        match absent.get_mut(mark) {
            Some(count) if *count > 0 => *count -= 1,
            _ => strangers.push(row),
        }
    }
    let mut gone: u64 = absent.values().sum();
    let mut findings = Vec::new();
    for row in strangers {
        let key = row.key.clone();
        findings.push(if gone > 0 { What::RecordChanged(key) } else { What::RecordAdded(key) });
        gone = gone.saturating_sub(1);
    }
    if gone > 0 {
        let ahead = same.checked_sub(1).and_then(|ahead| rows.get(ahead));
        findings.push(What::RecordsMissing { count: gone, after: ahead.map(|row| row.key.clone()) });
    }
    findings
}
