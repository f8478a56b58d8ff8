//! A preview as a person reads it.

use rolecall::{
    catalog::Reach,
    decision::{ChangeLine, NamedMember, PermissionChange, PreviewReport, SomeMembers},
};

use crate::text::{columns, count, number, wrap};

/// The report: how many change, who ends with nothing or everything, and what changes for whom.
pub fn told(report: &PreviewReport) -> String {
    if report.members == 0 {
        return "  nothing changes for anybody\n".to_owned();
    }
    let members = count(report.members as u64, "member changes", "members change");
    let (gaining, losing) = (number(report.gaining as u64), number(report.losing as u64));
    let first = format!("  {members}: {gaining} gaining, {losing} losing\n");
    let ends = [("nothing", &report.ends_with_nothing), ("everything", &report.ends_with_everything)];
    let ends = ends.into_iter().filter(|(_, some)| some.count > 0);
    let ends = ends.map(|(end, some)| format!("  ends with {end}: {}\n", wrap(&names(some), 4)));
    let rest = report.left_out.as_ref().map(|left| {
        let members = count(left.members as u64, "member", "members");
        format!("\n  and other changes for {members}; `--json` has the totals\n")
    });
    [first].into_iter().chain(ends).chain(report.changes.iter().map(line)).chain(rest).collect()
}

fn names(some: &SomeMembers) -> String {
    called(&some.members, some.count)
}

fn called(members: &[NamedMember], all: usize) -> String {
    let name = |member: &NamedMember| match (&member.name, &member.id) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => id.to_string(),
        (None, None) => "somebody yet to be added".to_owned(),
    };
    let named: Vec<String> = members.iter().map(name).collect();
    let more = all - named.len().min(all);
    if more == 0 {
        named.join(", ")
    } else {
        format!("{} and {} more", named.join(", "), number(more as u64))
    }
}

fn line(change: &ChangeLine) -> String {
    let rows: Vec<Vec<String>> = change
        .permissions
        .chunk_by(|one, other| {
            one.permission.module == other.permission.module && figures(one) == figures(other)
        })
        .filter_map(|same| Some((same, same.first()?)))
        .map(|(same, first)| {
            let actions: Vec<&str> = same.iter().map(|one| one.permission.action.as_str()).collect();
            let mut row = vec![format!("    {}: {}", first.permission.module, actions.join(", "))];
            row.extend(figures(first));
            row
        })
        .collect();
    format!("\n  {}\n{}", wrap(&called(&change.members, change.count), 4), columns(&rows))
}

/// Reach, records, and what is gained and lost.
fn figures(change: &PermissionChange) -> [String; 3] {
    let reach = |reach: Option<Reach>| match reach {
        None => "nowhere",
        Some(Reach::Assigned) => "own",
        Some(Reach::Shared) => "shared",
        Some(Reach::All) => "all",
    };
    let (was, is) = (reach(change.reach_before), reach(change.reach_after));
    let reach = if was == is { is.to_owned() } else { format!("{was} -> {is}") };
    let limits = if change.limits_changed { ", other limits" } else { "" };
    let (before, after) = (number(change.records_before), number(change.records_after));
    let records = if before == after { before } else { format!("{before} -> {after}") };
    let moved = [("+", change.gained), ("-", change.lost)].into_iter().filter(|(_, count)| *count > 0);
    let moved: Vec<String> = moved.map(|(sign, count)| format!("{sign}{}", number(count))).collect();
    [format!("{reach}{limits}"), format!("{records} records"), moved.join(" ")]
}
