//! The server: Cerbos's own program, on a free port, stopped at the end.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::bail;
use bench_world::{World, http::Connection, memory};
use tempfile::TempDir;

use crate::policies;

pub struct Server {
    pub port: u16,
    pub folder: TempDir,
    process: Child,
}

impl Server {
    /// Writes the policies, starts the program and waits until it answers.
    pub fn start(program: &str, world: &World) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("rolecall-bench-").tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        policies::write(world, folder.path(), port)?;
        let process = run(program, folder.path())?;
        let server = Self { port, folder, process };
        for _ in 0..600 {
            if Connection::to(port).is_ok() {
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!("Cerbos does not answer")
    }

    /// The memory that the server holds, in MiB.
    pub fn resident(&self) -> f64 {
        memory::of(self.process.id())
    }
}

fn run(program: &str, folder: &Path) -> anyhow::Result<Child> {
    let mut command = Command::new(program);
    // A line for each request would cost more than the decision.
    command.args(["server", "--log-level=error", "--config"]).arg(folder.join("settings.yaml"));
    Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
