//! The record that a question is about: its facts, its parent and its owner (design, section 2, its last but one paragraph,
//! and section 8: *Questions*).

use rolecall_catalog::{ActionId, Module, ModuleId, Ownership};
use rolecall_organization::{
    Container, ContainerId, Facts, Member, MemberId, Organization, PositionId, Question, RecordId, RecordKey,
    Records, Target,
};

/// A record's owner; removed members stay owners.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub id: &'a MemberId,
    pub member: &'a Member,
}

/// The facts of the record asked about; `None` for a question without a record.
pub(crate) fn facts(
    organization: &Organization,
    records: &dyn Records,
    question: &Question,
) -> Option<Facts> {
    match &question.target {
        Target::Module | Target::Container(_) => None,
        Target::Record(id, sent) => {
            let key = RecordKey::new(question.module.clone(), id.clone());
            Some(registered(organization, records, &key).unwrap_or_else(|| sent.clone()))
        }
        Target::New(sent) => Some(to_be(organization, question, sent)),
    }
}

/// The facts that stand whatever a caller sends. A container is registered by being one: it stands in itself.
pub(crate) fn registered(
    organization: &Organization,
    records: &dyn Records,
    key: &RecordKey,
) -> Option<Facts> {
    let known = records.facts(key);
    match container(organization, &key.module, &key.id) {
        Some(itself) => Some(Facts { container: Some(itself.clone()), ..known.unwrap_or_default() }),
        None => known,
    }
}

/// The container that is a record of this module under this id.
pub(crate) fn container<'a>(
    organization: &'a Organization,
    module: &ModuleId,
    id: &RecordId,
) -> Option<&'a ContainerId> {
    let (id, container) = organization.policy().containers.get_key_value(id.as_str())?;
    is_of_module(organization, container, module).then_some(id)
}

/// The containers that are records of a module, in the order of their ids.
pub(crate) fn containers<'a>(
    organization: &'a Organization,
    module: &ModuleId,
) -> impl Iterator<Item = &'a ContainerId> {
    let all = organization.policy().containers.iter();
    all.filter(|(_, container)| is_of_module(organization, container, module)).map(|(id, _)| id)
}

fn is_of_module(organization: &Organization, container: &Container, module: &ModuleId) -> bool {
    let kind = organization.catalog().container_kinds.get(&container.kind);
    kind.is_some_and(|kind| kind.module == *module)
}

/// A record to be belongs to who makes it, in modules with owners of their own and where nobody else is named.
fn to_be(organization: &Organization, question: &Question, sent: &Facts) -> Facts {
    let module = organization.catalog().modules.get(&question.module);
    let own = module.is_some_and(|module| module.owner == Ownership::Own);
    let maker = question.member.clone().filter(|_| own);
    Facts { owner: sent.owner.clone().or(maker), ..sent.clone() }
}

/// The record's parent, where it is of a module that may be one. The catalog's parents never lead in a circle, so
/// whoever goes up by them arrives, whatever the records say.
pub(crate) fn parent<'a>(module: &Module, facts: &'a Facts) -> Option<&'a RecordKey> {
    facts.parent.as_ref().filter(|parent| module.parents.contains(&parent.module))
}

/// The owner of a record: its own, or else its parent's. A value that names no member counts as none.
pub(crate) fn owner<'a>(
    organization: &'a Organization,
    records: &dyn Records,
    module: &Module,
    facts: &Facts,
) -> Option<Owner<'a>> {
    if module.owner == Ownership::Own {
        let (id, member) = organization.policy().members.get_key_value(facts.owner.as_ref()?)?;
        return Some(Owner { id, member });
    }
    let parent = parent(module, facts)?;
    let above = organization.catalog().modules.get(&parent.module)?;
    owner(organization, records, above, &records.facts(parent)?)
}

/// The positions from a record's owner up to a superior. An owner without a position stands right below the top.
pub(crate) fn chain(organization: &Organization, owner: Owner<'_>, superior: &Member) -> Vec<PositionId> {
    let from = owner.member.position.as_ref();
    let below = |above: &&PositionId| Some(*above) != superior.position.as_ref();
    let between = from.into_iter().flat_map(|from| organization.superiors(from)).take_while(below);
    from.into_iter().chain(between).chain(&superior.position).cloned().collect()
}

/// The question about its parent that a record which follows is decided by. A parent that was never registered is a record
/// without facts.
pub(crate) fn on_parent(question: &Question, parent: &RecordKey, action: &ActionId) -> Question {
    Question {
        module: parent.module.clone(),
        action: action.clone(),
        target: Target::Record(parent.id.clone(), Facts::default()),
        ..question.clone()
    }
}
