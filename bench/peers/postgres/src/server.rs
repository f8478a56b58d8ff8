//! A PostgreSQL of this run's own: in a temporary folder, reached through a socket there, stopped at the end.

use std::{
    fs,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use postgres::{Client, NoTls};
use tempfile::TempDir;

/// Set for speed, as far as that is fair: memory for everything, and no waiting for a disk.
const SETTINGS: [&str; 9] = [
    "listen_addresses=",
    "shared_buffers=1GB",
    "work_mem=64MB",
    "maintenance_work_mem=512MB",
    "jit=off",
    "max_parallel_workers_per_gather=0",
    "fsync=off",
    "full_page_writes=off",
    "max_wal_size=8GB",
];

pub struct Server {
    folder: TempDir,
    process: Child,
}

impl Server {
    pub fn start() -> anyhow::Result<Self> {
        let programs = programs().context("no PostgreSQL: install the Debian package `postgresql`")?;
        let folder = tempfile::Builder::new().prefix("rolecall-bench-").tempdir()?;
        let user = user(folder.path())?;
        let data = folder.path().join("data");
        let mut initdb = command(&programs.join("initdb"), user);
        initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "-D"]);
        let made = initdb.arg(&data).output()?;
        ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut server = command(&programs.join("postgres"), user);
        server.arg("-D").arg(&data).arg("-k").arg(folder.path());
        SETTINGS.iter().for_each(|setting| {
            server.args(["-c", setting]);
        });
        let process = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { folder, process })
    }

    /// Connects, as soon as the server takes connections.
    pub fn connect(&self) -> anyhow::Result<Client> {
        let how = format!("host={} user=postgres", self.folder.path().display());
        for _ in 0..200 {
            if let Ok(client) = Client::connect(&how, NoTls) {
                return Ok(client);
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL does not answer")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown; its children end with it.
        let _ = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}

/// The newest release that Debian has put in place.
fn programs() -> Option<PathBuf> {
    let releases = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let newest = releases.max_by_key(|release| release.file_name().to_str()?.parse::<u32>().ok())?;
    Some(newest.path().join("bin"))
}

/// PostgreSQL refuses root: the folder is given to whom Debian made for it.
fn user(folder: &Path) -> anyhow::Result<Option<(u32, u32)>> {
    let users = fs::read_to_string("/etc/passwd")?;
    let postgres = users.lines().find_map(|line| line.strip_prefix("postgres:x:"));
    let mut numbers = postgres.unwrap_or_default().split(':').map_while(|text| text.parse::<u32>().ok());
    let (Some(user), Some(group)) = (numbers.next(), numbers.next()) else { return Ok(None) };
    Ok(chown(folder, Some(user), Some(group)).is_ok().then_some((user, group)))
}

fn command(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command.process_group(0).current_dir("/").stdin(Stdio::null());
    command
}
