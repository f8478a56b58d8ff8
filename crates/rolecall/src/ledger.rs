//! From an outcome to an entry, and back: what the ledger keeps of a command.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_organization::{
    Actor, Answer, Code, CommandId, Event, MemberId, OrganizationId, Outcome, Policy, Refusal, Revision,
};
use rolecall_store::{
    Entry, EntryKind, Hash, NewCommand, NewEntry, NewOutboxRow, NewSnapshot, Snapshot, StoredCommand,
};
use serde::{Deserialize, Serialize};

use crate::{Done, Error};

/// The form of the bodies that this release writes.
pub const BODY_FORMAT: u16 = 1;

/// The form of the policy snapshots that this release writes.
pub const SNAPSHOT_FORMAT: u16 = 1;

/// How many entries a fold may take before a snapshot is worth its room.
pub const SNAPSHOT_EVERY: u64 = 256;

/// What an entry's body says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The command's name.
    pub command: String,
    /// What happened.
    pub events: Vec<Event>,
}

/// What is remembered of a command with an id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Remembered {
    pub revision: Revision,
    pub answer: Answer,
}

/// A command with the id that its caller gave it.
#[derive(Debug, Clone)]
pub(crate) struct Identified {
    pub id: CommandId,
    pub digest: Hash,
    pub kept_until: Option<Timestamp>,
}

/// What is told of a command that was carried out before; nothing where its id is no longer remembered.
///
/// # Errors
/// A refusal where the id was used for another command.
pub(crate) fn repeated(
    organization: &OrganizationId,
    stored: &StoredCommand,
    digest: Hash,
    now: Timestamp,
) -> Result<Option<Done>, Error> {
    if stored.kept_until.is_some_and(|end| end <= now) {
        return Ok(None);
    }
    if stored.digest != digest {
        let refusal =
            Refusal::new(Code::IdempotencyMismatch, "the key, or command id, was used for another command");
        return Err(refusal.help("use a new one for a new command").into());
    }
    let remembered: Remembered =
        serde_json::from_slice(&stored.outcome).map_err(|error| Error::ledger(organization, &error))?;
    Ok(Some(Done {
        revision: stored.revision,
        answer: remembered.answer,
        repeated: true,
        view: None,
        preview: None,
    }))
}

/// The entry that keeps an outcome.
pub(crate) fn entry(
    name: &str,
    actor: &Actor,
    at: Timestamp,
    revision: Revision,
    outcome: &Outcome,
    identified: Option<&Identified>,
) -> Result<NewEntry, Error> {
    let kind = match outcome.events.as_slice() {
        // A command that changed nothing is kept for its id alone, and changes no policy.
        [] | [Event::RecordsWritten { .. }] => EntryKind::Records,
        _ => EntryKind::Policy,
    };
    let body = Body { command: name.to_owned(), events: outcome.events.clone() };
    let mut entry = NewEntry::new(at, kind, BODY_FORMAT, to_json(&body)?);
    entry.actor = match actor {
        Actor::Platform | Actor::Organization => None,
        Actor::Member(member) => Some(member.clone()),
    };
    entry.members = touched(&outcome.events).into_iter().collect();
    entry.records.clone_from(&outcome.records);
    entry.people.clone_from(&outcome.people);
    for event in &outcome.events {
        match event {
            Event::MemberErased { member } => entry.erase.push(member.clone()),
            Event::OrganizationFounded { slug, .. } | Event::SlugChanged { slug } => {
                entry.slug = Some(slug.clone());
            }
            Event::OrganizationDeleted {} => entry.delete = true,
            _ => {}
        }
    }
    for effect in &outcome.effects {
        entry.outbox.push(NewOutboxRow { kind: "invitation".to_owned(), payload: to_json(effect)? });
    }
    if let Some(Identified { id, digest, kept_until }) = identified {
        let remembered = Remembered { revision, answer: outcome.answer.clone() };
        let outcome = to_json(&remembered)?;
        entry.command =
            Some(NewCommand { id: id.clone(), digest: *digest, outcome, kept_until: *kept_until });
    }
    Ok(entry)
}

pub(crate) fn to_json(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|error| Error::ledger(&"this organization", &error))
}

/// The members that events touch, to find entries by.
fn touched(events: &[Event]) -> BTreeSet<MemberId> {
    let of_event = |event: &Event| match event {
        Event::MemberAdded { member, .. }
        | Event::MemberStatusChanged { member, .. }
        | Event::MemberRemoved { member }
        | Event::MemberErased { member }
        | Event::MemberRolesSet { member, .. }
        | Event::MemberPermissionsSet { member, .. }
        | Event::ContainerMemberSet { member, .. }
        | Event::ContainerMemberRemoved { member, .. } => Some(member.clone()),
        Event::MemberChanged(changed) => Some(changed.member.clone()),
        _ => None,
    };
    events.iter().filter_map(of_event).collect()
}

/// What an entry's body says.
///
/// # Errors
/// [`Error::Ledger`] where it is not of a form that this release reads.
pub fn read(entry: &Entry) -> Result<Body, Error> {
    let organization = &entry.header.organization;
    if entry.header.format > BODY_FORMAT {
        return Err(Error::ledger(organization, &format!("entry {} is of a newer format", entry.revision())));
    }
    serde_json::from_slice(&entry.body)
        .map_err(|error| Error::ledger(organization, &format!("entry {}: {error}", entry.revision())))
}

/// The policy as a snapshot.
pub(crate) fn snapshot(policy: &Policy) -> Option<NewSnapshot> {
    // A snapshot is a convenience: where it cannot be made, the fold starts further back.
    postcard::to_stdvec(policy).ok().map(|state| NewSnapshot { format: SNAPSHOT_FORMAT, state })
}

/// The policy of a snapshot; nothing where it is of another form: the fold starts further back.
pub(crate) fn of_snapshot(snapshot: &Snapshot) -> Option<Policy> {
    if snapshot.format != SNAPSHOT_FORMAT {
        return None;
    }
    postcard::from_bytes(&snapshot.state).ok()
}
