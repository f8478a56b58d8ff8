//! `own_account`: in the organization, nobody removes, deactivates or dates themselves, or drops their own last guarded role;
//! transfer is exempt (design, section 3; Zoho Billing, rule 14).

use crate::{
    Code, Member, Organization, Refusal, Status,
    draft::{Draft, Exemption},
};

pub(super) fn check(draft: &Draft<'_>) -> Vec<Refusal> {
    let Some(actor) = draft.acting().filter(|_| draft.exemption != Exemption::Transfer) else {
        return Vec::new();
    };
    let (Some(before), Some(after)) = (draft.before.member(actor), draft.after.member(actor)) else {
        return Vec::new();
    };
    let refuse = |detail: &str| Refusal::new(Code::OwnAccount, detail).help("ask another administrator");
    let mut found = Vec::new();
    if after.is_removed() {
        found.push(refuse("nobody removes themselves"));
    }
    let shut_out = draft.after.signs_in(&before.kind) && !draft.after.signs_in(&after.kind);
    if after.status == Status::Inactive || shut_out {
        found.push(refuse("nobody makes themselves inactive"));
    }
    if after.ends_at != before.ends_at {
        found.push(refuse("nobody sets their own end date"));
    }
    if !after.is_removed() && holds_guarded(draft.before, before) && !holds_guarded(&draft.after, after) {
        found.push(refuse("nobody drops their own last guarded role"));
    }
    found
}

fn holds_guarded(organization: &Organization, member: &Member) -> bool {
    let guarded =
        |role| organization.role(role).and_then(|r| r.built_in).is_some_and(|b| b.holders.is_some());
    member.roles.iter().any(guarded)
}
