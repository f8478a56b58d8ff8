//! Follows the chain of entries and keeps the findings of all parts.

use jiff::Timestamp;
use rolecall_organization::{OrganizationId, Revision, Slug};

use super::{Finding, Progress, VerifyReport, What, history::HistoryCheck, people::PeopleCheck, rows};
use crate::{
    EntryKind, Hash, Head, Header, PersonRow, RecordRow, RecordVersion, StoredEntry, entry::open_envelope,
};

/// Checks a ledger whose parts are handed over one after the other. It reads nothing by itself, so that a ledger can be
/// proved wherever it comes from.
#[derive(Debug)]
pub struct LedgerCheck {
    organization: OrganizationId,
    through: Revision,
    state: Chain,
    people: PeopleCheck,
    history: HistoryCheck,
    entries: u64,
    records: u64,
    findings: Vec<Finding>,
    omitted: u64,
}

/// What the entries so far say.
#[derive(Debug)]
struct Chain {
    revision: Revision,
    hash: Vec<u8>,
    at: Option<Timestamp>,
    created_at: Option<Timestamp>,
    policy_revision: Revision,
    slug: Option<Slug>,
    deleted: bool,
}

impl LedgerCheck {
    /// Begins, for the entries through `through`, with the personal values at that point.
    pub fn new(organization: OrganizationId, through: Revision, people: Vec<PersonRow>) -> Self {
        let hash = Hash::genesis(&organization).as_bytes().to_vec();
        let start = Revision::default();
        let state = Chain {
            revision: start,
            hash,
            at: None,
            created_at: None,
            policy_revision: start,
            slug: None,
            deleted: false,
        };
        Self {
            organization,
            through,
            state,
            people: PeopleCheck::new(people, through),
            history: HistoryCheck::new(through),
            entries: 0,
            records: 0,
            findings: Vec::new(),
            omitted: 0,
        }
    }

    /// The last entry that is checked.
    pub fn through(&self) -> Revision {
        self.through
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        Progress { entries: self.entries, of: self.through.0, records: self.records }
    }

    /// What was found first, so far.
    pub(crate) fn first_finding(&self) -> Option<&Finding> {
        self.findings.first()
    }

    /// Checks the entry that comes next, with the record rows that stand in its name, by module and id.
    pub fn entry(&mut self, stored: &StoredEntry, records: &[RecordRow]) {
        self.entries += 1;
        let follows = self.place(stored.revision);
        self.records += records.len() as u64;
        match open_envelope(&stored.envelope) {
            Err(error) => self.find(stored.revision, What::EntryUnreadable(error.to_string())),
            Ok(opened) => {
                self.link(stored, follows);
                self.content(stored, &opened.header);
                for what in rows::check(&opened.header, opened.marks, records) {
                    self.find(stored.revision, what);
                }
            }
        }
        self.state.hash.clone_from(&stored.hash);
    }

    /// Notes an entry behind the last one, unless it was written meanwhile: `horizon` is the head read after it.
    pub fn entry_beyond(&mut self, stored: &StoredEntry, horizon: Revision) {
        if stored.revision > horizon {
            self.find(stored.revision, What::EntryBeyond);
        }
    }

    /// Notes a record row in the name of an entry that there is not.
    pub fn stray_row(&mut self, row: &RecordRow) {
        self.records += 1;
        self.find(row.revision, What::RecordAdded(row.key.clone()));
    }

    /// Notes a personal value in the name of an entry that there is not.
    pub fn value_beyond(&mut self, row: &PersonRow) {
        self.find(row.revision, What::ValueAdded(row.value.member.clone(), row.value.field));
    }

    /// Checks when the next row held, in the order of module, id, entry; `horizon` is the head read after it.
    pub fn version(&mut self, version: &RecordVersion, horizon: Revision) {
        if let Some((revision, what)) = self.history.version(version, horizon) {
            self.find(revision, what);
        }
    }

    /// Ends, and compares with the head.
    pub fn finish(mut self, head: Option<&Head>) -> VerifyReport {
        if let Some((revision, what)) = self.history.finish() {
            self.find(revision, what);
        }
        let (counts, findings) = std::mem::take(&mut self.people).finish();
        for (revision, what) in findings {
            self.find(revision, what);
        }
        match head {
            None => self.find(Revision(1), What::HeadMissing),
            Some(head) => self.head(head),
        }
        VerifyReport {
            organization: self.organization,
            revision: self.state.revision,
            entries: self.entries,
            records: self.records,
            commitments_checked: counts.checked,
            commitments_erased: counts.erased,
            findings: self.findings,
            omitted: self.omitted,
        }
    }

    fn find(&mut self, revision: Revision, what: What) {
        if self.findings.len() >= VerifyReport::MOST {
            self.omitted += 1;
            return;
        }
        self.findings.push(Finding { organization: self.organization.clone(), revision, what });
    }

    /// Whether the entry stands right behind the last one; notes those between that are gone.
    fn place(&mut self, revision: Revision) -> bool {
        let expected = self.state.revision.next();
        if revision < expected {
            self.find(revision, What::EntryBeyond);
            return false;
        }
        if revision > expected {
            self.find(expected, What::EntriesMissing { through: Revision(revision.0 - 1) });
        }
        self.state.revision = revision;
        revision == expected
    }

    fn link(&mut self, stored: &StoredEntry, follows: bool) {
        let previous = Hash::try_from(stored.previous.as_slice());
        let own = previous.map(|previous| Hash::of_entry(&previous, &stored.envelope));
        if own.is_ok_and(|own| own.as_bytes() == stored.hash.as_slice()) {
            if follows && stored.previous != self.state.hash {
                self.find(stored.revision, What::EntryUnlinked);
            }
        } else {
            self.find(stored.revision, What::EntryChanged);
        }
    }

    fn content(&mut self, stored: &StoredEntry, header: &Header) {
        if header.organization != self.organization || header.revision != stored.revision {
            let (organization, revision) = (header.organization.clone(), header.revision);
            self.find(stored.revision, What::EntryMisplaced { organization, revision });
        }
        if let Some(column) = stored.column_apart(header) {
            self.find(stored.revision, What::Column(column));
        }
        if self.state.at.is_some_and(|ahead| header.at < ahead) {
            self.find(stored.revision, What::TimeBackwards);
        }
        for (revision, what) in self.people.entry(stored.revision, header) {
            self.find(revision, what);
        }
        self.state.take(stored.revision, header);
    }

    fn head(&mut self, head: &Head) {
        let chain = &self.state;
        if head.revision > chain.revision {
            let missing = What::EntriesMissing { through: head.revision };
            return self.find(chain.revision.next(), missing);
        }
        let apart = [
            ("hash", head.hash.as_bytes().as_slice() == chain.hash),
            ("at", Some(head.at) == chain.at),
            ("created_at", Some(head.created_at) == chain.created_at),
            ("policy_revision", head.policy_revision == chain.policy_revision),
            ("slug", head.slug == chain.slug),
            ("deleted", head.deleted == chain.deleted),
        ];
        for (name, _) in apart.into_iter().filter(|(_, same)| !same) {
            self.find(head.revision, What::Head(name));
        }
    }
}

impl Chain {
    fn take(&mut self, revision: Revision, header: &Header) {
        self.at = Some(header.at);
        self.created_at = self.created_at.or(self.at);
        if header.kind == EntryKind::Policy {
            self.policy_revision = revision;
        }
        if header.slug.is_some() {
            self.slug.clone_from(&header.slug);
        }
        if header.deleted {
            self.deleted = true;
            self.slug = None;
        }
    }
}
