//! What holds for a catalog as a whole: every command asks for a permission that exists, a new organization satisfies
//! its own rules, and nothing is limited that the product does not have.

mod commands;
mod founding;

use crate::RoleId;
use crate::model::{BuiltInRole, Catalog, Counted};
use crate::problem::Problems;
use crate::raw::RawCatalog;
use crate::read::{Named, Text};

/// Notes what does not hold. Commands are checked only where the modules are sound: what is missing there would be
/// told twice.
pub(crate) fn check(raw: &RawCatalog, catalog: &Catalog, modules_sound: bool, problems: &mut Problems<'_>) {
    founding::check(raw, catalog, problems);
    if modules_sound {
        commands::check(raw, catalog, problems);
    }
    check_limits(raw, catalog, problems);
    check_default_roles(raw, catalog, problems);
}

/// The entries of a section; none where the section is absent.
fn entries<T>(section: Option<&Named<T>>) -> impl Iterator<Item = &(Text, T)> {
    section.into_iter().flat_map(|named| named.entries.iter())
}

/// An edition limits only what the product has, and lets the founder in.
fn check_limits(raw: &RawCatalog, catalog: &Catalog, problems: &mut Problems<'_>) {
    for (_, edition) in entries(raw.editions.as_ref()) {
        for (key, number) in entries(edition.limits.as_ref()) {
            let Some(limit) = catalog.limits.get(key.value.as_str()) else { continue };
            if let Some((absent, help)) = absent(&limit.counts, catalog) {
                let message = format!("`{}` limits {absent}, and the product has none", key.value);
                problems.add(&key.span, message, help);
            }
            let first = catalog.kinds.keys().next();
            let founder_counts = match &limit.counts {
                Counted::Members { kinds, .. } => first.is_some_and(|first| kinds.contains(first)),
                _ => false,
            };
            if founder_counts && number.value == 0 {
                let message = format!("`{}` leaves no place for the founder", key.value);
                problems.add(
                    &number.span,
                    message,
                    "allow 1 at the least, or let the limit count other members",
                );
            }
        }
    }
}

fn absent(counts: &Counted, catalog: &Catalog) -> Option<(&'static str, &'static str)> {
    let shareable = catalog.modules.values().any(|module| module.sharing_default.is_some());
    let share = "make a module shareable, or drop the limit";
    match counts {
        Counted::Positions if catalog.positions.is_empty() => {
            Some(("positions", "declare the reporting tree under [positions], or drop the limit"))
        }
        Counted::Groups if !shareable => Some(("groups", share)),
        Counted::SharingRules if !shareable => Some(("sharing rules", share)),
        _ => None,
    }
}

/// The default roles of a container are held together.
fn check_default_roles(raw: &RawCatalog, catalog: &Catalog, problems: &mut Problems<'_>) {
    for (_, container) in entries(raw.containers.as_ref()) {
        let texts = container.default_roles.iter().flatten();
        let roles: Vec<(&Text, (&RoleId, &BuiltInRole))> =
            texts.filter_map(|text| Some((text, catalog.role_written(&text.value)?))).collect();
        for (text, (id, role)) in &roles {
            let others = roles.iter().map(|(_, (other, _))| *other).filter(|other| other != id);
            let mut excluded = others.filter(|other| role.alone || role.exclusive_with.contains(*other));
            if let Some(other) = excluded.next() {
                let message = format!("`{id}` and `{other}` are not held together");
                problems.add(
                    &text.span,
                    message,
                    "name default roles that a member may hold at the same time",
                );
            }
        }
    }
}

impl Catalog {
    /// The role under a name as it is written in the text, in whatever Unicode form.
    fn role_written(&self, text: &str) -> Option<(&RoleId, &BuiltInRole)> {
        self.roles.get_key_value(&text.parse::<RoleId>().ok()?)
    }
}
