//! A `PostgreSQL` server of a test's own: in a temporary folder, reached through a Unix socket there, gone with the
//! process that started it, however that ends.
#![expect(clippy::panic, reason = "a test that cannot have its server fails")]

use std::{
    fs,
    io::{self, BufRead, BufReader, Read},
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use tempfile::TempDir;
use tokio_postgres::NoTls;

/// Set to anything, tests that need a server are left out.
pub const SKIP: &str = "ROLECALL_SKIP_POSTGRES";

/// What to do where there is no server.
const MISSING: &str = "PostgreSQL was not found: install the Debian package `postgresql`, or set \
    ROLECALL_SKIP_POSTGRES to leave these tests out";

/// Begins the server, waits until its standard input ends - which it does with the process that holds the other end -,
/// and clears away. Arguments: the programs, the folder.
const SCRIPT: &str = r#"
PATH=/usr/bin:/bin; data=$2/data
fail() { cat "$2/log"; rm -rf "$2"; exit 1; }
"$1/initdb" -D "$data" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$2/log" 2>&1 || fail "$1" "$2"
"$1/pg_ctl" -D "$data" -w -l "$2/log" -o "$3" start >/dev/null 2>&1 </dev/null || fail "$1" "$2"
echo ready
cat >/dev/null
"$1/pg_ctl" -D "$data" -w -m immediate stop >/dev/null 2>&1
rm -rf "$2"
"#;

/// A server, there until this is dropped.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    user: Option<(u32, u32)>,
    keeper: Child,
    databases: AtomicU64,
}

impl Server {
    /// Starts a server. Takes a second or two.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub fn start() -> Result<Self, String> {
        let programs = programs().ok_or(MISSING)?;
        let io = |error: io::Error| format!("a folder for PostgreSQL cannot be made: {error}");
        let folder = tempfile::Builder::new().prefix("rolecall-postgres-").tempdir().map_err(io)?;
        let user = unprivileged(folder.path()).map_err(io)?;
        let mut keeper = command(Path::new("sh"), user)
            .args(["-c", SCRIPT, "rolecall-postgres"])
            .args([&programs, folder.path()])
            .arg(settings(folder.path()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(io)?;
        let mut told = keeper.stdout.take().map(BufReader::new).ok_or("no way to hear of PostgreSQL")?;
        let mut line = String::new();
        told.read_line(&mut line).map_err(io)?;
        if line != "ready\n" {
            let _ = told.read_to_string(&mut line);
            let _ = keeper.wait();
            return Err(format!("PostgreSQL does not start:\n{line}"));
        }
        // From here on the script clears the folder away, also where this process is killed.
        let folder = TempDir::keep(folder);
        Ok(Self { programs, folder, user, keeper, databases: AtomicU64::new(0) })
    }

    /// Makes a database and answers its URL. Its language is English where the server can, so that a query that relies
    /// on the order of bytes without saying so is found out.
    ///
    /// # Errors
    /// What the server says.
    pub fn database(&self) -> Result<String, String> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let plain = format!("CREATE DATABASE {name} TEMPLATE template0");
        let english = format!("{plain} LOCALE_PROVIDER icu ICU_LOCALE 'en'");
        self.execute("postgres", &english).or_else(|_| self.execute("postgres", &plain))?;
        Ok(self.url(&name))
    }

    /// Executes SQL in a database, past every store.
    ///
    /// # Errors
    /// What the server says.
    pub fn execute(&self, database: &str, sql: &str) -> Result<(), String> {
        let url = self.url(database);
        // A thread and a runtime of its own, so that it serves whoever calls, within a runtime or not.
        let work = || -> Result<(), String> {
            let told = |error: tokio_postgres::Error| match error.as_db_error() {
                Some(error) => error.message().to_owned(),
                None => error.to_string(),
            };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(|error| error.to_string())?.block_on(async {
                let (client, connection) = tokio_postgres::connect(&url, NoTls).await.map_err(told)?;
                let connection = tokio::spawn(connection);
                let done = client.batch_execute(sql).await.map_err(told);
                drop(client);
                let _ = connection.await;
                done
            })
        };
        let done = std::thread::scope(|scope| scope.spawn(work).join());
        done.unwrap_or_else(|_| Err("the connection panicked".to_owned()))
    }

    /// Stops the server at once, as a crash would; its data stays.
    ///
    /// # Errors
    /// What `pg_ctl` says.
    pub fn stop(&self) -> Result<(), String> {
        self.control(&["-m", "immediate", "stop"])
    }

    /// Starts the server again.
    ///
    /// # Errors
    /// What `pg_ctl` says.
    pub fn start_again(&self) -> Result<(), String> {
        let log = self.folder.join("log");
        self.control(&["-l", &log.to_string_lossy(), "-o", &settings(&self.folder), "start"])
    }

    fn control(&self, arguments: &[&str]) -> Result<(), String> {
        let mut control = command(&self.programs.join("pg_ctl"), self.user);
        control.arg("-D").arg(self.folder.join("data")).arg("-w").args(arguments);
        let status = control.stdin(Stdio::null()).stdout(Stdio::null()).status();
        let status = status.map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(format!("pg_ctl: {status}")) }
    }

    fn url(&self, database: &str) -> String {
        let folder = self.folder.to_string_lossy().replace('/', "%2F");
        format!("postgres://postgres@{folder}/{database}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The one server of this test program, which ends with it; `None` where [`SKIP`] is set.
///
/// # Panics
/// Where it cannot be started, with a sentence that says what is missing.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Server> = OnceLock::new();
    if std::env::var_os(SKIP).is_some() {
        return None;
    }
    Some(SERVER.get_or_init(|| Server::start().unwrap_or_else(|reason| panic!("{reason}"))))
}

/// The URL of a new database on [`server`]; `None` where [`SKIP`] is set.
///
/// # Panics
/// Where there is no server, with a sentence that says what is missing.
pub fn database() -> Option<String> {
    server().map(|server| server.database().unwrap_or_else(|reason| panic!("{reason}")))
}

/// Where `initdb`, `pg_ctl` and `postgres` are: the newest release that Debian has put in place, or on `PATH`.
fn programs() -> Option<PathBuf> {
    let release = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let folders = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let mut debian: Vec<PathBuf> = folders.map(|folder| folder.path()).collect();
    debian.sort_by_key(release);
    let debian = debian.into_iter().rev().map(|folder| folder.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let holds = |folder: &PathBuf| ["initdb", "pg_ctl"].iter().all(|name| folder.join(name).is_file());
    debian.chain(path).find(holds)
}

fn settings(folder: &Path) -> String {
    // Nobody waits for a disk. What was committed survives a server that stops, though no machine that does.
    let off = "-F -c full_page_writes=off -c max_connections=300 -c listen_addresses=";
    format!("{off} -k {}", folder.display())
}

/// Hands a folder to somebody who is not root, because `initdb` refuses root; `None` where nobody is root anyway.
fn unprivileged(folder: &Path) -> io::Result<Option<(u32, u32)>> {
    if fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2);
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    };
    let user: (u32, u32) = ids("postgres").or_else(|| ids("nobody")).unwrap_or((65534, 65534));
    chown(folder, Some(user.0), Some(user.1))?;
    Ok(Some(user))
}

/// A program that is not stopped by what stops the tests, as somebody who is not root.
fn command(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command.process_group(0).current_dir("/").stderr(Stdio::null());
    command
}
