//! The data folder that a command works on, and the organizations in it.

use std::path::{Path, PathBuf};

use rolecall::{Rolecall, Tenant, catalog::instead};

use crate::Failure;

/// Where the data lies.
#[derive(Debug, Clone, clap::Args)]
pub struct Data {
    /// The data folder
    #[arg(
        long = "data",
        value_name = "DIR",
        env = "ROLECALL_DATA",
        default_value = "./rolecall-data",
        hide_env_values = true
    )]
    pub folder: PathBuf,
}

impl Data {
    /// Opens a folder that holds data.
    ///
    /// # Errors
    /// Where it holds none, or another process uses it.
    pub async fn open(&self) -> Result<Rolecall, Failure> {
        if Rolecall::is_in(&self.folder) {
            return self.begin().await;
        }
        let nothing = Failure::new(format!("there is no data in `{}`", self.folder.display()));
        Err(nothing.help(
            "name the folder with --data DIR or in ROLECALL_DATA; `rolecall demo --data DIR` fills one",
        ))
    }

    /// Opens a folder, and begins one where there is none.
    ///
    /// # Errors
    /// Where the folder cannot be used.
    pub async fn begin(&self) -> Result<Rolecall, Failure> {
        begin(&self.folder).await
    }
}

/// Opens a folder, and begins one where there is none.
///
/// # Errors
/// Where the folder cannot be used.
pub async fn begin(folder: &Path) -> Result<Rolecall, Failure> {
    Ok(Rolecall::open(folder).await?)
}

/// An organization by its slug or id.
///
/// # Errors
/// Where there is none of that name, with the name that was probably meant.
pub async fn tenant(rolecall: &Rolecall, name: &str) -> Result<Tenant, Failure> {
    match rolecall.organization(name).await {
        Ok(tenant) => Ok(tenant),
        Err(error) if error.refusal().is_some() => {
            let slugs = slugs(rolecall).await?;
            let help = instead(
                name,
                slugs.iter().map(String::as_str),
                "organizations",
                "found one with `rolecall apply`, or see `rolecall demo --help`",
            );
            Err(Failure::from(error).help(help))
        }
        Err(error) => Err(error.into()),
    }
}

async fn slugs(rolecall: &Rolecall) -> Result<Vec<String>, Failure> {
    let heads = rolecall.organizations(None, 1_000).await?;
    Ok(heads.into_iter().filter_map(|head| head.slug).map(|slug| slug.to_string()).collect())
}
