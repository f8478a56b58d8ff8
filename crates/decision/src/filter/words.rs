//! A condition as people read it.

use super::{Condition, Fact, condition::Values};

/// How many values are told; more are counted.
const TOLD: usize = 5;

/// The condition in words, without a full stop.
pub(super) fn words(condition: &Condition) -> String {
    match condition {
        Condition::Always => "every record".to_owned(),
        Condition::Never => "no record".to_owned(),
        Condition::And(all) => joined(all, " and ", |part| matches!(part, Condition::Or(_))),
        Condition::Or(any) => joined(any, ", or ", |part| matches!(part, Condition::And(_))),
        Condition::AnyOf { fact, any_of } => format!("{} is {}", called(fact), listed(any_of)),
        Condition::NoneOf { fact, none_of } => format!("{} is not {}", called(fact), listed(none_of)),
        Condition::Present { fact, present: true } => format!("there is {}", with_article(fact)),
        Condition::Present { fact, present: false } => format!("there is no {}", bare(fact)),
    }
}

fn joined(parts: &[Condition], between: &str, apart: impl Fn(&Condition) -> bool) -> String {
    let told = parts.iter().map(|part| if apart(part) { format!("({})", words(part)) } else { words(part) });
    told.collect::<Vec<_>>().join(between)
}

fn bare(fact: &Fact) -> String {
    let field = fact.to_string();
    let levels = usize::from(fact.level);
    let own = field.trim_start_matches("parent.").trim_start_matches("segments.").to_owned();
    format!("{}{own}", "parent's ".repeat(levels))
}

fn called(fact: &Fact) -> String {
    format!("the {}", bare(fact))
}

fn with_article(fact: &Fact) -> String {
    // A parent is there where it has an id.
    let bare = bare(fact);
    let parent = bare.strip_suffix("'s id").unwrap_or(&bare);
    format!("a {parent}")
}

fn listed(values: &Values) -> String {
    let told: Vec<&str> = values.iter().take(TOLD).map(String::as_str).collect();
    match (values.len().checked_sub(TOLD), told.as_slice()) {
        (Some(more), told) if more > 0 => format!("one of {} and {more} more", told.join(", ")),
        (_, [single]) => (*single).to_owned(),
        (_, [front @ .., last]) => format!("{} or {last}", front.join(", ")),
        (_, []) => "nothing".to_owned(),
    }
}
