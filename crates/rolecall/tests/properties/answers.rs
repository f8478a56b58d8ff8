//! What is derived from the access rule agrees with it: lists, who can, what may I.

use rolecall::catalog::Permission;
use rolecall::decision::{access, decide, list, who_can};
use rolecall::organization::{Facts, MemberId, Question, RecordId, Target};

use crate::{
    held::Held,
    pick::Picks,
    world::{Scene, everyone},
};

/// Compares the answers about some members and permissions with those to every single question.
pub fn agree(scene: &Scene<'_>, picks: &mut Picks) -> Held {
    let members = everyone(scene.organization);
    for member in picks.some_of(&members, 2).into_iter().chain(members.first().cloned()) {
        access_says_what_the_question_without_a_record_says(scene, &member)?;
        for permission in permissions(scene, picks, 4) {
            a_list_is_every_record_that_is_allowed(scene, &member, &permission)?;
        }
    }
    for permission in permissions(scene, picks, 3) {
        let target = target(scene, &permission, picks);
        who_can_is_everybody_who_is_allowed(scene, &permission, &target)?;
    }
    Ok(())
}

fn permissions(scene: &Scene<'_>, picks: &mut Picks, many: usize) -> Vec<Permission> {
    let all: Vec<Permission> = scene
        .organization
        .catalog()
        .modules
        .iter()
        .flat_map(|(module, declared)| {
            declared.actions.keys().map(|action| Permission::new(module.clone(), action.clone()))
        })
        .collect();
    (0..many).filter_map(|_| picks.of(&all)).collect()
}

/// The records of a module: those registered, and containers that are such.
pub fn records(scene: &Scene<'_>, permission: &Permission) -> Vec<RecordId> {
    let registered = scene.records.of_module(&permission.module).map(|(id, _)| id.clone());
    let mut all: Vec<RecordId> = registered.collect();
    for (id, container) in &scene.organization.policy().containers {
        let kind = scene.organization.catalog().container_kinds.get(&container.kind);
        if kind.is_some_and(|kind| kind.module == permission.module) {
            all.push(id.as_str().parse().expect("a container's id is a record's"));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// A record of the module, a container, or none of both.
pub fn target(scene: &Scene<'_>, permission: &Permission, picks: &mut Picks) -> Target {
    let containers: Vec<_> = scene.organization.policy().containers.keys().cloned().collect();
    match picks.below(4) {
        0 => Target::Module,
        1 => picks.of(&containers).map_or(Target::Module, Target::Container),
        _ => {
            let record = picks.of(&records(scene, permission));
            record.map_or(Target::New(Facts::default()), |id| Target::Record(id, Facts::default()))
        }
    }
}

fn allowed(scene: &Scene<'_>, member: &MemberId, permission: &Permission, target: Target) -> bool {
    let question = Question::new(member, permission, target, scene.now);
    decide(scene.organization, scene.records, &question).allowed
}

fn access_says_what_the_question_without_a_record_says(scene: &Scene<'_>, member: &MemberId) -> Held {
    for may in access(scene.organization, scene.records, member, scene.now) {
        let said = allowed(scene, member, &may.permission, Target::Module);
        ensure!(
            may.allowed == said,
            "{member}: access says {}, the question {said}: {}",
            may.allowed,
            may.permission
        );
        ensure!(
            !may.allowed || may.reach.is_some(),
            "{member}: `{}` is allowed with no reach",
            may.permission
        );
    }
    Ok(())
}

fn a_list_is_every_record_that_is_allowed(
    scene: &Scene<'_>,
    member: &MemberId,
    permission: &Permission,
) -> Held {
    let listed = list(scene.organization, scene.records, member, permission, scene.now);
    let one_by_one: Vec<RecordId> = records(scene, permission)
        .into_iter()
        .filter(|id| allowed(scene, member, permission, Target::Record(id.clone(), Facts::default())))
        .collect();
    ensure!(listed == one_by_one, "{member} {permission}: listed {listed:?}, one by one {one_by_one:?}");
    Ok(())
}

fn who_can_is_everybody_who_is_allowed(scene: &Scene<'_>, permission: &Permission, target: &Target) -> Held {
    let nobody: MemberId = "mem_nobody".parse().expect("it is an id");
    let question = Question::new(&nobody, permission, target.clone(), scene.now);
    let listed = who_can(scene.organization, scene.records, &question);
    let mut one_by_one: Vec<MemberId> = everyone(scene.organization)
        .into_iter()
        .filter(|member| allowed(scene, member, permission, target.clone()))
        .collect();
    one_by_one.sort();
    ensure!(listed == one_by_one, "{permission} {target:?}: {listed:?} can, one by one {one_by_one:?}");
    Ok(())
}
