//! `limit_reached`: the edition's limits. A downgrade below use is refused with the list of what is over.

use rolecall_catalog::{Counted, Limit, LimitId};
use serde_json::json;

use crate::{Code, Event, Organization, Refusal, draft::Draft};

/// What a limit allows and how much of it is used.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// The limit.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub limit: LimitId,
    /// For people.
    pub label: String,
    /// How many there are.
    pub used: u64,
    /// How many there may be. `None`: not limited.
    pub allowed: Option<u64>,
}

impl Organization {
    /// Every limit that the catalog names, what is used and what the edition allows.
    pub fn usage(&self) -> Vec<Usage> {
        self.catalog.limits.iter().map(|(id, limit)| self.usage_of(id, limit)).collect()
    }

    fn usage_of(&self, id: &LimitId, limit: &Limit) -> Usage {
        let edition = self.policy.edition.as_ref().and_then(|id| self.catalog.editions.get(id));
        Usage {
            limit: id.clone(),
            label: limit.label.clone(),
            used: self.used(&limit.counts),
            allowed: edition.and_then(|edition| edition.limits.get(id).copied()),
        }
    }

    fn used(&self, counted: &Counted) -> u64 {
        let custom = self.policy.custom_roles.values();
        let number = match counted {
            Counted::Members { kinds, statuses } => {
                return self.tally.count(|kind, status| kinds.contains(kind) && statuses.contains(&status));
            }
            // The number of roles is limited in the organization only, not in containers (design, section 8).
            Counted::Roles => custom.filter(|role| role.container.is_none()).count(),
            Counted::Positions => {
                self.policy.positions.keys().filter(|id| !self.catalog.positions.contains_key(*id)).count()
            }
            Counted::Groups => self.policy.groups.len(),
            Counted::SharingRules => self.policy.sharing_rules.len(),
            Counted::Containers(kind) => self.policy.containers.values().filter(|c| c.kind == *kind).count(),
        };
        number as u64
    }
}

/// Whether a command touched what a limit counts. What it did not touch has not grown, and need not be counted.
fn is_touched(draft: &Draft<'_>, counted: &Counted) -> bool {
    let (before, after) = (&draft.before.policy, &draft.after.policy);
    match counted {
        Counted::Members { .. } => draft.before.tally != draft.after.tally,
        Counted::Roles => !before.custom_roles.ptr_eq(&after.custom_roles),
        Counted::Positions => !before.positions.ptr_eq(&after.positions),
        Counted::Groups => !before.groups.ptr_eq(&after.groups),
        Counted::SharingRules => !before.sharing_rules.ptr_eq(&after.sharing_rules),
        Counted::Containers(_) => !before.containers.ptr_eq(&after.containers),
    }
}

pub(super) fn check(draft: &Draft<'_>) -> Vec<Refusal> {
    if draft.events.is_empty() {
        return Vec::new();
    }
    let changed_plan = draft
        .events
        .iter()
        .any(|event| matches!(event, Event::EditionChanged { .. } | Event::CatalogAdopted { .. }));
    let was =
        |id: &LimitId| draft.before.catalog.limits.get(id).map(|limit| draft.before.used(&limit.counts));
    let over = |usage: &Usage| usage.allowed.is_some_and(|allowed| usage.used > allowed);
    let grown = |usage: &Usage| changed_plan || was(&usage.limit).is_none_or(|was| usage.used > was);
    let limits = draft.after.catalog.limits.iter();
    let broken: Vec<Usage> = limits
        .filter(|(_, limit)| changed_plan || is_touched(draft, &limit.counts))
        .map(|(id, limit)| draft.after.usage_of(id, limit))
        .filter(|usage| over(usage) && grown(usage))
        .collect();
    let Some(first) = broken.first() else { return Vec::new() };
    // What the caller has now, not what would have been: a refused command changes nothing.
    let used = if changed_plan { first.used } else { was(&first.limit).unwrap_or_default() };
    vec![refusal(draft, first, used, &broken, changed_plan)]
}

fn refusal(draft: &Draft<'_>, first: &Usage, used: u64, broken: &[Usage], changed_plan: bool) -> Refusal {
    let edition = draft.after.policy.edition.as_ref().map_or("", |id| id.as_str());
    let allowed = first.allowed.unwrap_or_default();
    let detail = if changed_plan {
        let list: Vec<String> = broken
            .iter()
            .map(|u| format!("{} {} of {}", u.used, u.limit, u.allowed.unwrap_or_default()))
            .collect();
        format!("the edition `{edition}` allows less than is used: {}", list.join(", "))
    } else {
        format!("the edition `{edition}` allows {allowed} {}", first.limit)
    };
    let over: Vec<_> =
        broken.iter().map(|u| json!({ "limit": u.limit, "allowed": u.allowed, "used": u.used })).collect();
    let refusal = Refusal::new(Code::LimitReached, detail)
        .help(if changed_plan { "remove what is over first" } else { "choose a larger edition" })
        .figure("limit", first.limit.as_str())
        .figure("edition", edition)
        .figure("allowed", allowed)
        .figure("used", used);
    if changed_plan { refusal.figure("over", over) } else { refusal }
}
