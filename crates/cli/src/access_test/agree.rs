//! After each case: lists and who-can have to say what single decisions say, for whatever the file mentions.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall::{
    Asked, View,
    catalog::{ActionId, ModuleId, Permission},
    organization::{MemberId, RecordId, Records as _},
};

use super::{
    check::called,
    line::{Ask, Claim},
    names::lines,
    source::Fault,
    step::Case,
};

/// Who and what a file mentions together: a member, an action, a module.
pub type Mentioned = BTreeSet<(String, ActionId, ModuleId)>;

/// What all lines of a file mention.
pub fn mentioned(cases: &[Case]) -> Mentioned {
    let mut mentioned = Mentioned::new();
    for line in lines(cases) {
        let (members, ask) = match &line.claim {
            Claim::May { member, ask, .. } | Claim::MayOnly { member, ask, .. } => {
                (std::slice::from_ref(member), ask)
            }
            Claim::OnlyMay { members, ask } => (members.as_slice(), ask),
        };
        // What is created is on no list yet.
        if ask.action.as_str() == "create" {
            continue;
        }
        let triple = |name: &str| (name.to_owned(), ask.action.clone(), ask.module.clone());
        mentioned.extend(members.iter().map(|word| triple(&word.text)));
    }
    mentioned
}

/// What does not agree at the end of a case.
pub fn check(view: &View, case: &Case, mentioned: &Mentioned, now: Timestamp) -> Vec<Fault> {
    let lists = mentioned.iter().filter_map(|(member, action, module)| {
        let wrong = list_differs(view, member, &Permission::new(module.clone(), action.clone()), now)?;
        let message =
            format!("the list of `{module}` that {member} may {action} is not what single decisions say");
        Some(Fault::at(case.place.clone(), message).note("differs in", wrong))
    });
    let mut asked: Vec<&Ask> = Vec::new();
    for line in lines(std::slice::from_ref(case)) {
        let (Claim::May { ask, .. } | Claim::OnlyMay { ask, .. }) = &line.claim else { continue };
        // Who asks is not looked at: the same thing is asked once.
        if !asked.iter().any(|own| own.about("") == ask.about("")) {
            asked.push(ask);
        }
    }
    let people = asked.into_iter().filter_map(|ask| {
        let wrong = who_differs(view, ask, now)?;
        let message = format!(
            "those who may {} `{}` are not those of single decisions",
            ask.action, ask.object_word.text
        );
        Some(Fault::at(case.place.clone(), message).note("differs in", wrong))
    });
    lists.chain(people).collect()
}

fn list_differs(view: &View, member: &str, permission: &Permission, now: Timestamp) -> Option<String> {
    let listed: BTreeSet<RecordId> = view.list(member, permission, now).into_iter().collect();
    let may = |record: &RecordId| {
        let asked = Asked {
            member: member.to_owned(),
            action: permission.action.clone(),
            module: permission.module.clone(),
            record: Some(record.clone()),
            container: None,
            facts: rolecall::AskedFacts::default(),
        };
        view.check(&asked, now).allowed
    };
    // What a list names beyond the register - containers are records of their module, too - is asked as well.
    let registered = view.engine.of_module(&permission.module).map(|(id, _)| id);
    let differing: BTreeSet<RecordId> = registered
        .chain(listed.iter().cloned())
        .filter(|record| may(record) != listed.contains(record))
        .collect();
    let shown = differing.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    (!shown.is_empty()).then_some(shown)
}

fn who_differs(view: &View, ask: &Ask, now: Timestamp) -> Option<String> {
    let answered: BTreeSet<MemberId> = view.who_can(&ask.about(""), now).into_iter().collect();
    let may = |id: &MemberId| view.check(&ask.about(id.as_str()), now).allowed;
    let differing = view.organization.members().filter(|(id, _)| may(id) != answered.contains(*id));
    let shown = differing.map(|(id, _)| called(view, id)).collect::<Vec<_>>().join(" ");
    (!shown.is_empty()).then_some(shown)
}
