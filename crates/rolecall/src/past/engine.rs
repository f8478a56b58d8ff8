//! Lists and who-can of the past, by the engine: the policy of then compiled, with the records of then that matter - a module and
//! what its records belong to, or one record.

use std::collections::{BTreeMap, BTreeSet};

use rolecall_catalog::ModuleId;
use rolecall_decision::{Engine, Loading, StoredRecord};
use rolecall_organization::{ContainerId, Facts, MemberId, Question, RecordId, RecordKey, Revision, Target};
use rolecall_store::{RecordPage, each_past_page};

use super::{ONE_BY_ONE, Past};
use crate::{Error, load};

/// Records to be read, by module; of a module of which too many are wanted, all are.
#[derive(Default)]
struct Wanted(BTreeMap<ModuleId, Ids>);

enum Ids {
    Some(BTreeSet<RecordId>),
    All,
}

impl Wanted {
    fn all(module: &ModuleId) -> Self {
        Self([(module.clone(), Ids::All)].into())
    }

    fn add(&mut self, module: &ModuleId, id: RecordId) {
        let ids = self.0.entry(module.clone()).or_insert_with(|| Ids::Some(BTreeSet::new()));
        if let Ids::Some(some) = ids {
            some.insert(id);
            if some.len() > ONE_BY_ONE {
                *ids = Ids::All;
            }
        }
    }
}

impl Past {
    /// The policy, compiled once.
    pub fn compiled(&self) -> &Engine {
        self.engine.get_or_init(|| Engine::new(&self.organization, self.shared.hashing_seed))
    }

    /// The policy, with all records of a module, and those they belong to.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn with_module(&self, module: &ModuleId) -> Result<Engine, Error> {
        let declared = self.organization.catalog().modules.contains_key(module);
        self.with(if declared { Wanted::all(module) } else { Wanted::default() }).await
    }

    /// The policy, with the record that a question is about, and those it belongs to.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn with_record(&self, question: &Question) -> Result<Engine, Error> {
        let mut wanted = Wanted::default();
        if let Target::Record(id, _) = &question.target {
            wanted.add(&question.module, id.clone());
        }
        if let Target::Record(_, sent) | Target::New(sent) = &question.target {
            sent.parent.iter().for_each(|parent| wanted.add(&parent.module, parent.id.clone()));
        }
        self.with(wanted).await
    }

    async fn with(&self, mut wanted: Wanted) -> Result<Engine, Error> {
        let mut taken =
            Taken { past: self, loading: self.compiled().clone().loading(), known: BTreeMap::new() };
        // The catalog's parents never lead in a circle.
        while !wanted.0.is_empty() {
            let mut above = Wanted::default();
            for (module, ids) in wanted.0 {
                match ids {
                    Ids::All => taken.module(&module, &mut above).await?,
                    Ids::Some(ids) => taken.records(&module, ids, &mut above).await?,
                }
            }
            wanted = taken.unknown(above);
        }
        Ok(taken.loading.done())
    }
}

/// What was read so far.
struct Taken<'a> {
    past: &'a Past,
    loading: Loading,
    known: BTreeMap<ModuleId, Ids>,
}

impl Taken<'_> {
    /// Reads a module whole. What is known of it already is not taken in twice.
    async fn module(&mut self, module: &ModuleId, above: &mut Wanted) -> Result<(), Error> {
        let Self { past, loading, known } = self;
        let mut take = |page: &RecordPage| {
            for row in page.iter() {
                if let Some((module, id)) = row.facts()?.parent {
                    past.note(row.module, module, id, above);
                }
                load::take_record(loading, &row)?;
            }
            Ok(())
        };
        let (store, id) = (past.shared.store.as_ref(), &past.organization.policy().id);
        each_past_page(store, id, past.revision, module, &mut take).await?;
        known.insert(module.clone(), Ids::All);
        Ok(())
    }

    /// Reads records of a module one by one.
    async fn records(
        &mut self,
        module: &ModuleId,
        ids: BTreeSet<RecordId>,
        above: &mut Wanted,
    ) -> Result<(), Error> {
        let Self { past, loading, known } = self;
        let (store, organization) = (past.shared.store.as_ref(), &past.organization.policy().id);
        for id in &ids {
            let key = RecordKey::new(module.clone(), id.clone());
            let Some(facts) = store.record(organization, &key, Some(past.revision)).await? else { continue };
            if let Some(parent) = &facts.parent {
                past.note(module, parent.module.as_str(), parent.id.as_str(), above);
            }
            loading.put(&stored(&key, &facts)).map_err(|error| Error::ledger(organization, &error))?;
        }
        if let Ids::Some(known) = known.entry(module.clone()).or_insert_with(|| Ids::Some(BTreeSet::new())) {
            known.extend(ids);
        }
        Ok(())
    }

    /// What is wanted and not read yet.
    fn unknown(&self, wanted: Wanted) -> Wanted {
        let left = wanted.0.into_iter().filter_map(|(module, ids)| match (self.known.get(&module), ids) {
            (Some(Ids::All), _) => None,
            (Some(Ids::Some(known)), Ids::Some(ids)) => {
                let left: BTreeSet<RecordId> = ids.difference(known).cloned().collect();
                (!left.is_empty()).then_some((module, Ids::Some(left)))
            }
            (_, ids) => Some((module, ids)),
        });
        Wanted(left.collect())
    }
}

impl Past {
    /// Notes a parent, where the catalog gives the module such.
    fn note(&self, of: &ModuleId, module: &str, id: &str, wanted: &mut Wanted) {
        let declared = self.organization.catalog().modules.get(of);
        let module =
            declared.and_then(|declared| declared.parents.iter().find(|parent| parent.as_str() == module));
        if let (Some(module), Ok(id)) = (module, id.parse()) {
            wanted.add(module, id);
        }
    }
}

fn stored<'a>(key: &'a RecordKey, facts: &'a Facts) -> StoredRecord<'a> {
    StoredRecord {
        module: &key.module,
        id: key.id.as_str(),
        // What is answered of the past goes by ids.
        since: Revision::default(),
        owner: facts.owner.as_ref().map(MemberId::as_str),
        parent: facts.parent.as_ref().map(|parent| (parent.module.as_str(), parent.id.as_str())),
        container: facts.container.as_ref().map(ContainerId::as_str),
        segments: facts.segments.clone(),
        version: facts.version,
    }
}
