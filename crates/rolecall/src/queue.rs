//! The queue of one organization's commands. Whoever's turn it is serves all that wait: each is executed on what the one
//! before left, their entries go to the store together, and all are answered once that is committed.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use rolecall_organization::{
    Actor, Answer, Call, Command, CommandId, Outcome, Revision, Seed, Surroundings, execute,
};
use rolecall_store::{Conflict, Hash, NewEntry, StoreError, next_instant};
use tokio::{runtime::Handle, sync::oneshot};

use crate::{
    Error, Options, View,
    founding::slug_taken,
    ledger,
    opened::not_yet,
    tenant::{Done, Inner, Stepped, is_conflict, refuse_stale},
};

/// How many commands share a commit at the most.
const BATCH: usize = 64;

/// How often a batch is tried when others write to the same ledger.
const TRIES: usize = 8;

type Reply = Result<Stepped, Error>;

/// A command that waits.
pub(crate) struct Waiting {
    actor: Actor,
    command: Command,
    options: Options,
    reply: oneshot::Sender<Reply>,
}

impl Waiting {
    pub fn new(actor: Actor, command: Command, options: Options) -> (Self, oneshot::Receiver<Reply>) {
        let (reply, answer) = oneshot::channel();
        (Self { actor, command, options, reply }, answer)
    }
}

/// Commands that wait, and whose turn it is.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: Mutex<VecDeque<Waiting>>,
    turn: tokio::sync::Mutex<Turn>,
}

/// What whoever served last left.
#[derive(Default)]
struct Turn {
    /// A write was under way and its outcome is unknown: read the store again before anything else.
    unsure: bool,
}

impl Queue {
    pub fn push(&self, waiting: Waiting) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(waiting);
    }

    fn is_empty(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn take(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.len().min(BATCH);
        waiting.drain(..count).collect()
    }

    fn put_back(&self, late: Vec<Waiting>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        late.into_iter().rev().for_each(|command| waiting.push_front(command));
    }
}

/// A command that was executed on the working copy and waits for the commit.
struct Planned {
    waiting: Waiting,
    /// What it will be told. A refusal waits, too: it was found on what the commands before it left.
    reply: Reply,
}

impl Inner {
    /// Waits for a turn; serves what waits, unless somebody ahead served this command along.
    pub async fn work(self: &Arc<Self>, answer: oneshot::Receiver<Reply>) -> Reply {
        // A caller may leave at any time; what is under way goes on without it, or a change would stand that no view knows. Where
        // there is no runtime to go on in, whoever calls stays.
        match Handle::try_current() {
            Ok(runtime) => {
                let inner = Arc::clone(self);
                drop(runtime.spawn(async move { inner.serve_all().await }));
            }
            Err(_) => self.serve_all().await,
        }
        // Whoever served it was dropped half-way.
        let lost = || StoreError::unavailable("the write was interrupted, its outcome is unknown");
        answer.await.unwrap_or_else(|_| Err(lost().into()))
    }

    async fn serve_all(&self) {
        let mut turn = self.queue.turn.lock().await;
        while !self.queue.is_empty() {
            self.serve(&mut turn).await;
        }
    }

    /// The published view, once it has an entry and all ahead of it. Who waits for the same reading waits in the same line
    /// as commands, so that no view replaces a newer one.
    ///
    /// # Errors
    /// `not_yet` where the store has no such entry.
    pub async fn at_least(&self, revision: Revision) -> Result<Arc<View>, Error> {
        let view = self.view();
        if view.revision >= revision {
            return Ok(view);
        }
        let _turn = self.queue.turn.lock().await;
        let view = self.view();
        if view.revision >= revision {
            return Ok(view);
        }
        let head = self.head().await?;
        if head.revision < revision {
            return Err(not_yet(revision, head.revision).into());
        }
        self.catch_up().await?;
        Ok(self.view())
    }

    async fn serve(&self, turn: &mut Turn) {
        if turn.unsure {
            if let Err(error) = self.catch_up().await {
                answer_all(self.queue.take(), &error);
                return;
            }
            turn.unsure = false;
        }
        let mut batch = self.queue.take();
        for _ in 0..TRIES {
            turn.unsure = true;
            match self.attempt(batch).await {
                Attempt::Answered => {
                    turn.unsure = false;
                    return;
                }
                Attempt::Unknown => return,
                Attempt::Again(rest) => batch = rest,
            }
            if let Err(error) = self.catch_up().await {
                answer_all(batch, &error);
                return;
            }
        }
        answer_all(batch, &StoreError::unavailable("others write to this ledger all the time").into());
    }

    async fn attempt(&self, batch: Vec<Waiting>) -> Attempt {
        let mut working = (*self.view()).clone();
        let (mut planned, mut entries, mut late) = (Vec::new(), Vec::new(), Vec::new());
        let mut ids: BTreeSet<CommandId> = BTreeSet::new();
        let expected = working.revision;
        // Who no longer waits gave the command up before anything was done for it.
        for waiting in batch.into_iter().filter(|waiting| !waiting.reply.is_closed()) {
            if waiting.options.command_id.as_ref().is_some_and(|id| !ids.insert(id.clone())) {
                late.push(waiting);
                continue;
            }
            match self.plan(&mut working, &waiting).await {
                Ok((stepped, entry)) => {
                    entries.extend(entry);
                    planned.push(Planned { waiting, reply: Ok(stepped) });
                }
                Err(error) => planned.push(Planned { waiting, reply: Err(error) }),
            }
        }
        self.queue.put_back(late);
        if entries.is_empty() {
            planned.into_iter().for_each(|p| reply(p.waiting, p.reply));
            return Attempt::Answered;
        }
        self.commit(working, expected, planned, entries).await
    }

    async fn commit(
        &self,
        working: View,
        expected: Revision,
        planned: Vec<Planned>,
        entries: Vec<NewEntry>,
    ) -> Attempt {
        let alone = planned.len() == 1;
        match self.shared.store.append(&self.id, expected, entries).await {
            Ok(_) => {
                self.publish(working);
                planned.into_iter().for_each(|p| reply(p.waiting, p.reply));
                Attempt::Answered
            }
            Err(StoreError::Conflict(Conflict::Slug(slug))) if alone => {
                planned.into_iter().for_each(|p| reply(p.waiting, Err(slug_taken(slug.as_str()).into())));
                Attempt::Answered
            }
            Err(StoreError::Conflict(Conflict::Credential)) if alone => {
                planned.into_iter().for_each(|p| reply(p.waiting, Err(Error::PasswordSet)));
                Attempt::Answered
            }
            Err(
                StoreError::Conflict(Conflict::Slug(_) | Conflict::Credential) | StoreError::Refused { .. },
            ) if !alone => {
                // One of them wants a slug that is another organization's, or cannot be stored: each by itself.
                let mut rest = planned.into_iter().map(|p| p.waiting);
                let first: Vec<Waiting> = rest.next().into_iter().collect();
                self.queue.put_back(rest.collect());
                Attempt::Again(first)
            }
            Err(error) if is_conflict(&error) => {
                Attempt::Again(planned.into_iter().map(|p| p.waiting).collect())
            }
            Err(error) => {
                let error = Error::Store(error);
                answer_all(planned.into_iter().map(|p| p.waiting).collect(), &error);
                Attempt::Unknown
            }
        }
    }

    /// Executes one command on the working copy; answers what it will be told, and the entry that keeps it.
    async fn plan(
        &self,
        working: &mut View,
        waiting: &Waiting,
    ) -> Result<(Stepped, Option<NewEntry>), Error> {
        let Waiting { actor, command, options, reply: _ } = waiting;
        let identified = match &options.command_id {
            None => None,
            Some(id) => {
                let digest = match options.fingerprint {
                    Some(fingerprint) => fingerprint,
                    None => digest(actor, command, &self.id)?,
                };
                if let Some(done) = self.remembered(id, digest).await? {
                    return Ok((Stepped { done, unfinished: false }, None));
                }
                Some(ledger::Identified { id: id.clone(), digest, kept_until: options.kept_until })
            }
        };
        refuse_stale(working, command, options)?;
        let seed = Seed(self.shared.outside.draw().map_err(Error::Randomness)?);
        let at = next_instant(self.shared.outside.now(), Some(working.at));
        let catalogs = self.shared.catalogs();
        let surroundings = Surroundings {
            records: &working.engine,
            rule: &rolecall_decision::Reference,
            catalogs: &catalogs,
        };
        let outcome = execute(&working.organization, surroundings, command, Call { actor, now: at, seed })?;
        let unfinished = outcome.unfinished;
        if outcome.events.is_empty() && identified.is_none() {
            return Ok((stepped(working, outcome.answer, unfinished), None));
        }
        let revision = working.revision.next();
        let identified = identified.filter(|_| !unfinished);
        let mut entry = ledger::entry(&command.name(), actor, at, revision, &outcome, identified.as_ref())?;
        entry.credential = options.credential.clone();
        take(working, &outcome, &catalogs, &self.id, revision)?;
        working.at = at;
        working.revision = revision;
        if entry.kind == rolecall_store::EntryKind::Policy {
            working.policy_revision = revision;
        }
        if revision.0.is_multiple_of(ledger::SNAPSHOT_EVERY) {
            entry.snapshot = ledger::snapshot(working.organization.policy());
        }
        Ok((stepped(working, outcome.answer, unfinished), Some(entry)))
    }
}

/// How a batch fared.
enum Attempt {
    /// Everyone was answered.
    Answered,
    /// Everyone was told that the outcome is unknown.
    Unknown,
    /// Somebody else wrote first: read again and try these once more.
    Again(Vec<Waiting>),
}

fn stepped(working: &View, answer: Answer, unfinished: bool) -> Stepped {
    // A copy shares all that did not change.
    let view = Some(Arc::new(working.clone()));
    Stepped {
        done: Done { revision: working.revision, answer, repeated: false, view, preview: None },
        unfinished,
    }
}

fn take(
    working: &mut View,
    outcome: &Outcome,
    catalogs: &rolecall_organization::Catalogs,
    id: &rolecall_organization::OrganizationId,
    revision: Revision,
) -> Result<(), Error> {
    let before = working.organization.clone();
    working.organization.take(outcome, catalogs).map_err(Error::fold(id))?;
    working.engine.policy_changed(&before, &working.organization, &outcome.events);
    working.engine.records_changed(&outcome.records, revision);
    Ok(())
}

fn digest(
    actor: &Actor,
    command: &Command,
    id: &rolecall_organization::OrganizationId,
) -> Result<Hash, Error> {
    let bytes = serde_json::to_vec(&(actor, command)).map_err(|error| Error::ledger(id, &error))?;
    Ok(Hash::of(&bytes))
}

fn reply(waiting: Waiting, answer: Reply) {
    // A caller that no longer waits is told nothing; the change stands all the same.
    drop(waiting.reply.send(answer));
}

fn answer_all(batch: Vec<Waiting>, error: &Error) {
    batch.into_iter().for_each(|waiting| reply(waiting, Err(error.clone())));
}
