//! The pages of the five systems (`docs/systems`) are held against the tree: every rule of a document has its row, every row
//! says what shows the rule, every link leads somewhere, and billwerk's matrix is the catalog's.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rolecall::catalog::{BuiltInRole, Catalog, Module, ModuleId};
use rolecall_cli::catalogs::shipped;

const SYSTEMS: [&str; 5] = ["zoho-billing", "billwerk", "zoho-crm", "zoho-creator", "zoho-projects"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs/systems").join(format!("{name}.md"))).unwrap()
}

/// How many rules a page says there are: `The document states 42 rules.`
fn stated(page: &str) -> usize {
    let number = |line: &str| {
        line.strip_prefix("The document states ")?.strip_suffix(" rules.")?.parse::<usize>().ok()
    };
    page.lines().find_map(number).unwrap_or(0)
}

/// A row of a table of rules: `| 12 | what holds | what shows it |`.
struct Rule {
    number: usize,
    holds: String,
    shown: String,
}

impl Rule {
    fn read(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
        let [number, holds, shown] = cells.try_into().ok()?;
        Some(Self { number: number.parse().ok()?, holds: holds.to_owned(), shown: shown.to_owned() })
    }
}

fn rules(page: &str) -> Vec<Rule> {
    page.lines().filter_map(Rule::read).collect()
}

/// Where the links of a text lead: `[words](here)`.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link).collect()
}

/// The file that a link of a page leads to, where there is one in this tree.
fn target(link: &str) -> Option<PathBuf> {
    let path = root().join("docs/systems").join(link).canonicalize().ok()?;
    path.starts_with(root()).then_some(path)
}

fn is_access_test_of(link: &str, system: &str) -> bool {
    let folder = root().join("tests/access").join(system);
    target(link).is_some_and(|path| {
        path.starts_with(folder)
            && path.extension().is_some_and(|extension| extension == "toml")
            && path.file_stem().is_some_and(|name| name != "world")
    })
}

fn is_rust(link: &str) -> bool {
    target(link).is_some_and(|path| path.extension().is_some_and(|extension| extension == "rs"))
}

/// What shows a rule has one of three forms: links to access tests; `elsewhere: `, with links to Rust; `not shown: `, with
/// the reason.
fn shows(part: &str, system: &str) -> bool {
    if let Some(reason) = part.strip_prefix("not shown: ") {
        return !reason.trim().is_empty();
    }
    match part.strip_prefix("elsewhere: ").map(links) {
        Some(rust) => !rust.is_empty() && rust.into_iter().all(is_rust),
        None => !links(part).is_empty() && links(part).iter().all(|link| is_access_test_of(link, system)),
    }
}

/// The access tests of a system that are named after a rule, by its number: `rule-09-….toml`.
fn tests_of_rules(system: &str) -> BTreeMap<usize, Vec<String>> {
    let mut tests: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for entry in fs::read_dir(root().join("tests/access").join(system)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let number = name.strip_prefix("rule-").and_then(|rest| rest.split('-').next()?.parse().ok());
        if let Some(number) = number {
            tests.entry(number).or_default().push(name);
        }
    }
    tests
}

#[test]
fn every_rule_of_a_document_has_one_row() {
    for system in SYSTEMS {
        let page = page(system);
        let mut numbers: Vec<usize> = rules(&page).iter().map(|rule| rule.number).collect();
        numbers.sort_unstable();
        let stated = stated(&page);
        assert!(stated > 0, "{system}.md does not say how many rules its document states");
        assert_eq!(numbers, (1..=stated).collect::<Vec<_>>(), "the rules of {system}.md");
    }
}

#[test]
fn every_rule_is_shown_or_its_row_says_where_or_why_not() {
    for system in SYSTEMS {
        for rule in rules(&page(system)) {
            assert!(!rule.holds.is_empty(), "{system}.md says nothing of rule {}", rule.number);
            for part in rule.shown.split("; ") {
                assert!(shows(part, system), "{system}.md, rule {}: `{part}` shows nothing", rule.number);
            }
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    for name in SYSTEMS.into_iter().chain(["README"]) {
        let page = page(name);
        assert!(!links(&page).is_empty(), "{name}.md");
        for link in links(&page) {
            assert!(target(link).is_some(), "{name}.md: `{link}` leads nowhere");
        }
    }
}

#[test]
fn every_access_test_of_a_rule_is_linked_in_its_row() {
    for system in SYSTEMS {
        let page = page(system);
        let rules = rules(&page);
        for (number, tests) in tests_of_rules(system) {
            let row = rules.iter().find(|rule| rule.number == number);
            for test in tests {
                let link = format!("../../tests/access/{system}/{test}");
                let linked = row.is_some_and(|rule| links(&rule.shown).contains(&link.as_str()));
                assert!(linked, "{system}.md, rule {number} does not link {test}");
            }
        }
    }
}

#[test]
fn the_table_of_systems_tells_how_many_rules_each_has() {
    let overview = page("README");
    for system in SYSTEMS {
        let end = format!(
            "| {} | [{system}.toml](../../catalogs/{system}.toml) | [{system}.md]({system}.md) |",
            stated(&page(system))
        );
        assert!(overview.lines().any(|line| line.ends_with(&end)), "README.md has no row that ends in {end}");
    }
}

/// What a role may do in a module, in the words of billwerk's document.
fn level(role: &BuiltInRole, module: &ModuleId) -> &'static str {
    let of_it = || role.grants.iter().filter(|grant| grant.module == *module);
    let may = |word: &str| of_it().any(|grant| grant.actions.iter().any(|action| action.as_str() == word));
    match (may("read"), may("write")) {
        (true, true) => "rw",
        (true, false) => "r",
        (false, true) => "w",
        (false, false) => "-",
    }
}

fn row(catalog: &Catalog, id: &ModuleId, module: &Module) -> String {
    let levels: Vec<&str> = catalog.roles.values().map(|role| level(role, id)).collect();
    format!("| {} | {} | {} |", module.group.as_deref().unwrap(), module.label, levels.join(" | "))
}

/// billwerk's matrix as a table, with its head.
fn matrix(catalog: &Catalog) -> Vec<String> {
    let roles: Vec<&str> = catalog.roles.keys().map(AsRef::as_ref).collect();
    let head = [format!("| group | area | {} |", roles.join(" | ")), "|---".repeat(roles.len() + 2) + "|"];
    head.into_iter().chain(catalog.modules.iter().map(|(id, module)| row(catalog, id, module))).collect()
}

#[test]
fn billwerks_matrix_is_the_catalogs() {
    let (file, text) = shipped("billwerk").unwrap();
    let matrix = matrix(&Catalog::parse(file, text).unwrap());
    assert_eq!((matrix.len(), matrix.iter().all(|row| row.matches('|').count() == 10)), (29, true));
    let page = page("billwerk");
    let told = page.lines().skip_while(|line| !line.starts_with("| group | area |"));
    let told: Vec<&str> = told.take_while(|line| line.starts_with('|')).collect();
    assert_eq!(told, matrix);
}
