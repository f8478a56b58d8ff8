//! From a catalog's text to the catalog, or to everything that is wrong with it.

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use crate::model::{Catalog, CatalogHash};
use crate::problem::{Problem, Problems};
use crate::raw::RawCatalog;
use crate::{check, resolve};

impl Catalog {
    /// Reads and checks a catalog. `file_name` is what problems call it.
    ///
    /// # Errors
    /// Every problem of the text, in its order. Where the text is no TOML, only that is told.
    pub fn parse(file_name: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::new(file_name, text);
        let catalog = read(text, &mut problems);
        match catalog {
            Some(catalog) if problems.count() == 0 => Ok(catalog),
            _ => Err(problems.into_sorted()),
        }
    }
}

fn read(text: &str, problems: &mut Problems<'_>) -> Option<Catalog> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let (message, help) = syntax(error.message(), problems.quote(&span));
        problems.add(&span, message, help);
    }
    if !errors.is_empty() {
        return None;
    }
    let raw = RawCatalog::of_file(&table, problems)?;
    let (catalog, modules_sound) = resolve::resolve(&raw, CatalogHash::of(text), problems)?;
    check::check(&raw, &catalog, modules_sound, problems);
    Some(catalog)
}

/// What is said of text that is no TOML.
fn syntax(message: &str, found: &str) -> (String, &'static str) {
    let help = if message.contains("duplicate key") {
        "a key stands once in a table: take one of the two out"
    } else if message.contains("boolean") {
        "write text in quotes; only `true`, `false`, numbers and dates go without"
    } else {
        "write the file as TOML says: `key = value` lines under [headings]"
    };
    let message = if found.is_empty() { message.to_owned() } else { format!("{message}, found `{found}`") };
    (message, help)
}

impl CatalogHash {
    /// The hash of a catalog's text.
    pub fn of(text: &str) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        let digits: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self(digits.concat())
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
