//! The bench that the cases of a file are run on: a library of its own with a clock of its own, over a store that files
//! share. Every case begins in an organization as it was built: one of its own, or one in which nothing was written since.

use std::{pin::Pin, sync::Arc, task::Poll};

use rolecall::{
    Error, Options, Rolecall, Tenant,
    catalog::CatalogHash,
    organization::{Actor, FoundOrganization, Revision},
    store::Store,
};
use rolecall_store_sqlite::SqliteStore;

use super::{
    agree::{self, Mentioned},
    clock::Clock,
    file::TestFile,
    form::Saved,
    source::{Fault, Place},
};

/// The library, and the file's catalog in it.
pub type Library = (Rolecall, CatalogHash);

/// Where a file's cases run.
pub struct Bench {
    /// What they test.
    pub file: TestFile,
    /// The clock that steps move.
    pub clock: Clock,
    /// What lists and who-can are asked about after each case.
    pub mentioned: Mentioned,
    /// Tells the file's organizations from those of other files.
    lane: u64,
    store: Arc<dyn Store>,
}

/// The world of a case.
pub struct Built {
    /// The organization.
    pub tenant: Tenant,
    /// The last entry of its building.
    revision: Revision,
    /// The ids that building it made: `$NAME.invitation` of members that begin invited.
    pub saved: Saved,
}

impl Bench {
    /// A bench over a store.
    pub fn new(file: TestFile, lane: u64, store: Arc<dyn Store>) -> Self {
        let mentioned = agree::mentioned(&file.cases);
        Self { file, clock: Clock::new(lane), mentioned, lane, store }
    }

    /// The world for a case: the one before it where nothing was written in that, else a new one.
    ///
    /// # Errors
    /// The first part that could not be built.
    pub async fn ready(
        &self,
        library: &mut Option<Library>,
        before: Option<Built>,
        number: usize,
    ) -> Result<Built, Fault> {
        match (before.filter(Built::is_untouched), &*library) {
            (Some(untouched), _) => Ok(untouched),
            // A slug is one of a kind in a store: cases that give slugs have a store each.
            (None, Some(library)) if !self.file.changes_slug => self.build(library, number).await,
            (None, _) => {
                let open = self.library().await;
                let open =
                    open.map_err(|error| failed(self.file.place.clone(), "the store failed", &error))?;
                self.build(library.insert(open), number).await
            }
        }
    }

    async fn library(&self) -> Result<Library, Error> {
        let store = if self.file.changes_slug {
            Arc::new(SqliteStore::in_memory()?)
        } else {
            Arc::clone(&self.store)
        };
        let library = Rolecall::over(store, Arc::new(self.clock.clone())).await?;
        let hash = library.add_catalog(&self.file.catalog.file, &self.file.catalog.text).await?;
        Ok((library, hash))
    }

    /// Founds an organization and builds the world in it.
    async fn build(&self, library: &Library, number: usize) -> Result<Built, Fault> {
        self.clock.set(self.file.now);
        let slug = format!("case-{}-{number}", self.lane);
        let form = FoundOrganization { slug, ..self.file.founding.clone() };
        let cannot =
            |error: Error| failed(self.file.place.clone(), "the organization cannot be founded", &error);
        let (library, hash) = library;
        let done = library.found(hash, &form).await.map_err(cannot)?;
        let id = done.answer.created.first().cloned().unwrap_or_default();
        let tenant = library.organization(&id).await.map_err(cannot)?;
        self.fill(&tenant).await?;
        let saved = self.invitations(&tenant);
        let revision = tenant.view().revision;
        Ok(Built { tenant, revision, saved })
    }

    /// Gives all commands at once: they are carried out in this order and share commits.
    async fn fill(&self, tenant: &Tenant) -> Result<(), Fault> {
        let options = Options::default();
        let commands =
            self.file.world.iter().map(|step| tenant.execute(&Actor::Platform, &step.command, &options));
        let answers = together(commands.collect()).await;
        let first_failed =
            self.file.world.iter().zip(answers).find_map(|(step, answer)| Some((step, answer.err()?)));
        match first_failed {
            None => Ok(()),
            Some((step, error)) => Err(failed(step.place.clone(), "the world cannot be built", &error)),
        }
    }

    fn invitations(&self, tenant: &Tenant) -> Saved {
        let organization = &tenant.view().organization;
        let invitation = |name: &String| {
            let view = organization.member_view(organization.find_member(name)?, self.file.now)?;
            Some((format!("{name}.invitation"), view.invitation?.id))
        };
        self.file.invited.iter().filter_map(invitation).collect()
    }
}

impl Built {
    /// Whether nothing was written since: as good as new.
    pub fn is_untouched(&self) -> bool {
        self.tenant.view().revision == self.revision
    }
}

/// What could not be done, with the refusal's words.
pub fn failed(place: Place, message: &str, error: &Error) -> Fault {
    let fault = Fault::at(place, message);
    match error.refusal() {
        Some(refusal) => {
            let fault = fault.note("refused", format!("{}: {}", refusal.code, refusal.detail));
            refusal.help.iter().fold(fault, |fault, help| fault.note("help", help.clone()))
        }
        None => fault.note("reason", error.to_string()),
    }
}

/// Waits for all of them; they begin in this order.
async fn together<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<Pin<Box<F>>> = futures.into_iter().map(Box::pin).collect();
    let mut outputs: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    let all = std::future::poll_fn(|context| {
        let open = waiting.iter_mut().zip(&mut outputs).filter(|(_, output)| output.is_none());
        for (future, output) in open {
            if let Poll::Ready(ready) = future.as_mut().poll(context) {
                *output = Some(ready);
            }
        }
        if outputs.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    });
    all.await;
    outputs.into_iter().flatten().collect()
}
