//! The ledger, readable.

use jiff::Timestamp;
use rolecall_catalog::CommandName;
use rolecall_organization::{Actor, Event, MemberId, Named, Revision, Target};
use rolecall_store::{EntryKind, EntryQuery, Hash, Progress, VerifyReport};
use serde::Serialize;

use crate::{Error, Tenant, ledger};

/// Which entries of the ledger to read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditQuery {
    /// Later than this one.
    pub after: Revision,
    /// By this member; a name that is nobody's finds nothing.
    pub actor: Option<Named>,
    /// Touching this member; a name that is nobody's finds nothing.
    pub member: Option<Named>,
    /// Of this command, or of all that begin so: `member.`.
    pub command: Option<String>,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// So many at most.
    pub limit: u32,
}

/// An entry of the ledger, readable.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditEntry {
    /// Its number.
    pub revision: Revision,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the platform.
    pub actor: Option<MemberId>,
    /// What they are called; after an erasure, the id.
    pub actor_name: Option<String>,
    /// The command.
    pub command: String,
    /// How many records it wrote.
    pub records: u64,
    /// What happened.
    pub events: Vec<Event>,
    /// Its hash.
    pub hash: String,
}

impl Tenant {
    /// Entries of the ledger, in order, for an actor that may read it (`audit.view`).
    ///
    /// # Errors
    /// A refusal `forbidden`; [`Error::Store`] where the store cannot be read or an entry is damaged.
    pub async fn audit(&self, actor: &Actor, query: &AuditQuery) -> Result<Vec<AuditEntry>, Error> {
        let view = self.view();
        view.may(actor, CommandName::AuditView, None, Target::Module, self.now())?;
        let who = |named: &Option<Named>| match named {
            Some(text) => view.organization.find_owner(text).cloned().map(Some),
            None => Some(None),
        };
        let (Some(by), Some(touching)) = (who(&query.actor), who(&query.member)) else {
            return Ok(Vec::new());
        };
        let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let (mut found, mut after) = (Vec::new(), query.after);
        while found.len() < wanted {
            let page = EntryQuery {
                after,
                actor: by.clone(),
                member: touching.clone(),
                since: query.since,
                until: query.until,
                limit: 500,
                ..EntryQuery::default()
            };
            let entries = self.store().entries(self.id(), &page).await?;
            let Some(last) = entries.last() else { break };
            after = last.revision();
            for entry in entries {
                let body = ledger::read(&entry)?;
                if query.command.as_deref().is_none_or(|command| body.command.starts_with(command)) {
                    found.push(readable(&view, &entry, body));
                }
            }
        }
        found.truncate(wanted);
        Ok(found)
    }

    /// The proof of the ledger, for an actor that may read it.
    ///
    /// # Errors
    /// A refusal `forbidden`, and those of [`Self::verify`].
    pub async fn proof(&self, actor: &Actor) -> Result<VerifyReport, Error> {
        self.view().may(actor, CommandName::AuditView, None, Target::Module, self.now())?;
        self.verify(&mut |_| {}).await
    }

    /// Whether the chain holds: every entry, record row and commitment that the store has is as it was written.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read at all; damage is a finding, not an error.
    pub async fn verify(&self, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<VerifyReport, Error> {
        crate::proof::verify(self.store(), &self.catalogs(), self.id(), progress).await
    }
}

fn readable(view: &crate::View, entry: &rolecall_store::Entry, body: ledger::Body) -> AuditEntry {
    let header = &entry.header;
    let hash: &Hash = &entry.hash;
    debug_assert!(matches!(header.kind, EntryKind::Policy | EntryKind::Records));
    AuditEntry {
        revision: header.revision,
        at: header.at,
        actor: header.actor.clone(),
        actor_name: header.actor.as_ref().map(|actor| view.organization.display_name(actor).to_owned()),
        command: body.command,
        records: header.records.as_ref().map_or(0, |sum| sum.count),
        events: body.events,
        hash: hash.to_string(),
    }
}
