//! The file with settings.

use std::{
    num::NonZero,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{Failure, command_file::toml_failure, data::Storage, serving::LogFormat};

/// What a file may say; its keys are the names of the flags.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    pub listen: Option<String>,
    pub public_url: Option<String>,
    #[serde(default)]
    pub catalogs: Vec<PathBuf>,
    pub smtp: Option<String>,
    pub mail_from: Option<String>,
    pub log_format: Option<LogFormat>,
    pub body_limit: Option<NonZero<usize>>,
    pub timeout: Option<NonZero<u64>>,
    pub password_minimum: Option<usize>,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// With the line of what cannot be meant.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Failure::unreadable(&name, &error))?;
        let file: Self = toml::from_str(&text).map_err(|error| toml_failure(&name, &text, &error))?;
        if file.data.is_some() && file.database.is_some() {
            return Err(
                Failure::new(format!("`{name}` names `data` and `database`")).help("name one of them")
            );
        }
        Ok(file)
    }

    /// Where the data lies.
    pub fn storage(&self) -> Option<Storage> {
        let database = self.database.clone().map(Storage::Database);
        database.or_else(|| self.data.clone().map(Storage::Folder))
    }
}
