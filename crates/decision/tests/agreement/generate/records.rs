//! Records: registered ones, facts that callers send, and records to be.

use rolecall_catalog::{Module, ModuleId, Ownership, SegmentId};
use rolecall_organization::{ContainerId, Facts, MemberId, RecordId, RecordKey};

use super::Maker;
use crate::world::id;

/// Records of a module are numbered by so many ids, the same in every module.
const IDS: usize = 7;

impl Maker {
    pub(super) fn records(&mut self) {
        for _ in 0..self.random.between(30, 80) {
            self.record();
        }
    }

    pub(super) fn record(&mut self) {
        let module = self.any_module();
        let key = self.key(&module);
        let facts = self.facts(&module);
        self.wrote(key, Some(facts));
    }

    pub(super) fn delete_record(&mut self) {
        let module = self.any_module();
        let key = self.key(&module);
        if self.now.is_registered(&key) {
            self.wrote(key, None);
        }
    }

    /// Facts that callers send about records that may be registered or not.
    pub(super) fn sent(&mut self) -> Vec<(RecordKey, Facts)> {
        let modules: Vec<ModuleId> = self.catalog().modules.keys().cloned().collect();
        let one = |module: &ModuleId| {
            let facts = self.facts(module);
            (self.key(module), facts)
        };
        modules.iter().chain(&modules).map(one).collect()
    }

    /// Records to be. Mostly nobody is named as the owner: whoever makes them will be.
    pub(super) fn drafts(&mut self) -> Vec<(ModuleId, Facts)> {
        let modules: Vec<ModuleId> = self.catalog().modules.keys().cloned().collect();
        let mut all = Vec::new();
        for module in modules {
            let facts = self.facts(&module);
            let owner = facts.owner.clone().filter(|_| self.random.chance(40));
            all.push((module, Facts { owner, ..facts }));
        }
        all
    }

    /// Modules that are shared come up more often: there most of the rule is at work.
    fn any_module(&mut self) -> ModuleId {
        let catalog = self.catalog();
        let shared = catalog.modules.iter().filter(|(_, module)| module.sharing_default.is_some());
        let shared: Vec<ModuleId> = shared.map(|(module, _)| module.clone()).collect();
        if self.random.chance(65) {
            return self.random.pick(&shared);
        }
        let modules: Vec<ModuleId> = catalog.modules.keys().cloned().collect();
        self.random.pick(&modules)
    }

    /// One of a few; in a module of containers often a container's - of this kind or another.
    fn key(&mut self, module: &ModuleId) -> RecordKey {
        let of_containers = self.catalog().container_kind_of(module).is_some();
        let containers = self.container_ids();
        let container = self.random.maybe(if of_containers { 60 } else { 2 }, &containers);
        let record: RecordId = match container {
            Some(container) => id(container.as_str()),
            None => id(&format!("{}", self.random.between(1, IDS))),
        };
        RecordKey::new(module.clone(), record)
    }

    fn facts(&mut self, module: &ModuleId) -> Facts {
        let catalog = self.catalog();
        let declared = &catalog.modules[module];
        Facts {
            owner: self.owner(declared),
            parent: self.parent(declared),
            container: self.container_of(declared),
            segments: self.segments(declared),
            version: None,
        }
    }

    /// A member, or whoever it was that there is not. Where the owner is the parent's, one that is named does not count.
    fn owner(&mut self, module: &Module) -> Option<MemberId> {
        let members = self.members_ever();
        if self.random.chance(4) {
            return Some(id("mem_ghost"));
        }
        self.random.maybe(if module.owner == Ownership::Own { 85 } else { 10 }, &members)
    }

    /// Of a module that may be one - registered or not - and once in a while of one that may not.
    fn parent(&mut self, module: &Module) -> Option<RecordKey> {
        let above = if self.random.chance(4) { vec![self.any_module()] } else { module.parents.clone() };
        let module = self.random.maybe(92, &above)?;
        Some(self.key(&module))
    }

    /// Of the kind that the records live in, of another, or one that there is not.
    fn container_of(&mut self, module: &Module) -> Option<ContainerId> {
        let organization = &self.now.organization;
        let all = self.container_ids();
        let kind = module.container.as_ref();
        let fits =
            |container: &&ContainerId| kind.is_some() && organization.container_kind(container) == kind;
        let fitting: Vec<ContainerId> = all.iter().filter(fits).cloned().collect();
        match self.random.below(40) {
            0 => self.random.maybe(100, &all),
            1 => Some(id("nowhere")),
            _ => self.random.maybe(75, &fitting),
        }
    }

    /// None, one or two values of each segment - and once in a while of one that the module does not have.
    fn segments(
        &mut self,
        module: &Module,
    ) -> std::collections::BTreeMap<SegmentId, std::collections::BTreeSet<rolecall_catalog::SegmentValue>>
    {
        let all: Vec<SegmentId> = self.catalog().segments.keys().cloned().collect();
        let mut segments = std::collections::BTreeMap::new();
        for segment in all {
            let percent = if module.segments.contains(&segment) { 88 } else { 3 };
            if self.random.chance(percent) {
                let values = self.random.some(3, &Self::values(&segment));
                segments.insert(segment, values);
            }
        }
        segments
    }
}
