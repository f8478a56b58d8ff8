//! An organization at the moment that a question is about: the present, or a moment in the past. Both answer the same
//! questions; the present by its view, the past - and the present while it is being loaded - by what is read for them.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;
use rolecall_catalog::{ModuleId, Permission};
use rolecall_decision::{Decision, Engine, Explanation, ListPage, ListPlace, MayDo};
use rolecall_organization::{
    Facts, MemberId, Organization, Question, RecordId, RecordKey, Records, Revision,
};
use tokio::sync::Mutex;

use crate::{
    Asked, Error, Present, View, ask,
    past::{Past, Rows},
    present::Unloaded,
    records::known_as,
};

/// An organization at the moment that a question is about.
pub struct Seen {
    present: Present,
    source: Source,
    /// The time to ask it for.
    pub now: Timestamp,
}

/// What answers.
enum Source {
    /// The present, which is loaded.
    View(Arc<View>),
    /// What is read for it.
    Rows(Box<Reading>),
}

/// An organization without its records, and the rows that were read of it for this one caller.
struct Reading {
    past: Arc<Past>,
    rows: Mutex<Rows>,
    /// The modules that were read whole.
    modules: Mutex<BTreeMap<ModuleId, Engine>>,
    /// Where it is the present: what has all of its records read.
    present: Option<Unloaded>,
    /// The present, once it was waited for.
    view: OnceLock<Arc<View>>,
}

/// What answers one question.
enum Answering<'a> {
    View(Arc<View>),
    Rows(&'a Reading),
}

impl Answering<'_> {
    fn view(view: &Arc<View>) -> Self {
        Self::View(Arc::clone(view))
    }
}

impl Seen {
    /// The present, at a time.
    pub fn present_at(present: impl Into<Present>, now: Timestamp) -> Self {
        let present = present.into();
        let source = match &present {
            Present::Loaded(view) => Source::View(Arc::clone(view)),
            Present::Loading(unloaded) => {
                let past = Arc::clone(&unloaded.policy);
                Source::Rows(Box::new(Reading::new(past, Some(unloaded.clone()))))
            }
        };
        Self { present, source, now }
    }

    /// The past, at a time.
    pub(crate) fn past_at(present: Present, past: Arc<Past>, now: Timestamp) -> Self {
        Self { present, source: Source::Rows(Box::new(Reading::new(past, None))), now }
    }

    /// The organization as it is. Who may look back is who may look now.
    pub fn present(&self) -> &Present {
        &self.present
    }

    /// The policy of the moment, with the catalog in force then and the personal values of today.
    pub fn organization(&self) -> &Organization {
        match &self.source {
            Source::View(view) => &view.organization,
            Source::Rows(reading) => &reading.past.organization,
        }
    }

    /// The last entry in it.
    pub fn revision(&self) -> Revision {
        match &self.source {
            Source::View(view) => view.revision,
            Source::Rows(reading) => reading.past.revision,
        }
    }

    /// What answers a question that few rows answer.
    fn at_once(&self) -> Answering<'_> {
        match &self.source {
            Source::View(view) => Answering::view(view),
            Source::Rows(reading) => reading.view.get().map_or(Answering::Rows(reading), Answering::view),
        }
    }

    /// What answers a question about all records. The present is waited for until it is loaded.
    async fn whole(&self) -> Result<Answering<'_>, Error> {
        if let Answering::Rows(Reading { past, present: Some(unloaded), view, .. }) = self.at_once() {
            let loaded = unloaded.load.view_at(past.revision).await?;
            return Ok(Answering::view(view.get_or_init(|| loaded)));
        }
        Ok(self.at_once())
    }

    /// How the product knows a member: by its own id where there is one.
    pub fn known_as(&self, member: &MemberId) -> String {
        known_as(self.organization(), member)
    }

    /// A question in words as the rule takes it. Who or what does not exist makes it a deny, never an error.
    pub fn question(&self, asked: &Asked) -> Question {
        match self.at_once() {
            Answering::View(view) => view.question(asked, self.now),
            Answering::Rows(reading) => ask::question(&reading.past.organization, asked, self.now),
        }
    }

    /// The decision.
    ///
    /// # Errors
    /// [`Error::Store`] where the past cannot be read, here as in the other questions.
    pub async fn check(&self, asked: &Asked) -> Result<Decision, Error> {
        self.decide(&self.question(asked)).await
    }

    /// The decision on a question as the rule takes it.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn decide(&self, question: &Question) -> Result<Decision, Error> {
        match self.at_once() {
            Answering::View(view) => Ok(view.decide(question)),
            Answering::Rows(reading) => {
                reading.answer(|of, records| rolecall_decision::decide(of, records, question)).await
            }
        }
    }

    /// The decision with its sentence and what would open it.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn explain(&self, asked: &Asked) -> Result<Explanation, Error> {
        let reading = match self.at_once() {
            Answering::View(view) => return Ok(view.explain(asked, self.now)),
            Answering::Rows(reading) => reading,
        };
        // What is read for the decision is nearly all that what would open it asks for.
        self.check(asked).await?;
        let question = self.question(asked);
        reading.answer(|of, records| rolecall_decision::explain(of, records, &question)).await
    }

    /// Every registered record of a module on which a member may do something.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn list(&self, member: &str, permission: &Permission) -> Result<Vec<RecordId>, Error> {
        let reading = match self.whole().await? {
            Answering::View(view) => return Ok(view.list(member, permission, self.now)),
            Answering::Rows(reading) => reading,
        };
        let Some(member) = self.organization().find_member(member) else { return Ok(Vec::new()) };
        let engine = reading.whole(&permission.module).await?;
        let mut ids = engine.list_ids(member, permission, self.now);
        ids.sort_unstable();
        Ok(ids)
    }

    /// The records of a module on which a member may do something, those behind a place, at most `limit`: at present in the order
    /// of their first registration; in the past, which no longer changes, by id.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn page(
        &self,
        member: &str,
        permission: &Permission,
        after: Option<&ListPlace>,
        limit: usize,
    ) -> Result<ListPage, Error> {
        if let Answering::View(view) = self.whole().await? {
            let member = view.organization.find_member(member);
            let page = |member| view.engine.page(member, permission, self.now, after, limit);
            return Ok(member.map(page).unwrap_or_default());
        }
        let mut ids: Vec<String> =
            self.list(member, permission).await?.iter().map(ToString::to_string).collect();
        let total = ids.len();
        ids.retain(|id| after.is_none_or(|after| *id > after.id));
        let more = ids.len() > limit;
        ids.truncate(limit);
        let next = ids.last().filter(|_| more);
        let next = next.map(|id| ListPlace { since: Revision::default(), id: id.clone() });
        Ok(ListPage { ids, next, total })
    }

    /// Every member who may do what is asked; who asks is not looked at.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn who_can(&self, asked: &Asked) -> Result<Vec<MemberId>, Error> {
        let reading = match self.whole().await? {
            Answering::View(view) => return Ok(view.who_can(asked, self.now)),
            Answering::Rows(reading) => reading,
        };
        let question = self.question(asked);
        Ok(reading.past.with_record(&question).await?.who_can(&question))
    }

    /// What a member may do, module by module; records have no part in it.
    pub fn access(&self, member: &MemberId) -> Vec<MayDo> {
        match self.at_once() {
            Answering::View(view) => view.access(member, self.now),
            Answering::Rows(reading) => reading.past.compiled().access(member, self.now),
        }
    }

    /// The facts of a record, where it was registered.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub async fn facts(&self, key: &RecordKey) -> Result<Option<Facts>, Error> {
        match self.at_once() {
            Answering::View(view) => Ok(view.engine.facts(key)),
            Answering::Rows(reading) => match reading.modules.lock().await.get(&key.module) {
                Some(engine) => Ok(engine.facts(key)),
                None => reading.answer(|_, records| records.facts(key)).await,
            },
        }
    }
}

impl Reading {
    fn new(past: Arc<Past>, present: Option<Unloaded>) -> Self {
        Self { past, rows: Mutex::default(), modules: Mutex::default(), present, view: OnceLock::new() }
    }

    /// All records of a module, which is read once.
    async fn whole(&self, module: &ModuleId) -> Result<Engine, Error> {
        let mut modules = self.modules.lock().await;
        if let Some(known) = modules.get(module) {
            return Ok(known.clone());
        }
        let engine = self.past.with_module(module).await?;
        modules.insert(module.clone(), engine.clone());
        Ok(engine)
    }

    async fn answer<T>(&self, ask: impl Fn(&Organization, &dyn Records) -> T) -> Result<T, Error> {
        // In a box: what the present answers, as nearly always, needs no room to read rows.
        let mut rows = self.rows.lock().await;
        Box::pin(self.past.answer(&mut rows, ask)).await
    }
}
