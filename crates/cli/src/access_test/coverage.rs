//! Which rules of a product a folder's tests are about, by the names of the files: `rule-09-superiors.toml`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The rules and other tests of one folder.
#[derive(Default)]
struct Folder {
    rules: BTreeSet<u32>,
    others: usize,
}

/// One line for every folder: `zoho-crm: rules 1-11, 14 and 5 other tests`.
pub fn lines<'a>(files: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for path in files.map(Path::new) {
        let parent = path.parent().and_then(Path::file_name).unwrap_or_default();
        let folder = folders.entry(parent.to_string_lossy().into_owned()).or_default();
        match path.file_name().and_then(|name| name.to_str()).and_then(rule) {
            Some(number) => _ = folder.rules.insert(number),
            None => folder.others += 1,
        }
    }
    folders.iter().map(|(name, folder)| format!("{name}: {}", folder.describe())).collect()
}

fn rule(file: &str) -> Option<u32> {
    let digits: String = file.strip_prefix("rule-")?.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

impl Folder {
    fn describe(&self) -> String {
        let others = match self.others {
            1 => "1 other test".to_owned(),
            several => format!("{several} other tests"),
        };
        match (self.rules.is_empty(), self.others) {
            (true, _) => others,
            (false, 0) => format!("rules {}", ranges(&self.rules)),
            (false, _) => format!("rules {} and {others}", ranges(&self.rules)),
        }
    }
}

/// `1-11, 14`.
fn ranges(numbers: &BTreeSet<u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let shown = ranges.iter().map(
        |(first, last)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        },
    );
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
