//! What a catalog says of the product as a whole, and what its commands ask for.

use super::facts::{Fact, differences, fact, optional};
use super::words::{names, reach, requirement, time, yes};
use super::{ChangeKind, Comparison, Thing};
use crate::model::RolesPerMember;
use crate::{Catalog, CommandName, Requirement, Subject};

/// Notes what is different for the product as a whole.
pub(super) fn compare(old: &Catalog, new: &Catalog, found: &mut Comparison) {
    differences(Thing::Catalog, new.id.as_str(), &facts(old), &facts(new), found);
}

fn facts(catalog: &Catalog) -> Vec<Fact> {
    let number = match catalog.roles_per_member {
        RolesPerMember::One => "one",
        RolesPerMember::Any => "any",
    };
    let mut facts = vec![
        fact("id", format!("`{}`", catalog.id)),
        fact("name", format!("`{}`", catalog.name)),
        fact("reach of grants that name none", reach(catalog.default_reach)),
        fact("founder's role", names(&catalog.founder.role)),
        fact("founder's position", names(&catalog.founder.position)),
        fact("roles per member", format!("`{number}`")),
        fact("default role", names(&catalog.default_role)),
        fact("invitation by mail", yes(catalog.invite.mail)),
        fact("name needed to invite", yes(catalog.invite.needs_name)),
        fact("time that an invitation works", time(catalog.invite.valid_for_seconds)),
        fact("usual kind of member", names(catalog.kinds.keys().next())),
        fact("default edition", names(catalog.editions.keys().next())),
        fact(
            "feature behind direct permissions",
            names(catalog.direct.iter().flat_map(|direct| &direct.feature)),
        ),
    ];
    facts.extend(
        catalog.labels.iter().map(|(thing, word)| {
            optional(format!("word for `{thing}`"), format!("`{word}`"), "the usual one")
        }),
    );
    facts
}

/// Notes every command that asks for something else.
pub(super) fn compare_commands(old: &Catalog, new: &Catalog, found: &mut Comparison) {
    for name in CommandName::ALL {
        let about_container = matches!(name.subject(), Subject::Container | Subject::ContainerMember);
        let in_both = new.container_kinds.keys().filter(|kind| old.container_kinds.contains_key(*kind));
        let kinds: Vec<_> = if about_container { in_both.map(Some).collect() } else { vec![None] };
        for kind in kinds {
            let (before, after) = (old.requirement(*name, kind), new.requirement(*name, kind));
            if before != after {
                let of = kind.map_or_else(String::new, |kind| format!(" of kind `{kind}`"));
                let sentence = match (&before, &after) {
                    (_, Requirement::Off) => {
                        format!("command `{name}`{of} is off, before it asked for {}", requirement(&before))
                    }
                    (Requirement::Off, _) => {
                        format!("command `{name}`{of} asks for {}, before it was off", requirement(&after))
                    }
                    _ => format!(
                        "command `{name}`{of} asks for {}, before for {}",
                        requirement(&after),
                        requirement(&before)
                    ),
                };
                found.note(ChangeKind::Changed, Thing::Command, name, sentence);
            }
        }
    }
}
