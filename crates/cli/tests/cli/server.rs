//! A `rolecall` that serves, for a test: started on a free port, stopped whatever becomes of the test.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::run::{Ran, command, finished, run, within};

/// A program that serves.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it said up to where it listens; the demo, all that it says.
    pub said: Vec<String>,
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

    /// Starts a demo, and waits until all was said.
    pub fn demo(folder: &Path, arguments: &str) -> Self {
        let mut server = Self::begin(folder, &mut command(folder, arguments));
        // The last line, for people and for programs.
        server.read_until(|line| line.contains("rolecall help ") || line.contains("\"listening\""), folder);
        let after = |word: &str| {
            let line = server.said.iter().find_map(|line| line.split_once(word)).unwrap().1;
            let end = line.find(|c: char| !c.is_ascii_graphic() || c == '"').unwrap();
            line[..end].to_owned()
        };
        let is_json = server.said.iter().all(|line| line.starts_with('{'));
        let (address, token) = if is_json {
            ("\"listening\":\"", "\"token\":\"")
        } else {
            ("ROLECALL_SERVER=", "ROLECALL_TOKEN=")
        };
        (server.address, server.token) = (after(address), after(token));
        server
    }

    fn spawn(folder: &Path, command: &mut Command) -> Self {
        let mut server = Self::begin(folder, command);
        server.read_until(|line| line.contains("http://"), folder);
        let line = server.said.concat();
        let address = line.split_once("http://").unwrap().1;
        let end = address.find(|c: char| !c.is_ascii_graphic() || c == '"').unwrap();
        server.address = format!("http://{}", &address[..end]);
        server
    }

    fn begin(folder: &Path, command: &mut Command) -> Self {
        let log = File::create(folder.join("log")).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out, said: Vec::new(), address: String::new(), token: String::new() }
    }

    fn read_until(&mut self, is_it: impl Fn(&str) -> bool, folder: &Path) {
        loop {
            let line = self.next_line();
            if line.is_empty() {
                let log = std::fs::read_to_string(folder.join("log")).unwrap();
                panic!("it ended: {}{log}", self.said.concat());
            }
            self.said.push(line);
            if is_it(&self.said[self.said.len() - 1]) {
                return;
            }
        }
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

    /// Asks by `curl`; with a body, it is sent.
    pub fn curl(&self, token: &str, path: &str, body: Option<&str>) -> String {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--noproxy", "*", "-H", "content-type: application/json"]);
        curl.arg("-H").arg(format!("authorization: Bearer {token}")).arg(format!("{}{path}", self.address));
        curl.args(body.iter().flat_map(|body| ["-d", *body]));
        String::from_utf8(curl.output().unwrap().stdout).unwrap()
    }

    /// Sends a signal, and waits for the end: everything said since the first line, and the exit code.
    pub fn end(mut self, signal: &str) -> (String, Option<i32>) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        within(self.child.id(), || {
            let mut rest = String::new();
            self.out.read_to_string(&mut rest).unwrap();
            (rest, self.child.wait().unwrap().code())
        })
    }

    /// The next line that it says.
    pub fn next_line(&mut self) -> String {
        let mut line = String::new();
        within(self.child.id(), || self.out.read_line(&mut line)).unwrap();
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
