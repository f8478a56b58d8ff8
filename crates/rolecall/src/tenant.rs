//! One organization, loaded: commands go through its queue, one after another; questions read the published view.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use rolecall_catalog::CommandName;
use rolecall_decision::PreviewReport;
use rolecall_organization::{
    Actor, Answer, Code, Command, CommandId, Event, OrganizationId, Refusal, Revision, Surroundings, Target,
    execute,
};
use rolecall_store::{Credential, Hash, Head, StoreError};

use crate::{
    Error, Moment, Opened, Seen, View, When, ledger, load, opened,
    past::Pasts,
    preview,
    queue::{Queue, Waiting},
    service::Shared,
};

/// One organization, loaded. Cheap to clone.
#[derive(Clone)]
pub struct Tenant {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub shared: Arc<Shared>,
    pub id: OrganizationId,
    published: RwLock<Arc<View>>,
    pub queue: Queue,
    pasts: Arc<Pasts>,
}

/// How a command is given.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The caller's id for it: the same id twice is one change.
    pub command_id: Option<CommandId>,
    /// Only if no policy entry came after this revision. Ignored for writes of records.
    pub if_match: Option<Revision>,
    /// All rules run, nothing is written.
    pub dry_run: bool,
    /// What the command under this id is told apart by; absent: the actor and the command.
    pub fingerprint: Option<Hash>,
    /// How long the id is remembered; absent: for ever.
    pub kept_until: Option<Timestamp>,
    /// What the person whom the command registers signs in with, written in the same transaction.
    pub credential: Option<Credential>,
}

/// A change that was made.
#[derive(Debug, Clone)]
pub struct Done {
    /// The organization's revision with the change in it.
    pub revision: Revision,
    /// What the caller is told.
    pub answer: Answer,
    /// Whether the change had been made before, under the same command id.
    pub repeated: bool,
    /// The organization with the change in it, and nothing that came later; absent for one that was made before.
    pub view: Option<Arc<View>>,
    /// What the change would do to everybody's access, where it was only rehearsed.
    pub preview: Option<Arc<PreviewReport>>,
}

impl Tenant {
    pub(crate) fn new(shared: Arc<Shared>, id: OrganizationId, view: View, pasts: Arc<Pasts>) -> Self {
        let published = RwLock::new(Arc::new(view));
        let queue = Queue::default();
        Self { inner: Arc::new(Inner { shared, id, published, queue, pasts }) }
    }

    /// The organization's id.
    pub fn id(&self) -> &OrganizationId {
        &self.inner.id
    }

    /// The organization as it is now.
    pub fn view(&self) -> Arc<View> {
        self.inner.view()
    }

    pub(crate) fn catalogs(&self) -> Arc<rolecall_organization::Catalogs> {
        self.inner.shared.catalogs()
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.inner.shared
    }

    pub(crate) fn pasts(&self) -> &Pasts {
        &self.inner.pasts
    }

    pub(crate) fn store(&self) -> &dyn rolecall_store::Store {
        self.inner.shared.store.as_ref()
    }

    /// The library's clock.
    pub fn now(&self) -> Timestamp {
        self.inner.shared.outside.now()
    }

    /// The organization with a change in it, and nothing that came later.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn view_with(&self, done: &Done) -> Result<Arc<View>, Error> {
        match &done.view {
            Some(view) => Ok(Arc::clone(view)),
            None => self.view_at(Moment::Revision(done.revision)).await,
        }
    }

    /// The organization as it is, with an entry and all ahead of it: where this node is behind, it reads first what others
    /// wrote.
    ///
    /// # Errors
    /// `not_yet` where there is no such entry.
    pub async fn at_least(&self, revision: Revision) -> Result<Arc<View>, Error> {
        self.inner.at_least(revision).await
    }

    /// The organization at the moment that a question is about, as fresh as it has to be. A time that is yet to come is
    /// answered by what stands now: without another entry that is what will be said then.
    ///
    /// # Errors
    /// `not_found` where the moment lies before the founding or names an entry that there is not; `not_yet` where the entry
    /// to be known is not there; `invalid` where a past is asked for that cannot know it.
    pub async fn seen(&self, when: When) -> Result<Seen, Error> {
        Opened::from(self.clone()).seen(when).await
    }

    /// The organization as it was at a moment, with every record of then: for readings of all there is. Questions are
    /// asked of [`Self::seen`], which reads what they need.
    ///
    /// # Errors
    /// `not_found` where the moment lies before its founding or after its last entry.
    pub async fn view_at(&self, moment: Moment) -> Result<Arc<View>, Error> {
        let known = |revision| self.at_least(revision);
        let (present, revision) = opened::known_at(self.store(), &self.inner.id, moment, known).await?;
        if revision == present.revision {
            return Ok(present);
        }
        let head = self.head().await?;
        let view = Box::pin(load::view(&self.inner.shared, &head, revision)).await?;
        Ok(Arc::new(view))
    }

    /// Where the ledger stands in the store.
    ///
    /// # Errors
    /// `not_found` where the organization is gone.
    pub async fn head(&self) -> Result<Head, Error> {
        self.inner.head().await
    }

    /// Executes a command as somebody.
    ///
    /// # Errors
    /// [`Error::Refused`] by the first rule that forbids it; then nothing was changed. After [`StoreError::Unavailable`]
    /// the outcome is unknown: give the command again under the same id.
    pub async fn execute(&self, actor: &Actor, command: &Command, options: &Options) -> Result<Done, Error> {
        if options.dry_run {
            return self.rehearse(actor, command, options, &self.catalogs()).await;
        }
        let mut done = self.step(actor, command, options).await?;
        while done.unfinished {
            // Records of a removed member move in batches, each an entry; the removal comes with the last one.
            let further = self.step(actor, command, options).await?;
            let written = done.done.answer.written + further.done.answer.written;
            done = further;
            done.done.answer.written = written;
        }
        Ok(done.done)
    }

    /// Adopts a version of the catalog, named by its hash, by its id (the one that came last), or sent as a text, which is kept
    /// once nothing forbids the adoption.
    ///
    /// # Errors
    /// [`Error::Catalog`] with every fault of a text, and those of [`Self::execute`].
    pub async fn adopt(&self, actor: &Actor, catalog: &str, options: &Options) -> Result<Done, Error> {
        // Who may not adopt one is told so before a text is read.
        self.view().may(actor, CommandName::OrganizationCatalog, None, Target::Module, self.now())?;
        let shared = &self.inner.shared;
        let sent = shared.catalog_sent(catalog)?;
        let command = Command::AdoptCatalog { catalog: sent.catalog.hash.clone() };
        let mut catalogs = self.catalogs();
        let known = Arc::make_mut(&mut catalogs)
            .insert(sent.catalog.hash.clone(), Arc::clone(&sent.catalog))
            .is_some();
        if options.dry_run {
            return self.rehearse(actor, &command, options, &catalogs).await;
        }
        if !known {
            self.rehearse(actor, &command, options, &catalogs).await?;
            shared.keep_sent(&sent).await?;
        }
        // A known one is not rehearsed: the same request may have been carried out before, and is answered alike.
        let done = self.execute(actor, &command, options).await?;
        if known && !done.repeated {
            shared.keep_sent(&sent).await?;
        }
        Ok(done)
    }

    async fn step(&self, actor: &Actor, command: &Command, options: &Options) -> Result<Stepped, Error> {
        let (waiting, answer) = Waiting::new(actor.clone(), command.clone(), options.clone());
        self.inner.queue.push(waiting);
        self.inner.work(answer).await
    }

    /// All rules run, nothing is written.
    async fn rehearse(
        &self,
        actor: &Actor,
        command: &Command,
        options: &Options,
        catalogs: &rolecall_organization::Catalogs,
    ) -> Result<Done, Error> {
        let view = self.view();
        refuse_stale(&view, command, options)?;
        let seed = rolecall_organization::Seed(self.inner.shared.outside.draw().map_err(Error::Randomness)?);
        let call = rolecall_organization::Call { actor, now: self.now(), seed };
        let surroundings =
            Surroundings { records: &view.engine, rule: &rolecall_decision::Reference, catalogs };
        let outcome = execute(&view.organization, surroundings, command, call)?;
        for event in &outcome.events {
            if let Event::SlugChanged { slug } = event {
                self.inner.shared.require_free(slug.as_str()).await?;
            }
        }
        // A rehearsal ahead of the change itself tells nobody anything.
        let preview = || preview::of_command(&view, command, call, &outcome, catalogs).map(Arc::new);
        let preview = options.dry_run.then(preview).transpose()?;
        Ok(Done { revision: view.revision, answer: outcome.answer, repeated: false, view: None, preview })
    }
}

/// A step of a command: done, or to be given again.
pub(crate) struct Stepped {
    pub done: Done,
    pub unfinished: bool,
}

impl Inner {
    pub fn view(&self) -> Arc<View> {
        Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Publishes a view: one pointer takes the place of another.
    pub fn publish(&self, view: View) {
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
    }

    pub async fn head(&self) -> Result<Head, Error> {
        opened::head(self.shared.store.as_ref(), &self.id).await
    }

    /// Reads again what the store has: somebody else wrote, or the outcome of a write is unknown.
    pub async fn catch_up(&self) -> Result<(), Error> {
        let head = self.head().await?;
        // In a box: every request might come to wait for this, hardly one does, and all would be as large as it.
        let view = Box::pin(load::view(&self.shared, &head, head.revision)).await?;
        self.publish(view);
        Ok(())
    }

    /// What was carried out before under a command's id.
    pub async fn remembered(&self, id: &CommandId, digest: Hash) -> Result<Option<Done>, Error> {
        let Some(stored) = self.shared.store.command(&self.id, id).await? else { return Ok(None) };
        let now = self.shared.outside.now();
        ledger::repeated(&self.id, &stored, digest, now)
    }
}

/// `stale_revision`: the caller named the revision it saw, and the policy has changed since. Record writes never conflict.
pub(crate) fn refuse_stale(view: &View, command: &Command, options: &Options) -> Result<(), Refusal> {
    let of_records = matches!(
        command,
        Command::PutRecords { .. } | Command::DeleteRecords { .. } | Command::AssignOwner { .. }
    );
    match options.if_match {
        Some(seen) if !of_records && view.policy_revision > seen => {
            let detail = format!("the policy changed at revision {}, after {seen}", view.policy_revision);
            Err(Refusal::new(Code::StaleRevision, detail).help("read again and decide anew"))
        }
        _ => Ok(()),
    }
}

/// Whether the same command may be tried again on what the store has now.
pub(crate) fn is_conflict(error: &StoreError) -> bool {
    matches!(error, StoreError::Conflict(_))
}
