//! Links of a page to other pages and files: what they name is there, and so is the heading behind `#`.

use std::path::Path;

/// The links that lead nowhere, each with its page.
pub fn broken(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let local =
        targets(&text).into_iter().filter(|target| !target.contains("://") && !target.starts_with("mailto:"));
    local
        .filter(|target| !leads(page, target))
        .map(|target| format!("{}: {target}", page.display()))
        .collect()
}

/// What a page links to: the address of each `[text](address)`, code blocks aside.
fn targets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if in_code {
            continue;
        }
        let ends = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        found.extend(ends.map(|(address, _)| address.to_owned()));
    }
    found
}

fn leads(page: &Path, target: &str) -> bool {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let place = if file.is_empty() { page.to_owned() } else { page.parent().unwrap().join(file) };
    if heading.is_empty() || place.extension().is_none_or(|extension| extension != "md") {
        return place.exists();
    }
    std::fs::read_to_string(place).is_ok_and(|text| headings(&text).any(|known| known == heading))
}

/// The headings of a page, as links name them: in lower case, spaces as hyphens, letters and digits only.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().filter(|line| line.starts_with('#'));
    lines.map(|line| {
        let title = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        title.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
    })
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/start.md");
    assert!(
        leads(&page, "catalog.md") && leads(&page, "../README.md") && leads(&page, "catalog.md#the-rest")
    );
    assert!(!leads(&page, "nowhere.md") && !leads(&page, "catalog.md#nothing"));
    assert_eq!(targets("see [a](b.md), [c](d.md#e)\n```\n[f](g)\n```\n"), ["b.md", "d.md#e"]);
}
