//! `[kinds]`, and what new members get: `founder`, `default_role`, `invite`.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::labels;
use super::names::{Names, find, once};
use crate::model::{BuiltInRole, Founder, Invite, Kind};
use crate::problem::Problems;
use crate::raw::{Need, RawCatalog, RawKind};
use crate::read::{At, Text};
use crate::{KindId, RoleId, comparable};

/// How long an invitation works where the catalog does not say.
const WEEK_SECONDS: i64 = 7 * 24 * 60 * 60;

/// `[kinds]`; where the catalog names none, one kind that may hold every role.
pub(super) fn kinds(
    raw: &RawCatalog,
    names: &Names,
    roles: &IndexMap<RoleId, BuiltInRole>,
    problems: &mut Problems<'_>,
) -> IndexMap<KindId, Kind> {
    let all_roles =
        || roles.iter().filter(|(_, role)| role.container.is_none()).map(|(id, _)| id.clone()).collect();
    let mut found = IndexMap::new();
    let Some(section) = raw.kinds.as_ref().filter(|section| !section.names.is_empty()) else {
        if let Ok(id) = "user".parse::<KindId>() {
            let label = "User".to_owned();
            found.insert(
                id,
                Kind { label, roles: all_roles(), custom_roles: true, sign_in: true, company: false },
            );
        }
        return found;
    };
    let custom_is_named =
        section.entries.iter().any(|(_, kind)| kind.custom.as_ref().is_some_and(|custom| custom.value));
    for (key, kind) in &section.entries {
        let Some(id) = names.kinds.get(key.value.as_str()) else { continue };
        let first = found.is_empty();
        let roles = match &kind.roles {
            Some(texts) => organization_roles(texts, names, problems),
            None if first => all_roles(),
            None => BTreeSet::new(),
        };
        let yes = |flag: &Option<At<bool>>, usual| flag.as_ref().map_or(usual, |flag| flag.value);
        let resolved = Kind {
            label: labels::label(kind.label.as_ref(), id.as_str(), problems),
            roles,
            custom_roles: yes(&kind.custom, first && !custom_is_named),
            sign_in: yes(&kind.sign_in, true),
            company: yes(&kind.company, false),
        };
        check_kind(key, kind, &resolved, first, problems);
        found.insert(id.clone(), resolved);
    }
    found
}

fn organization_roles(texts: &Vec<Text>, names: &Names, problems: &mut Problems<'_>) -> BTreeSet<RoleId> {
    let texts = once(Some(texts), problems);
    texts.into_iter().filter_map(|text| names.organization_role(text, problems)).collect()
}

fn check_kind(key: &Text, written: &RawKind, kind: &Kind, first: bool, problems: &mut Problems<'_>) {
    let at = |flag: &Option<At<bool>>| flag.as_ref().map_or(key.span.clone(), |flag| flag.span.clone());
    if first && !kind.sign_in {
        let message = format!("`{}` is the first kind and does not sign in", key.value);
        problems.add(
            &at(&written.sign_in),
            message,
            "the founder is of the first kind: put one that signs in first",
        );
    } else if !kind.sign_in && (!kind.roles.is_empty() || kind.custom_roles) {
        let message =
            format!("members of kind `{}` do not sign in, so roles never count for them", key.value);
        problems.add(
            &at(&written.sign_in),
            message,
            "write roles = [] and leave `custom` out, or let them sign in",
        );
    }
    if first && kind.company {
        let message = format!("`{}` is the first kind and belongs to a client company", key.value);
        problems.add(
            &at(&written.company),
            message,
            "the founder is of the first kind: put one without company first",
        );
    }
}

/// `founder`.
pub(super) fn founder(raw: &RawCatalog, names: &Names, problems: &mut Problems<'_>) -> Founder {
    let founder = raw.founder.as_ref();
    let role = founder.and_then(|founder| founder.role.as_ref());
    let position = founder.and_then(|founder| founder.position.as_ref());
    Founder {
        role: role.and_then(|text| names.organization_role(text, problems)),
        position: position.and_then(|text| find(text, &names.positions, problems)),
    }
}

/// `default_role`.
pub(super) fn default_role(raw: &RawCatalog, names: &Names, problems: &mut Problems<'_>) -> Option<RoleId> {
    raw.default_role.as_ref().and_then(|text| names.organization_role(text, problems))
}

/// `invite`.
pub(super) fn invite(raw: &RawCatalog, problems: &mut Problems<'_>) -> Invite {
    let Some(invite) = &raw.invite else {
        return Invite { mail: true, needs_name: false, valid_for_seconds: WEEK_SECONDS };
    };
    let needs = invite.needs.as_ref();
    Invite {
        mail: invite.mail.as_ref().is_none_or(|mail| mail.value),
        needs_name: needs.is_some_and(|needs| needs.iter().any(|need| need.value == Need::Name)),
        valid_for_seconds: invite.valid_for.as_ref().map_or(WEEK_SECONDS, |text| {
            duration(&text.value).unwrap_or_else(|| {
                let message = format!("`{}` is no length of time", text.value);
                problems.add(
                    &text.span,
                    message,
                    "write a number with minutes, hours or days, such as \"7 days\"",
                );
                WEEK_SECONDS
            })
        }),
    }
}

/// `7 days` in seconds; at most ten years, so that an end date can always be told.
fn duration(text: &str) -> Option<i64> {
    const LONGEST: i64 = 10 * 366 * 24 * 60 * 60;
    let (number, unit) = text.trim().split_once(char::is_whitespace)?;
    let unit_seconds = match comparable(unit.trim()).as_str() {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 60 * 60,
        "day" | "days" => 24 * 60 * 60,
        _ => return None,
    };
    let seconds = number.parse::<i64>().ok()?.checked_mul(unit_seconds)?;
    (1..=LONGEST).contains(&seconds).then_some(seconds)
}
