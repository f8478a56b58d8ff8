//! Where data lies - a folder, a database, or behind a server -, and the organizations there.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rolecall::{
    Rolecall, System, Tenant,
    catalog::instead,
    store::{Store, StoreError},
};
use rolecall_store_postgres::PostgresStore;
use rolecall_store_sqlite::SqliteStore;

use crate::{
    Failure, environment,
    remote::{Client, Server},
};

/// The data folder where nobody names one.
const FOLDER: &str = "rolecall-data";

const FOLDER_HELP: &str = "The data folder [env: ROLECALL_DATA] [default: rolecall-data]";
const DATABASE_HELP: &str = "A PostgreSQL database in place of the folder [env: ROLECALL_DATABASE]";

/// Where data lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// In a folder.
    Folder(PathBuf),
    /// In a `PostgreSQL` database, by its URL.
    Database(String),
}

/// Where the data lies, as it is typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Data {
    #[arg(long = "data", value_name = "DIR", help = FOLDER_HELP)]
    pub folder: Option<PathBuf>,
    #[arg(long, value_name = "URL", conflicts_with = "folder", help = DATABASE_HELP)]
    pub database: Option<String>,
}

/// Where answers come from: data, or a server that has them open.
#[derive(Debug, Clone, clap::Args)]
pub struct Source {
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub server: Server,
}

/// What a command works on.
pub enum Opened {
    /// The data themselves.
    Here(Rolecall),
    /// A server.
    There(Client),
}

impl Source {
    /// Opens data, or finds the server. Flags win over variables, a server over data of the same kind.
    ///
    /// # Errors
    /// Where there is no data, another process uses it, or the server's address is none.
    pub async fn open(&self) -> Result<Opened, Failure> {
        match self.client()? {
            Some(client) => Ok(Opened::There(client)),
            None => Ok(Opened::Here(self.data.open().await?)),
        }
    }

    /// As [`Self::open`], and begins where there is no data.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub async fn begin(&self) -> Result<Opened, Failure> {
        match self.client()? {
            Some(client) => Ok(Opened::There(client)),
            None => Ok(Opened::Here(self.data.begin().await?)),
        }
    }

    fn client(&self) -> Result<Option<Client>, Failure> {
        let typed = self.data.folder.is_some() || self.data.database.is_some();
        if typed { Ok(None) } else { self.server.client() }
    }
}

impl Data {
    /// Where the data lies that is typed or set outside; `None` where nobody says.
    ///
    /// # Errors
    /// Where a variable cannot be read.
    pub fn named(&self) -> Result<Option<Storage>, Failure> {
        let folder = |path: PathBuf| Storage::Folder(path);
        if let Some(url) = &self.database {
            return Ok(Some(Storage::Database(url.clone())));
        }
        if let Some(path) = &self.folder {
            return Ok(Some(folder(path.clone())));
        }
        if let Some(url) = environment::text(environment::DATABASE)? {
            return Ok(Some(Storage::Database(url)));
        }
        Ok(environment::text(environment::DATA)?.map(|path| folder(path.into())))
    }

    /// Where the data lies.
    ///
    /// # Errors
    /// Those of [`Self::named`].
    pub fn storage(&self) -> Result<Storage, Failure> {
        Ok(self.named()?.unwrap_or_default())
    }

    /// Opens data that is there.
    ///
    /// # Errors
    /// Where there is none, or another process uses it.
    pub async fn open(&self) -> Result<Rolecall, Failure> {
        Ok(Rolecall::over(open_filled(&self.storage()?).await?, Arc::new(System)).await?)
    }

    /// Opens a place for data, and begins where there is none.
    ///
    /// # Errors
    /// Where the place cannot be used.
    pub async fn begin(&self) -> Result<Rolecall, Failure> {
        begin(&self.storage()?).await
    }

    /// Begins as the data is, in memory: for trying out.
    ///
    /// # Errors
    /// Where the data cannot be read, or is no folder.
    pub async fn copied(&self) -> Result<Rolecall, Failure> {
        match self.storage()? {
            Storage::Folder(folder) => Rolecall::on_a_copy(&folder).await.map_err(unopened),
            Storage::Database(_) => Err(Failure::new("a database is not copied to try something out")
                .help("try it on a data folder: `rolecall copy` fills one")),
        }
    }
}

impl Storage {
    /// A place as it is typed: the URL of a database, or a folder.
    pub fn typed(text: &str) -> Self {
        let is_url = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if is_url { Self::Database(text.to_owned()) } else { Self::Folder(text.into()) }
    }
}

impl Default for Storage {
    fn default() -> Self {
        Self::Folder(FOLDER.into())
    }
}

/// Opens a place for data, and begins where there is none.
///
/// # Errors
/// Where the place cannot be used.
pub async fn begin(storage: &Storage) -> Result<Rolecall, Failure> {
    Ok(Rolecall::over(open_store(storage).await?, Arc::new(System)).await?)
}

/// The store of a place, which is begun where there is none: the one spot that knows which kinds there are.
///
/// # Errors
/// Where it cannot be opened.
pub async fn open_store(storage: &Storage) -> Result<Arc<dyn Store>, Failure> {
    match storage {
        Storage::Folder(folder) => Ok(Arc::new(open_folder(folder)?)),
        Storage::Database(url) => {
            Ok(Arc::new(PostgresStore::open(url).await.map_err(|error| unreached(&error))?))
        }
    }
}

/// The store of a place that holds data.
///
/// # Errors
/// Where there is none, or it cannot be opened.
pub async fn open_filled(storage: &Storage) -> Result<Arc<dyn Store>, Failure> {
    match storage {
        Storage::Folder(folder) if !Rolecall::is_in(folder) => Err(nothing_in(folder)),
        _ => open_store(storage).await,
    }
}

/// The store of a folder.
///
/// # Errors
/// Where another process has it, or it cannot be used.
fn open_folder(folder: &Path) -> Result<SqliteStore, Failure> {
    SqliteStore::open(folder).map_err(|error| unopened(error.into()))
}

/// The URL may hold a password, so it is not repeated.
fn unreached(error: &StoreError) -> Failure {
    Failure::new(format!("the PostgreSQL database cannot be used: {error}"))
        .help("write its URL as `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, and see that the server runs")
}

/// One process at a time has a folder; whoever comes second learns how to get an answer all the same.
fn unopened(error: rolecall::Error) -> Failure {
    let in_use = matches!(&error, rolecall::Error::Store(StoreError::Unavailable { reason })
        if reason.contains("in use by another process"));
    let failure = Failure::from(error);
    if !in_use {
        return failure;
    }
    failure.help(
        "end that one; or, where it is `rolecall serve`, ask it with --server URL and a platform token in ROLECALL_TOKEN",
    )
}

/// There is no data in a folder.
pub fn nothing_in(folder: &Path) -> Failure {
    Failure::new(format!("there is no data in `{}`", folder.display()))
        .help("name the folder with --data DIR or in ROLECALL_DATA; `rolecall demo --data DIR` fills one")
}

/// An organization by its slug or id, loaded.
///
/// # Errors
/// Where there is none of that name, with the name that was probably meant.
pub async fn tenant(rolecall: &Rolecall, name: &str) -> Result<Tenant, Failure> {
    Ok(opened(rolecall, name).await?.loaded().await?)
}

/// An organization by its slug or id, to be asked at once.
///
/// # Errors
/// Where there is none of that name, with the name that was probably meant.
pub async fn opened(rolecall: &Rolecall, name: &str) -> Result<rolecall::Opened, Failure> {
    match rolecall.opened(name).await {
        Ok(opened) => Ok(opened),
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
