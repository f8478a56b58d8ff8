//! An organization from the moment it is named. It is loaded once, in a thread of its own; questions about it are answered
//! meanwhile, by its policy and the rows they need, and everything else waits until all of it is there.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, OnceLock, Weak},
    task::Poll,
};

use jiff::Timestamp;
use rolecall_organization::{Code, OrganizationId, Refusal, Revision};
use rolecall_store::{Address, Head, Store, StoreError};
use tokio::sync::watch;

use crate::{
    Error, Moment, Present, Seen, Tenant, View, When, load,
    past::Pasts,
    present::Unloaded,
    service::{Shared, Tenants},
};

/// An organization, to be asked at once: loaded, or with its records still being read. Cheap to clone.
#[derive(Clone)]
pub struct Opened(State);

#[derive(Clone)]
enum State {
    Loaded(Tenant),
    /// Being loaded, and where its ledger stood when it was named.
    Loading(Awaited, Arc<Head>),
}

/// A loading that somebody may wait for: it goes on as long as there is such a one.
#[derive(Clone)]
pub(crate) struct Awaited {
    load: Arc<Load>,
    _tenants: Arc<Tenants>,
}

impl std::ops::Deref for Awaited {
    type Target = Load;

    fn deref(&self) -> &Load {
        &self.load
    }
}

impl From<Tenant> for Opened {
    fn from(tenant: Tenant) -> Self {
        Self(State::Loaded(tenant))
    }
}

impl Opened {
    pub(crate) fn loading(load: Arc<Load>, head: Head, tenants: &Arc<Tenants>) -> Self {
        let awaited = Awaited { load, _tenants: Arc::clone(tenants) };
        Self(State::Loading(awaited, Arc::new(head)))
    }

    /// The organization's id.
    pub fn id(&self) -> &OrganizationId {
        match &self.0 {
            State::Loaded(tenant) => tenant.id(),
            State::Loading(_, head) => &head.id,
        }
    }

    /// Whether a text is its id or its slug.
    pub fn is_named(&self, text: &str) -> bool {
        self.id().as_str() == text
            || match &self.0 {
                State::Loaded(tenant) => tenant.view().organization.policy().slug.as_str() == text,
                State::Loading(_, head) => head.slug.as_ref().is_some_and(|slug| slug.as_str() == text),
            }
    }

    /// The library's clock.
    pub fn now(&self) -> Timestamp {
        self.shared().outside.now()
    }

    /// The organization once it is loaded: for commands, and for readings of all there is.
    ///
    /// # Errors
    /// [`Error::Store`] and [`Error::Ledger`] where it cannot be loaded. Whoever names it then has it tried anew.
    pub async fn loaded(&self) -> Result<Tenant, Error> {
        match &self.0 {
            State::Loaded(tenant) => Ok(tenant.clone()),
            State::Loading(load, _) => load.tenant().await,
        }
    }

    /// Where the ledger stands in the store.
    ///
    /// # Errors
    /// `not_found` where the organization is gone.
    pub async fn head(&self) -> Result<Head, Error> {
        head(self.store(), self.id()).await
    }

    /// The organization as it is, with an entry and all ahead of it where one is named.
    ///
    /// # Errors
    /// `not_yet` where there is no such entry.
    pub async fn present(&self, at_least: Option<Revision>) -> Result<Present, Error> {
        let needed = at_least.unwrap_or_default();
        let (load, head) = match &self.0 {
            State::Loaded(tenant) => return Ok(tenant.at_least(needed).await?.into()),
            State::Loading(load, head) => (load, head),
        };
        if let Some(tenant) = load.tenant_now() {
            // What was seen while it was loaded is known from then on.
            return Ok(tenant.at_least(needed.max(head.revision)).await?.into());
        }
        let head = if needed > head.revision { Arc::new(self.head().await?) } else { Arc::clone(head) };
        if needed > head.revision {
            return Err(not_yet(needed, head.revision).into());
        }
        let read = load.pasts.get(&load.shared, &head.id, head.revision, head.policy_revision);
        // In a box, since it is far larger than all that a request waits for otherwise.
        let policy = Box::pin(read).await?;
        let load = load.clone();
        Ok(Present::Loading(Unloaded { policy, policy_revision: head.policy_revision, load }))
    }

    /// The organization at the moment that a question is about, as fresh as it has to be. A time that is yet to come is
    /// answered by what stands now: without another entry that is what will be said then.
    ///
    /// # Errors
    /// `not_found` where the moment lies before the founding or names an entry that there is not; `not_yet` where the entry
    /// to be known is not there; `invalid` where a past is asked for that cannot know it.
    pub async fn seen(&self, when: When) -> Result<Seen, Error> {
        when.is_possible()?;
        let Some(moment) = when.moment else {
            return Ok(Seen::present_at(self.present(when.at_least).await?, self.now()));
        };
        if when.at_least.is_some() {
            self.present(when.at_least).await?;
        }
        let known = |revision| self.present(Some(revision));
        let (present, revision) = known_at(self.store(), self.id(), moment, known).await?;
        let now = |of_entry: Timestamp| match moment {
            Moment::Time(at) => at,
            Moment::Revision(_) => of_entry,
        };
        if revision == present.revision() {
            let now = now(present.at());
            return Ok(Seen::present_at(present, now));
        }
        let past = self.pasts().get(self.shared(), self.id(), revision, present.policy_revision()).await?;
        let now = now(past.at);
        Ok(Seen::past_at(present, past, now))
    }

    fn shared(&self) -> &Arc<Shared> {
        match &self.0 {
            State::Loaded(tenant) => tenant.shared(),
            State::Loading(load, _) => &load.shared,
        }
    }

    fn pasts(&self) -> &Pasts {
        match &self.0 {
            State::Loaded(tenant) => tenant.pasts(),
            State::Loading(load, _) => &load.pasts,
        }
    }

    fn store(&self) -> &dyn Store {
        self.shared().store.as_ref()
    }
}

/// Where an organization's ledger stands in a store.
pub(crate) async fn head(store: &dyn Store, id: &OrganizationId) -> Result<Head, Error> {
    let head = store.organization(&Address::Id(id.clone())).await?;
    head.ok_or_else(|| Refusal::not_found("organization", id.as_str()).into())
}

/// The entry that was the last at a moment, and a present that knows it, as `at_least` finds one.
pub(crate) async fn known_at<P, F: Future<Output = Result<P, Error>>>(
    store: &dyn Store,
    id: &OrganizationId,
    moment: Moment,
    at_least: impl FnOnce(Revision) -> F,
) -> Result<(P, Revision), Error> {
    let revision = match moment {
        Moment::Revision(revision) => Some(revision).filter(|revision| *revision > Revision::default()),
        Moment::Time(time) => store.revision_at(id, time).await?,
    };
    let unknown = || Refusal::not_found("revision", &moment.to_string());
    let revision = revision.ok_or_else(unknown)?;
    match at_least(revision).await {
        Ok(present) => Ok((present, revision)),
        Err(Error::Refused(refusal)) if refusal.code == Code::NotYet => Err(unknown().into()),
        Err(error) => Err(error),
    }
}

/// An entry that is asked for and is not there.
pub(crate) fn not_yet(needed: Revision, last: Revision) -> Refusal {
    let detail = format!("entry {needed} is not there: the last one is {last}");
    let help = "ask again once the change is answered, or leave `at_least` out";
    Refusal::new(Code::NotYet, detail).help(help)
}

/// An organization that is being loaded, and all who wait for it.
pub(crate) struct Load {
    shared: Arc<Shared>,
    pasts: Arc<Pasts>,
    outcome: OnceLock<Result<Tenant, Error>>,
    /// Turns true once there is an outcome and the thread that loaded has let go of the store.
    ended: watch::Receiver<bool>,
}

impl Load {
    /// Begins to load an organization as it stands.
    ///
    /// # Errors
    /// [`Error::Store`] where there is no thread to be had for it.
    pub fn start(shared: &Arc<Shared>, head: &Head, tenants: &Arc<Tenants>) -> Result<Arc<Self>, Error> {
        let (sender, ended) = watch::channel(false);
        let pasts = Arc::<Pasts>::default();
        let load = Arc::new(Self {
            shared: Arc::clone(shared),
            pasts: Arc::clone(&pasts),
            outcome: OnceLock::new(),
            ended,
        });
        let job = Job {
            shared: Arc::clone(shared),
            pasts,
            head: head.clone(),
            load: Arc::downgrade(&load),
            tenants: Arc::downgrade(tenants),
            closed: tenants.loader.closed(),
        };
        tenants.loader.start(move || {
            job.run();
            // Whoever waits may close the store as the next thing.
            sender.send_replace(true);
        })?;
        Ok(load)
    }

    /// Whether there will be nothing of it.
    pub fn has_failed(&self) -> bool {
        let is_over = *self.ended.borrow() || self.ended.has_changed().is_err();
        is_over && !matches!(self.outcome.get(), Some(Ok(_)))
    }

    fn tenant_now(&self) -> Option<Tenant> {
        let outcome = self.outcome.get().filter(|_| *self.ended.borrow());
        outcome.and_then(|outcome| outcome.as_ref().ok()).cloned()
    }

    async fn tenant(&self) -> Result<Tenant, Error> {
        // Where the thread panicked, the channel ends without a word.
        let ended = self.ended.clone().wait_for(|ended| *ended).await.is_ok();
        let outcome = self.outcome.get().filter(|_| ended).cloned();
        outcome.unwrap_or_else(|| Err(interrupted().into()))
    }

    /// The organization, loaded, at a revision.
    ///
    /// # Errors
    /// [`Error::Store`] where it cannot be loaded.
    pub async fn view_at(&self, revision: Revision) -> Result<Arc<View>, Error> {
        let tenant = self.tenant().await?;
        // Others may have written while it was loaded: what was asked is answered as it stood.
        tenant.view_at(Moment::Revision(revision)).await
    }
}

fn interrupted() -> StoreError {
    StoreError::unavailable("the loading of the organization was interrupted")
}

/// What a thread does to load an organization.
struct Job {
    shared: Arc<Shared>,
    pasts: Arc<Pasts>,
    head: Head,
    load: Weak<Load>,
    tenants: Weak<Tenants>,
    closed: watch::Receiver<bool>,
}

impl Job {
    fn run(self) {
        // Whatever a store of one's own waits for.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let view = match runtime {
            Ok(runtime) => runtime.block_on(self.view_unless_closed()),
            Err(error) => Err(StoreError::unavailable(error.to_string()).into()),
        };
        let Self { shared, pasts, head, load, tenants, .. } = self;
        let outcome = view.and_then(|view| {
            let tenants = tenants.upgrade().ok_or_else(interrupted)?;
            Ok(tenants.keep(&head.id, Tenant::new(shared, head.id.clone(), view, pasts)))
        });
        if let Some(load) = load.upgrade() {
            drop(load.outcome.set(outcome));
        }
    }

    /// Waits for no store that does not answer, once what it would answer is for nobody.
    async fn view_unless_closed(&self) -> Result<View, Error> {
        let mut watched = self.closed.clone();
        let (mut closed, mut view) = (pin!(watched.wait_for(|closed| *closed)), pin!(self.view()));
        poll_fn(|context| match closed.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(Err(interrupted().into())),
            Poll::Pending => view.as_mut().poll(context),
        })
        .await
    }

    async fn view(&self) -> Result<View, Error> {
        let Self { shared, pasts, head, closed, .. } = self;
        let policy = pasts.get(shared, &head.id, head.revision, head.policy_revision).await?;
        let go_on = || if *closed.borrow() { Err(interrupted()) } else { Ok(()) };
        let engine = policy.compiled().clone();
        let engine = load::engine_with(shared, engine, &head.id, policy.revision, &go_on).await?;
        Ok(View {
            organization: policy.organization.clone(),
            engine,
            revision: policy.revision,
            policy_revision: head.policy_revision,
            at: policy.at,
        })
    }
}
