//! A `rolecall` that serves, for a test: started on a free port, stopped whatever becomes of the test.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::run::{Ran, command, finished, run};

/// A program that serves.
pub struct Server {
    child: Child,
    said: BufReader<ChildStdout>,
    /// What it said of where it listens.
    pub line: String,
    /// Its address.
    pub address: String,
    /// A platform token.
    pub token: String,
}

impl Server {
    /// Serves the data in a folder, with a platform token made before.
    pub fn of(folder: &Path) -> Self {
        Self::with(folder, "")
    }

    /// As [`Self::of`], with more to be said to `serve`.
    pub fn with(folder: &Path, arguments: &str) -> Self {
        let made = run(folder, "token create --platform");
        assert_eq!(made.code, 0, "{}", made.told());
        let mut server = Self::start(folder, &format!("serve --listen 127.0.0.1:0 {arguments}"), &[]);
        server.token = made.out.split_whitespace().last().unwrap().to_owned();
        server
    }

    /// Starts what serves, and waits for the line that says where. Its log goes to the file `log`.
    pub fn start(folder: &Path, arguments: &str, variables: &[(&str, &str)]) -> Self {
        let mut command = command(folder, arguments);
        command.envs(variables.iter().copied());
        Self::spawn(folder, &mut command)
    }

    fn spawn(folder: &Path, command: &mut Command) -> Self {
        let log = File::create(folder.join("log")).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let mut server = Self { child, said, line, address: String::new(), token: String::new() };
        let log = || std::fs::read_to_string(folder.join("log")).unwrap();
        let address = server.line.split_once("http://").unwrap_or_else(|| panic!("{}{}", server.line, log()));
        let end = address.1.find(|c: char| !c.is_ascii_graphic() || c == '"').unwrap();
        server.address = format!("http://{}", &address.1[..end]);
        server
    }

    /// Runs a command line that asks this server.
    pub fn ask(&self, folder: &Path, arguments: &str) -> Ran {
        self.ask_with(folder, arguments, &self.token)
    }

    /// Runs a command line that asks this server with a token.
    pub fn ask_with(&self, folder: &Path, arguments: &str, token: &str) -> Ran {
        let mut command = command(folder, arguments);
        command.env("ROLECALL_SERVER", &self.address).env("ROLECALL_TOKEN", token);
        finished(&mut command)
    }

    /// Sends a signal, and waits for the end: everything said since the first line, and the exit code.
    pub fn end(mut self, signal: &str) -> (String, Option<i32>) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).unwrap();
        (rest, self.child.wait().unwrap().code())
    }

    /// The next line that it says.
    pub fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
