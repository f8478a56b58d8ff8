//! One organization as a file: what was exported is imported as it was, and what was altered is refused.

use std::{io::BufReader, sync::Arc};

use rolecall_catalog::CatalogHash;
use rolecall_organization::OrganizationId;

use super::{
    build::{found, named, org},
    list_pairs,
    moving::{same_ledger, world},
};
use crate::{Address, ImportError, LedgerPart, Store, export, import};

list_pairs!(
    an_export_is_imported_as_it_was,
    an_export_is_readable_and_carries_the_catalogs_that_are_named,
    an_export_that_ends_early_is_refused,
    an_export_that_was_altered_is_refused,
    an_export_of_a_newer_release_is_refused,
    an_organization_that_is_there_is_not_imported,
    a_slug_that_is_taken_is_not_imported,
    what_is_no_export_is_refused,
    a_deleted_organization_is_imported,
);

/// The lines of an export, each without its end.
async fn lines(from: &Arc<dyn Store>, organization: &OrganizationId) -> Vec<String> {
    let mut out = Vec::new();
    let report = export(from.as_ref(), organization, &mut out).await.unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.ends_with('\n'));
    let lines: Vec<_> = text.lines().map(str::to_owned).collect();
    assert_eq!(report.lines, lines.len() as u64);
    lines
}

async fn read(to: &Arc<dyn Store>, text: &str) -> Result<crate::ExportReport, ImportError> {
    import(to.as_ref(), &mut BufReader::with_capacity(64, text.as_bytes())).await
}

/// Imports what has to be refused: nothing of the organization is seen. Says the line and the reason.
async fn refusal(to: &Arc<dyn Store>, organization: &OrganizationId, text: &str) -> (u64, String) {
    let refused = read(to, text).await;
    assert_eq!(to.organization(&Address::Id(organization.clone())).await.unwrap(), None, "{refused:?}");
    match refused {
        Err(ImportError::Line { line, what }) => (line, what),
        other => panic!("{other:?}"),
    }
}

fn text(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

async fn an_export_is_imported_as_it_was(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let lines = lines(&from, &a).await;
    let report = read(&to, &text(&lines)).await.unwrap();
    assert_eq!((report.records, report.people, report.lines), (5, 1, lines.len() as u64));
    same_ledger(&from, &to, &a).await;
    assert_eq!(to.catalogs().await.unwrap(), [CatalogHash::of("catalog two")]);
    let again = self::lines(&to, &a).await;
    assert_eq!(again, lines);
}

async fn an_export_is_readable_and_carries_the_catalogs_that_are_named(
    from: Arc<dyn Store>,
    _: Arc<dyn Store>,
) {
    let a = world(&from).await;
    let lines = lines(&from, &a).await;
    assert!(
        lines[0].starts_with(r#"{"export":{"format":1,"organization":"org_a","slug":"a","revision":6,"at":"#)
    );
    assert!(lines[1].contains(r#""value":"Änn \"A\"""#), "{}", lines[1]);
    assert!(lines.iter().any(|line| line.contains(r#"{"record":{"record":{"#) && line.contains("mem_bob")));
    let kinds = lines.iter().filter_map(|line| line.split('"').nth(1)).collect::<Vec<_>>();
    let expected = [
        "export", "person", "entry", "entry", "entry", "entry", "record", "record", "record", "entry",
        "record", "record", "entry", "command", "catalog", "end",
    ];
    assert_eq!(kinds, expected);
}

async fn an_export_that_ends_early_is_refused(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let lines = lines(&from, &a).await;
    for count in 1..lines.len() {
        let (line, what) = refusal(&to, &a, &text(&lines[..count])).await;
        assert_eq!((line, what.as_str()), (count as u64 + 1, "the file ends before its end"));
    }
    let cut = text(&lines);
    let (line, what) = refusal(&to, &a, cut.trim_end()).await;
    assert_eq!((line, what.as_str()), (lines.len() as u64, "the file ends within a line"));
    // None of these attempts is in the way of the next.
    read(&to, &cut).await.unwrap();
    same_ledger(&from, &to, &a).await;
}

async fn an_export_that_was_altered_is_refused(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let sound = lines(&from, &a).await;
    // Each line but those of the catalog and of the command gone, and each twice.
    for place in (0..sound.len()).filter(|place| ![13, 14].contains(place)) {
        let mut gone = sound.clone();
        gone.remove(place);
        refusal(&to, &a, &text(&gone)).await;
        let mut twice = sound.clone();
        twice.insert(place, sound[place].clone());
        refusal(&to, &a, &text(&twice)).await;
    }
    let (line, what) = refusal(&to, &a, &text(&[&sound[..2], &sound[1..]].concat())).await;
    assert_eq!((line, what.as_str()), (3, "a personal value out of order"));
    let altered = [
        (1, "Änn", "Ann", "the name of `mem_ann` is not the one it commits to"),
        (2, "named", "nomed", "its content does not match its hash"),
        (4, "mem_ann", "mem_ana", "its content does not match its hash"),
        (7, "mem_ann", "mem_bob", "the row of record `deals/1` was changed"),
        (15, "\"revision\":6", "\"revision\":7", "the end is not that of the entries ahead of it"),
        (0, "\"revision\":6", "\"revision\":7", "the end is not that of the entries ahead of it"),
        (0, "\"slug\":\"a\"", "\"slug\":\"z\"", "the end is not that of the entries ahead of it"),
    ];
    for (place, old, new, reason) in altered {
        let mut lines = sound.clone();
        assert!(lines[place].contains(old), "{}", lines[place]);
        lines[place] = lines[place].replacen(old, new, 1);
        let (_, what) = refusal(&to, &a, &text(&lines)).await;
        assert!(what.contains(reason), "{what}");
    }
    let mut behind = sound.clone();
    behind.push(sound[1].clone());
    let (line, what) = refusal(&to, &a, &text(&behind)).await;
    assert_eq!((line, what.as_str()), (16, "the file goes on behind its end"));
    // Nothing of all these attempts is in the way of somebody else.
    found(&to, "a").await;
}

async fn an_export_of_a_newer_release_is_refused(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let mut lines = lines(&from, &a).await;
    lines[0] = lines[0].replacen("\"format\":1", "\"format\":2", 1);
    let what = "the export has format 2, this release knows formats up to 1; use the newer release";
    assert_eq!(refusal(&to, &a, &text(&lines)).await, (1, what.to_owned()));
}

async fn an_organization_that_is_there_is_not_imported(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let text = text(&lines(&from, &a).await);
    read(&to, &text).await.unwrap();
    let line = ImportError::Line { line: 1, what: "the organization `org_a` is there already".to_owned() };
    assert_eq!(read(&to, &text).await, Err(line));
    same_ledger(&from, &to, &a).await;
}

async fn a_slug_that_is_taken_is_not_imported(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    to.append(&org("other"), rolecall_organization::Revision(0), vec![named(0, "a")]).await.unwrap();
    let text = text(&lines(&from, &a).await);
    assert_eq!(refusal(&to, &a, &text).await, (1, "the slug `a` is taken".to_owned()));
}

async fn what_is_no_export_is_refused(_: Arc<dyn Store>, to: Arc<dyn Store>) {
    for (text, reason) in [
        ("", "this is no export of an organization"),
        (
            "{\"end\":{\"revision\":1,\"hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}}\n",
            "this is no export of an organization",
        ),
        ("{\"diary\":1}\n", "it cannot be read: unknown variant `diary`"),
        ("Dear diary\n", "it cannot be read: expected value"),
    ] {
        let (line, what) = refusal(&to, &org("a"), text).await;
        assert_eq!(line, 1);
        assert!(what.starts_with(reason), "{what}");
    }
}

async fn a_deleted_organization_is_imported(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    world(&from).await;
    found(&to, "b2").await;
    let text = text(&lines(&from, &org("b")).await);
    let report = read(&to, &text).await.unwrap();
    assert!(report.head.deleted && report.head.slug.is_none());
    same_ledger(&from, &to, &org("b")).await;
    let none = to.restore(&org("b"), rolecall_organization::Revision(0), LedgerPart::default()).await;
    assert!(none.is_err());
}
