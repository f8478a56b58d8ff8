//! Finds the test files of a folder.

use std::{
    io,
    path::{Path, PathBuf},
};

/// The TOML files in a folder and the folders below it, by name; worlds and catalogs are left out. A file is itself.
///
/// # Errors
/// A folder that cannot be read.
pub fn find(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if folder.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if is_test(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_test(path: &Path) -> bool {
    let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let toml = path.extension().is_some_and(|extension| extension == "toml");
    toml && !name.starts_with("world") && !name.starts_with("catalog")
}
