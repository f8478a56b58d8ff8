use rolecall::{catalog::SegmentValue, organization::RecordId};

use super::{Claim, read};

fn unread(line: &str) -> String {
    let error = read(line).unwrap_err();
    format!("{}: {}", line.get(error.at).unwrap(), error.message)
}

fn ask(line: &str) -> super::Ask {
    match read(line).unwrap() {
        Claim::May { ask, .. } | Claim::MayOnly { ask, .. } | Claim::OnlyMay { ask, .. } => ask,
    }
}

#[test]
fn a_member_may_do_something_to_a_record() {
    let Claim::May { member, ask, allowed, because } = read("rita may view deals/42 because rule").unwrap()
    else {
        panic!("another claim")
    };
    assert_eq!((member.text.as_str(), allowed, because.unwrap().text.as_str()), ("rita", true, "rule"));
    assert_eq!(
        (ask.action.as_str(), ask.module.as_str(), ask.record.unwrap().as_str()),
        ("view", "deals", "42")
    );
}

#[test]
fn a_member_may_not() {
    let Claim::May { allowed, because, .. } = read("marc may not edit deals/42 because reach").unwrap()
    else {
        panic!("another claim")
    };
    assert_eq!((allowed, because.unwrap().text.as_str()), (false, "reach"));
}

#[test]
fn a_question_may_do_without_a_record_and_without_a_cause() {
    let Claim::May { ask, because, .. } = read("tom may create customers").unwrap() else {
        panic!("another claim")
    };
    assert!(ask.record.is_none() && because.is_none());
}

#[test]
fn facts_are_said_in_any_order() {
    let one = ask(
        "eve may view invoices in apollo under customers/acme owned by eve with location Berlin with tag Q",
    );
    let two = ask(
        "eve may view invoices with tag Q owned by eve with location Berlin under customers/acme in apollo",
    );
    assert_eq!(one.about("eve"), two.about("eve"));
    let asked = one.about("eve");
    assert_eq!(asked.container.as_deref(), Some("apollo"));
    assert_eq!(asked.facts.owner.as_deref(), Some("eve"));
    assert_eq!(asked.facts.parent.unwrap().to_string(), "customers/acme");
    assert_eq!(asked.facts.segments.len(), 2);
}

#[test]
fn several_values_of_a_segment_are_all_the_records() {
    let asked = ask("lea may view invoices with location Berlin with location 'New York'").about("lea");
    let values = asked.facts.segments.into_values().next().unwrap().into_set();
    assert_eq!(values.iter().map(SegmentValue::as_str).collect::<Vec<_>>(), ["Berlin", "New York"]);
}

#[test]
fn a_whole_list_is_claimed() {
    let Claim::MayOnly { member, ask, records } = read("rita may view only deals/1 deals/42").unwrap() else {
        panic!("another claim")
    };
    assert_eq!((member.text.as_str(), ask.module.as_str(), ask.record), ("rita", "deals", None));
    assert_eq!(records.iter().map(RecordId::as_str).collect::<Vec<_>>(), ["1", "42"]);
}

#[test]
fn all_who_may_are_claimed() {
    let Claim::OnlyMay { members, ask } = read("only rita zoe may edit deals/42").unwrap() else {
        panic!("another claim")
    };
    assert_eq!(members.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), ["rita", "zoe"]);
    assert_eq!(ask.record.unwrap().as_str(), "42");
}

#[test]
fn every_word_is_where_it_says() {
    let line = "only  rita 'Zoe Z'\tmay edit deals/42";
    let Claim::OnlyMay { members, ask } = read(line).unwrap() else { panic!("another claim") };
    let shown: Vec<&str> = members.iter().map(|word| line.get(word.at.clone()).unwrap()).collect();
    assert_eq!(shown, ["rita", "'Zoe Z'"]);
    assert_eq!(line.get(ask.object_word.at), Some("deals/42"));
}

#[test]
fn what_was_expected_is_told_at_its_word() {
    assert_eq!(unread("rita can view deals/42"), "can: expected `may`, found `can`");
    assert_eq!(unread("rita may"), ": expected an action, or `not`, found the end of the line");
    assert_eq!(unread("rita may not"), ": expected an action, found the end of the line");
    assert_eq!(
        unread("rita may view"),
        ": expected a module or a record, like `deals` or `deals/42`, found the end of the line"
    );
    assert_eq!(unread("rita may View deals"), "View: `View` is no action");
    assert_eq!(unread("rita may view Deals/1"), "Deals/1: `Deals` is no module");
    assert_eq!(
        unread("rita may view deals/42 please"),
        "please: expected the end of the line, found `please`"
    );
    assert_eq!(unread("rita may view deals owned of eve"), "of: expected `by`, found `of`");
    assert_eq!(unread("rita may view deals under acme"), "acme: expected a record, found `acme`");
    assert_eq!(unread("rita may view deals with location"), ": expected a value, found the end of the line");
    assert_eq!(unread("only rita"), ": expected `may` or another member, found the end of the line");
    assert_eq!(unread(""), ": expected a member, found the end of the line");
    assert_eq!(unread("rita may view deals with location 'New York"), "'New York: an apostrophe is open");
}

#[test]
fn a_cause_is_one_of_an_allow_or_of_a_deny() {
    assert_eq!(
        unread("rita may view deals/1 because reach"),
        "reach: expected a way in after `because`, found `reach`"
    );
    assert_eq!(
        unread("rita may not view deals/1 because rule"),
        "rule: expected a gate after `because`, found `rule`"
    );
    assert_eq!(
        unread("only rita may view deals/1 because rule"),
        "because: expected the end of the line, found `because`"
    );
}

#[test]
fn a_list_names_records_of_one_module_once_each() {
    assert_eq!(unread("rita may view only deals"), "deals: expected a record, found `deals`");
    assert_eq!(unread("rita may view only deals/1 leads/1"), "leads/1: `leads/1` is no record of `deals`");
    assert_eq!(unread("rita may view only deals/1 deals/1"), "deals/1: `deals/1` stands here twice");
    assert_eq!(
        unread("rita may not view only deals/1"),
        "deals/1: expected the end of the line, found `deals/1`"
    );
}
