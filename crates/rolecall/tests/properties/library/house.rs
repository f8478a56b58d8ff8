//! A library over a store in memory, with one organization that is commanded and a neighbour that has a slug.

use std::{collections::BTreeMap, sync::Arc};

use jiff::SignedDuration;
use rolecall::catalog::CatalogHash;
use rolecall::organization::{
    Actor, Code, Command, CommandId, EditMember, NewMember, OrganizationId, Revision,
};
use rolecall::{Done, Error, Options, Rolecall, Tenant, View, store::Store};
use rolecall_store_sqlite::SqliteStore;
use tempfile::TempDir;

use super::{
    asking::{self, Answered},
    clock::Clock,
};
use crate::{
    catalogs::Product,
    commands::{Abstract, concrete, settled},
    held::Held,
    pick::Picks,
    rules,
    world::{Scene, founding},
};

/// The library, one organization, and what was answered.
pub struct House {
    store: Arc<dyn Store>,
    _folder: Option<TempDir>,
    clock: Arc<Clock>,
    rolecall: Rolecall,
    tenant: Tenant,
    versions: Vec<CatalogHash>,
    answered: Vec<Answered>,
    remembered: BTreeMap<String, (Actor, Command, Done)>,
    entries: u64,
    rehearsed: Option<Came>,
    pub done: usize,
    pub refused: usize,
    pub repeated: usize,
}

fn told(error: &Error) -> String {
    error.to_string()
}

impl House {
    /// Founds the organization in a folder, and a neighbour with the slug `other`.
    pub async fn found(product: &Product) -> Result<Self, String> {
        let folder = folder()?;
        let store = SqliteStore::open(folder.path()).map_err(|error| error.to_string())?;
        Ok(Self { _folder: Some(folder), ..Self::over(product, Arc::new(store)).await? })
    }

    /// Founds the organization in a store, and a neighbour with the slug `other`.
    pub async fn over(product: &Product, store: Arc<dyn Store>) -> Result<Self, String> {
        let clock = Arc::new(Clock::new());
        let rolecall = Rolecall::over(store.clone(), clock.clone()).await.map_err(|error| told(&error))?;
        let mut versions = Vec::new();
        for text in &product.texts {
            versions.push(rolecall.add_catalog("version.toml", text).await.map_err(|error| told(&error))?);
        }
        ensure!(versions == product.versions, "a catalog is stored under another hash");
        for slug in ["other", "acme"] {
            let form = rolecall::organization::FoundOrganization { slug: slug.to_owned(), ..founding() };
            rolecall.found(&versions[0], &form).await.map_err(|error| told(&error))?;
        }
        let tenant = rolecall.organization("acme").await.map_err(|error| told(&error))?;
        Ok(Self {
            _folder: None,
            store,
            clock,
            rolecall,
            tenant,
            versions,
            answered: Vec::new(),
            remembered: BTreeMap::new(),
            entries: 1,
            rehearsed: None,
            done: 0,
            refused: 0,
            repeated: 0,
        })
    }

    /// Gives the organization something to be commanded about.
    pub async fn settle(&mut self, product: &Product, settles: bool) -> Held {
        for command in settled(product.first()).iter().filter(|_| settles) {
            self.give(&Actor::Platform, command, &Options::default()).await?;
        }
        Ok(())
    }

    /// One step: a command, seldom under an id, seldom rehearsed, seldom one that was given before.
    pub async fn step(&mut self, step: &Abstract) -> Held {
        let view = self.tenant.view();
        let scene = Scene {
            organization: &view.organization,
            records: &view.engine,
            versions: &self.versions,
            now: self.tenant.now(),
        };
        let (waits, actor, command) = concrete(&scene, step);
        if matches!(command, Command::DeleteOrganization {}) {
            return Ok(());
        }
        let mut picks = Picks::new(step.2.rotate_left(64));
        self.clock.pass(if picks.seldom(9) { SignedDuration::from_secs(-90) } else { waits });
        let mut options = Options::default();
        match picks.below(6) {
            4 => options.if_match = Some(view.policy_revision),
            5 => options.command_id = Some(command_id(&mut picks)),
            3 if !self.remembered.is_empty() => return self.give_again(&mut picks).await,
            2 => self.rehearse(&actor, &command).await?,
            _ => {}
        }
        self.give(&actor, &command, &options).await?;
        let view = self.tenant.view();
        self.answered.push(asking::ask(&view, &self.versions, &mut picks));
        Ok(())
    }

    /// Gives a command; a refusal leaves the head and the view as they were.
    async fn give(&mut self, actor: &Actor, command: &Command, options: &Options) -> Held {
        let (before, head) = (self.tenant.view(), self.head().await?);
        let result = self.tenant.execute(actor, command, options).await;
        let (after, moved) = (self.tenant.view(), self.head().await?);
        ensure!(after.revision == moved, "the view is at {}, the store at {moved}", after.revision);
        let told = serde_json::to_string(command).unwrap_or_default();
        // The slugs of others are the store's to know; a rehearsal does not ask it.
        if let Some(rehearsed) =
            self.rehearsed.take().filter(|_| !matches!(command, Command::ChangeSlug { .. }))
        {
            let came = came(&result)?;
            ensure!(rehearsed == came, "{told} was rehearsed as {rehearsed:?}, and came to {came:?}");
        }
        match result {
            Ok(done) => {
                ensure!(
                    done.revision == after.revision,
                    "{told} answers {}, it is {}",
                    done.revision,
                    after.revision
                );
                let written = after.revision.0 - before.revision.0;
                ensure!(written <= 1, "{told} wrote {written} entries");
                ensure!(after.at >= before.at, "{told} was written before the entry ahead of it");
                if written == 0 {
                    ensure!(*after == *before, "{told} changed the view without an entry");
                    ensure!(options.command_id.is_none(), "{told} has an id that is not remembered");
                }
                if let Some(id) = &options.command_id {
                    let known =
                        self.remembered.insert(id.to_string(), (actor.clone(), command.clone(), done));
                    ensure!(known.is_none(), "`{id}` was two commands");
                }
                if matches!(command, Command::EraseMember { .. }) {
                    // What was answered about whom an erasure empties is forgotten with it.
                    self.remembered.clear();
                }
                self.entries += written;
                self.done += 1;
            }
            Err(Error::Refused(refusal)) => {
                ensure!(*after == *before && moved == head, "{told} was refused, and something changed");
                ensure!(
                    refusal.code != Code::StaleRevision,
                    "{told} saw the policy as it is, and it is {refusal}"
                );
                self.refused += 1;
            }
            Err(other) => return Err(format!("{told}: {other}")),
        }
        Ok(())
    }

    /// The same id with the same command is one change; with another it is refused.
    async fn give_again(&mut self, picks: &mut Picks) -> Held {
        let ids: Vec<String> = self.remembered.keys().cloned().collect();
        let id = picks.of(&ids).unwrap_or_default();
        let (actor, command, done) = self.remembered[&id].clone();
        let options = Options { command_id: Some(id.parse().map_err(|_| "no id")?), ..Options::default() };
        let (before, head) = (self.tenant.view(), self.head().await?);
        let again = self.tenant.execute(&actor, &command, &options).await.map_err(|error| told(&error))?;
        ensure!(again.repeated, "`{id}` was carried out twice");
        ensure!(again.answer == done.answer && again.revision == done.revision, "{again:?} is not {done:?}");
        let other = Command::RenameOrganization { name: "Never".to_owned() };
        let refused = self.tenant.execute(&Actor::Platform, &other, &options).await;
        let code = refused.as_ref().err().and_then(Error::refusal).map(|refusal| refusal.code);
        ensure!(code == Some(Code::IdempotencyMismatch), "`{id}` with another command came to {refused:?}");
        ensure!(
            *self.tenant.view() == *before && self.head().await? == head,
            "`{id}` again changed something"
        );
        self.repeated += 1;
        Ok(())
    }

    /// A rehearsal says what will come, and changes nothing.
    async fn rehearse(&mut self, actor: &Actor, command: &Command) -> Held {
        let (before, head) = (self.tenant.view(), self.head().await?);
        let options = Options { dry_run: true, ..Options::default() };
        let rehearsed = self.tenant.execute(actor, command, &options).await;
        ensure!(
            *self.tenant.view() == *before && self.head().await? == head,
            "a rehearsal changed something"
        );
        self.rehearsed = Some(came(&rehearsed)?);
        Ok(())
    }

    async fn head(&self) -> Result<Revision, String> {
        self.tenant.head().await.map(|head| head.revision).map_err(|error| told(&error))
    }

    /// All that is to hold in the end: reopened it is the same, the past is as it was, the ledger proves itself.
    pub async fn close(&mut self) -> Held {
        let view = self.tenant.view();
        rules::hold(&view.organization, &BTreeMap::new())?;
        let again =
            Rolecall::over(self.store.clone(), self.clock.clone()).await.map_err(|error| told(&error))?;
        let id: &OrganizationId = self.tenant.id();
        let reopened = again.organization(id.as_str()).await.map_err(|error| told(&error))?;
        same(&reopened.view(), &view)?;
        asking::the_past_is_as_it_was_answered(&self.tenant, &self.answered, 1).await?;
        asking::the_past_is_as_it_was_answered(&reopened, &self.answered, 5).await?;
        let report = self.tenant.verify(&mut |_| {}).await.map_err(|error| told(&error))?;
        ensure!(report.holds(), "{report}");
        ensure!(report.entries == self.entries, "{} entries, {} acknowledged", report.entries, self.entries);
        ensure!(
            report.revision == view.revision,
            "proved up to {}, it is {}",
            report.revision,
            view.revision
        );
        let slug = view.organization.policy().slug.to_string();
        let by_slug = self.rolecall.organization(&slug).await.map_err(|error| told(&error))?;
        ensure!(by_slug.id() == id, "`{slug}` is another organization");
        Ok(())
    }
}

/// A folder in memory where the system has such: what is tried here is not whether the disk keeps it.
fn folder() -> Result<TempDir, String> {
    let in_memory = tempfile::tempdir_in("/dev/shm");
    in_memory.or_else(|_| tempfile::tempdir()).map_err(|error| error.to_string())
}

/// What a command came to.
#[derive(Debug, PartialEq)]
enum Came {
    Done,
    Refused(Code),
}

fn came(result: &Result<Done, Error>) -> Result<Came, String> {
    match result {
        Ok(_) => Ok(Came::Done),
        Err(Error::Refused(refusal)) => Ok(Came::Refused(refusal.code)),
        Err(other) => Err(told(other)),
    }
}

fn command_id(picks: &mut Picks) -> CommandId {
    format!("cmd_{}", picks.below(1 << 40)).parse().expect("it is a command id")
}

fn same(reopened: &View, present: &View) -> Held {
    let (one, other) = (&reopened.organization, &present.organization);
    ensure!(one.policy() == other.policy(), "reopened: {:#?}\nis not\n{:#?}", one.policy(), other.policy());
    ensure!(one.people() == other.people(), "reopened: {:#?}\nis not\n{:#?}", one.people(), other.people());
    ensure!(reopened.engine == present.engine, "reopened: the records differ");
    ensure!(
        *reopened == *present,
        "reopened: {} {} {}",
        reopened.revision,
        reopened.policy_revision,
        reopened.at
    );
    Ok(())
}

/// Two members; the second is removed, the first takes the address.
pub async fn an_address_changes_hands(product: &Product) -> Held {
    let mut house = House::found(product).await?;
    let invited = |email: &str| {
        Command::InviteMember(NewMember {
            email: email.to_owned(),
            invite: Some(false),
            ..NewMember::default()
        })
    };
    let second = "second@example.com";
    for command in [
        invited("first@example.com"),
        invited(second),
        Command::RemoveMember { member: second.to_owned(), transfer_records_to: None },
    ] {
        house.give(&Actor::Platform, &command, &Options::default()).await?;
    }
    let first = house.tenant.view().organization.find_member("first@example.com").cloned();
    let first = first.ok_or("the first is there")?;
    let takes =
        EditMember { member: first.to_string(), email: Some(second.to_owned()), ..EditMember::default() };
    let takes = Command::EditMember(Box::new(takes));
    house.give(&Actor::Member(first), &takes, &Options::default()).await?;
    ensure!(house.refused == 0, "something was refused");
    house.close().await
}
