//! Runs the program, and makes what it says the same every time.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    sync::LazyLock,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

/// What a run came to.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    fn new(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Everything that was said, and the exit code.
    pub fn told(&self) -> String {
        redact(&format!("{}{}exit code {}\n", self.out, self.err, self.code))
    }

    /// The one JSON document that was said.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// The JSON documents that were said, one a line.
    pub fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The program in a folder, with `data` in it as the data folder, and nothing set that a developer may have set.
pub fn command(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.current_dir(folder).env("ROLECALL_DATA", "data").args(words(arguments));
    for variable in ["ROLECALL_SERVER", "ROLECALL_TOKEN", "ROLECALL_DATABASE"] {
        command.env_remove(variable);
    }
    command
}

/// The words of a command line; single quotes hold blanks together.
fn words(arguments: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in arguments.split('\'').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Runs in a folder, with `data` in it as the data folder.
pub fn run(folder: &Path, arguments: &str) -> Ran {
    finished(&mut command(folder, arguments))
}

/// How long a program may take before a test gives it up.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs to the end.
pub fn finished(command: &mut Command) -> Ran {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    within(child.id(), || Ran::new(child.wait_with_output().unwrap()))
}

/// Waits for what a process does; one that does not end is killed, so that the test fails and leaves nothing behind.
pub fn within<T>(process: u32, work: impl FnOnce() -> T) -> T {
    let (done, waiting) = std::sync::mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if waiting.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            Command::new("kill").args(["-9", &process.to_string()]).status().unwrap();
        }
    });
    let worked = work();
    drop(done);
    watch.join().unwrap();
    worked
}

/// Runs with a text piped in.
pub fn pipe(folder: &Path, arguments: &str, text: &str) -> Ran {
    let mut command = command(folder, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    Ran::new(child.wait_with_output().unwrap())
}

/// An empty folder.
pub fn empty() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A folder with a file in it.
pub fn with_file(name: &str, text: &str) -> TempDir {
    let folder = empty();
    std::fs::write(folder.path().join(name), text).unwrap();
    folder
}

/// A folder whose data are the demo's. One process at a time works on data, so each test has its own.
pub fn demo() -> TempDir {
    static DEMO: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = empty();
        let ran = run(folder.path(), "demo --no-serve --data data");
        assert_eq!(ran.code, 0, "{}", ran.told());
        folder
    });
    let folder = empty();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    for entry in std::fs::read_dir(DEMO.path().join("data")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join("data").join(entry.file_name())).unwrap();
    }
    folder
}

/// Runs several command lines one after another, and tells what each was answered.
pub fn session(folder: &Path, lines: &[&str]) -> String {
    let told = |line: &&str| format!("$ rolecall {line}\n{}\n", run(folder, line).told());
    lines.iter().map(told).collect()
}

/// The text without what is another each time: generated ids, hashes and times of today.
pub fn redact(text: &str) -> String {
    let mut redacted = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (said, taken) = drawn(rest).unwrap_or_else(|| {
            let letter = rest.chars().next().unwrap();
            (String::from(letter), letter.len_utf8())
        });
        redacted.push_str(&said);
        rest = &rest[taken..];
    }
    redacted
}

/// Something drawn by lot or read from the clock that a text begins with: what to write instead, and how long it is.
fn drawn(text: &str) -> Option<(String, usize)> {
    const PREFIXES: [&str; 8] = ["org_", "mem_", "rol_", "pos_", "grp_", "shr_", "con_", "inv_"];
    let prefix = PREFIXES.into_iter().find(|prefix| text.starts_with(prefix));
    if let Some(prefix) =
        prefix.filter(|_| text.len() >= 30 && text[4..30].chars().all(char::is_alphanumeric))
    {
        return Some((format!("[{}]", &prefix[..3]), 30));
    }
    if text.len() >= 64
        && text.is_char_boundary(64)
        && text[..64].bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return Some(("[hash]".to_owned(), 64));
    }
    // Times that tests and scenes write down are of other years, and stay.
    let year: u32 = text.get(..4)?.parse().ok()?;
    let ends = text.find('Z').filter(|at| (20..=30).contains(&(at + 1)))? + 1;
    ((2026..2031).contains(&year) && text[..ends].starts_with(|c: char| c.is_ascii_digit()))
        .then(|| ("[time]".to_owned(), ends))
}
