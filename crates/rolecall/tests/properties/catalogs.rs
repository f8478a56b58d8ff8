//! The catalogs that sequences run on, each in several versions, so that one can be adopted: as shipped, with everything
//! renamed, renamed back, and with ids more.

use std::{fs, path::PathBuf, sync::Arc};

use rolecall::catalog::{Catalog, CatalogHash};
use rolecall::organization::Catalogs;
use toml::{Table, Value};

/// A product's catalog and its versions.
pub struct Product {
    /// Every version by its hash.
    pub catalogs: Catalogs,
    /// The text of each version, as the library takes it in.
    pub texts: Vec<String>,
    /// The versions in the order that each could be adopted after the one before; organizations begin with the first.
    pub versions: Vec<CatalogHash>,
}

/// What a further version renames.
struct Renamed {
    section: &'static str,
    ids: Vec<String>,
}

impl Product {
    /// A catalog of the repository, by the path from its root.
    pub fn read(path: &str) -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = fs::read_to_string(root.join(path)).expect("the catalog is there");
        Self::of_text(&text)
    }

    /// All products that are tried.
    pub fn all() -> Vec<Self> {
        let shipped = ["zoho-billing", "billwerk", "zoho-crm", "zoho-creator", "zoho-projects", "starter"];
        let shipped = shipped.iter().map(|name| Self::read(&format!("catalogs/{name}.toml")));
        let mixed = Self::read("tests/access/mixed/catalog.toml");
        shipped.chain([Self::starter_with_everything(), mixed]).collect()
    }

    /// The starter catalog with everything in it switched on.
    pub fn starter_with_everything() -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = fs::read_to_string(root.join("catalogs/starter.toml")).expect("the catalog is there");
        let switched_on =
            text.lines().map(|line| line.strip_prefix("#: ").or(line.strip_prefix("#:")).unwrap_or(line));
        Self::of_text(&switched_on.collect::<Vec<_>>().join("\n"))
    }

    fn of_text(text: &str) -> Self {
        let first: Table = text.parse().expect("a catalog is TOML");
        let renamed = with_new_names(&first);
        let back = with_old_names(&first);
        let more = with_more(&first);
        let texts: Vec<String> = std::iter::once(text.to_owned())
            .chain([renamed, back, more].iter().map(ToString::to_string))
            .collect();
        let parsed = texts.iter().map(|text| match Catalog::parse("version.toml", text) {
            Ok(catalog) => catalog,
            Err(problems) => panic!("{text}\n{problems:#?}"),
        });
        let parsed: Vec<Catalog> = parsed.collect();
        let versions = parsed.iter().map(|catalog| catalog.hash.clone()).collect();
        let catalogs = parsed.into_iter().map(|catalog| (catalog.hash.clone(), Arc::new(catalog))).collect();
        Self { catalogs, texts, versions }
    }

    /// The version that organizations begin with.
    pub fn first(&self) -> &Arc<Catalog> {
        &self.catalogs[&self.versions[0]]
    }
}

fn ids(catalog: &Table, section: &str) -> Vec<String> {
    let table = catalog.get(section).and_then(Value::as_table);
    table.into_iter().flat_map(|table| table.keys().cloned()).collect()
}

/// Modules that commands ask for by their usual names keep them.
fn renamed(catalog: &Table) -> Vec<Renamed> {
    let usual = ["users", "roles", "positions", "groups", "data_sharing"];
    let modules = ids(catalog, "modules").into_iter().filter(|id| !usual.contains(&id.as_str())).take(2);
    let mut all = vec![Renamed { section: "modules", ids: modules.collect() }];
    for section in ["roles", "positions", "features", "editions", "segments"] {
        all.push(Renamed { section, ids: ids(catalog, section) });
    }
    all
}

fn new_name(section: &str, id: &str) -> String {
    if matches!(section, "roles" | "positions") { format!("{id} II") } else { format!("{id}_ii") }
}

fn with_new_names(first: &Table) -> Table {
    let mut catalog = first.clone();
    for Renamed { section, ids } in renamed(first) {
        for id in ids {
            let new = new_name(section, &id);
            catalog = rename(&catalog, section, &id, &new);
            mark_renamed(&mut catalog, section, &new, &id);
        }
    }
    catalog
}

fn with_old_names(first: &Table) -> Table {
    let mut catalog = first.clone();
    for Renamed { section, ids } in renamed(first) {
        for id in ids {
            mark_renamed(&mut catalog, section, &id, &new_name(section, &id));
        }
    }
    catalog
}

/// A built-in role and a built-in position more, by names that an organization may have given already.
fn with_more(first: &Table) -> Table {
    let mut catalog = first.clone();
    catalog.insert("name".to_owned(), Value::String("With more".to_owned()));
    if let Some(roles) = catalog.get_mut("roles").and_then(Value::as_table_mut) {
        let grants = Value::Array(Vec::new());
        roles.insert("Amber".to_owned(), Value::Table(Table::from_iter([("grants".to_owned(), grants)])));
    }
    let kinds = catalog.get_mut("kinds").and_then(Value::as_table_mut);
    let first = kinds.and_then(|kinds| kinds.iter_mut().next()).and_then(|(_, kind)| kind.get_mut("roles"));
    if let Some(roles) = first.and_then(Value::as_array_mut) {
        roles.push(Value::String("Amber".to_owned()));
    }
    if let Some(positions) = catalog.get_mut("positions").and_then(Value::as_table_mut) {
        let top = positions.iter().find(|(_, position)| position.get("reports_to").is_none());
        let top = Value::String(top.expect("one is the top").0.clone());
        positions
            .insert("Amber".to_owned(), Value::Table(Table::from_iter([("reports_to".to_owned(), top)])));
    }
    catalog
}

fn mark_renamed(catalog: &mut Table, section: &str, id: &str, from: &str) {
    let entry = catalog.get_mut(section).and_then(Value::as_table_mut).and_then(|table| table.get_mut(id));
    let entry = entry.and_then(Value::as_table_mut).expect("what is renamed is a table");
    entry.insert("renamed_from".to_owned(), Value::String(from.to_owned()));
}

/// The catalog with one id of a section written otherwise wherever it stands.
fn rename(catalog: &Table, section: &str, old: &str, new: &str) -> Table {
    let kept = ["name", "label", "description", "group", "catalog"];
    let renamed = |(key, value): (&String, &Value)| {
        let changed =
            if kept.contains(&key.as_str()) { value.clone() } else { rename_value(value, section, old, new) };
        (key.clone(), changed)
    };
    let mut renamed: Table = catalog.iter().map(renamed).collect();
    let sections = match section {
        "modules" => vec!["modules", "matrix"],
        section => vec![section],
    };
    for section in sections {
        if let Some(table) = renamed.get_mut(section).and_then(Value::as_table_mut)
            && let Some(entry) = table.remove(old)
        {
            table.insert(new.to_owned(), entry);
        }
    }
    renamed
}

fn rename_value(value: &Value, section: &str, old: &str, new: &str) -> Value {
    match value {
        Value::String(text) if text == old => Value::String(new.to_owned()),
        Value::String(text) => {
            let action =
                text.strip_prefix(old).filter(|rest| section == "modules" && rest.starts_with([':', '@']));
            Value::String(action.map_or_else(|| text.clone(), |rest| format!("{new}{rest}")))
        }
        Value::Array(all) => {
            Value::Array(all.iter().map(|value| rename_value(value, section, old, new)).collect())
        }
        Value::Table(table) => {
            let kept = ["label", "description", "group", "actions", "can", "renamed_from"];
            let renamed = table.iter().map(|(key, value)| {
                let key_renamed = section == "segments" && key == old;
                let key_after = if key_renamed { new.to_owned() } else { key.clone() };
                let fixed = kept.contains(&key.as_str());
                (key_after, if fixed { value.clone() } else { rename_value(value, section, old, new) })
            });
            Value::Table(renamed.collect())
        }
        other => other.clone(),
    }
}
