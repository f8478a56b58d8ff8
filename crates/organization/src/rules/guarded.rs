//! `last_admin` and `sole_holder`: guarded roles keep their holders (design, section 3; Zoho Billing, rule 15; decision D3).

use std::collections::BTreeSet;

use imbl::{OrdSet, ordmap::DiffItem};
use rolecall_catalog::{Holders, Renames};

use crate::{
    Code, Member, MemberId, Organization, Refusal, RoleId, Status,
    draft::{Draft, Exemption},
};

pub(super) fn check(draft: &Draft<'_>) -> Vec<Refusal> {
    let catalog = draft.after.catalog_in_force();
    let guarded = catalog.roles.iter().filter_map(|(id, role)| role.holders.map(|holders| (id, holders)));
    let touched = touched(draft);
    let renamed = renamed(draft);
    guarded
        .map(|(id, holders)| (before(&renamed, id), id, holders))
        .filter(|(was, id, _)| changes_hands(draft, &touched, was, id))
        .filter_map(|(was, id, holders)| match holders {
            Holders::AtLeast(needed) => {
                last_admin(draft, was, id, usize::try_from(needed).unwrap_or(usize::MAX))
            }
            Holders::ExactlyOne => sole_holder(draft, was, id),
        })
        .collect()
}

/// What the command renames: nothing, unless it adopts another version of the catalog.
fn renamed(draft: &Draft<'_>) -> Renames {
    let effective = || draft.after.catalog.renamed.effective(&draft.before.catalog);
    if adopts(draft) { effective() } else { Renames::default() }
}

/// What a role was called before the command.
fn before<'a>(renamed: &'a Renames, id: &'a RoleId) -> &'a RoleId {
    renamed.roles.iter().find(|(_, now)| *now == id).map_or(id, |(was, _)| was)
}

fn adopts(draft: &Draft<'_>) -> bool {
    draft.before.catalog.hash != draft.after.catalog.hash
}

/// Members who are others than before, whichever command it was: what both organizations share is not looked at.
fn touched<'a>(draft: &'a Draft<'_>) -> BTreeSet<&'a MemberId> {
    let changed = draft.before.policy.members.diff(&draft.after.policy.members);
    let id = |change| match change {
        DiffItem::Add(id, _) | DiffItem::Remove(id, _) | DiffItem::Update { new: (id, _), .. } => id,
    };
    changed.map(id).collect()
}

/// Whether a role has other holders after the command, or one of them keeps it alive who did not, or no longer. Only those whom the command
/// touched can make a difference: nobody looks at all the others each time somebody joins.
fn changes_hands(draft: &Draft<'_>, touched: &BTreeSet<&MemberId>, was: &RoleId, id: &RoleId) -> bool {
    let is = |organization: &Organization, member: &MemberId, role: &RoleId| {
        let held = organization.member(member).filter(|m| !m.is_removed() && m.roles.contains(role));
        held.map(|m| keeps(organization, m))
    };
    adopts(draft)
        || touched.iter().any(|member| is(draft.before, member, was) != is(&draft.after, member, id))
}

/// Whether a holder keeps a guarded role alive: active, registered and without an end date.
fn keeps(organization: &Organization, member: &Member) -> bool {
    member.status == Status::Active && member.ends_at.is_none() && organization.is_registered(member)
}

/// Those who keep a guarded role alive.
fn keepers(organization: &Organization, role: &RoleId) -> OrdSet<MemberId> {
    let keeps = |id: &&MemberId| organization.member(id).is_some_and(|member| keeps(organization, member));
    organization.holders(role).iter().filter(keeps).cloned().collect()
}

fn last_admin(draft: &Draft<'_>, was: &RoleId, role: &RoleId, needed: usize) -> Option<Refusal> {
    let before = keepers(draft.before, was).len();
    let after = keepers(&draft.after, role).len();
    (after < needed && after < before).then(|| {
        let holders =
            if needed == 1 { "one holder who is".to_owned() } else { format!("{needed} holders who are") };
        let detail =
            format!("the role `{role}` needs at least {holders} active, registered and without an end date");
        Refusal::new(Code::LastAdmin, detail)
            .help(format!("give the role `{role}` to another active member first"))
            .figure("role", role.as_str())
            .figure("needed", needed)
    })
}

/// The holder changes by transfer only, and is not removed, made inactive or dated.
fn sole_holder(draft: &Draft<'_>, was: &RoleId, id: &RoleId) -> Option<Refusal> {
    let (before, after) = (keepers(draft.before, was), keepers(&draft.after, id));
    let holders = draft.after.holders(id);
    let transferred = draft.exemption == Exemption::Transfer && holders.len() == 1;
    // A version of the catalog that begins to ask for exactly one holder needs that there is one.
    let one = !adopts(draft) || (holders.len() == 1 && after == holders);
    let kept = before == after && draft.before.holders(was) == holders && one;
    (!kept && !transferred).then(|| {
        let detail =
            format!("exactly one member holds the role `{id}`, and it changes hands by transfer only");
        Refusal::new(Code::SoleHolder, detail).help("transfer the ownership").figure("role", id.as_str())
    })
}
