//! A page of the book: its fenced blocks, and what they mean.

use std::path::{Path, PathBuf};

/// A page.
pub struct Page {
    /// Where it lies.
    pub path: PathBuf,
    lines: Vec<String>,
    /// What happens on it, in order.
    pub steps: Vec<Step>,
}

/// Something that is done, and where its answer stands.
pub struct Step {
    /// What is done.
    pub what: What,
    /// The line that it begins in, counted from 1.
    pub line: usize,
    /// What is answered.
    pub answer: Option<Block>,
}

/// What is done.
pub enum What {
    /// A request.
    Request {
        /// Its method.
        method: String,
        /// Its path and query.
        path: String,
        /// Its headers.
        headers: Vec<(String, String)>,
        /// Its body.
        body: String,
    },
    /// A command line.
    Shell(String),
}

/// A fenced block.
#[derive(Clone)]
pub struct Block {
    /// The word behind the fence.
    pub kind: String,
    /// The line of the first text in it, counted from 0.
    first: usize,
    /// The text.
    pub text: String,
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What answers stand in: with the status, or the body alone.
const ANSWERS: [&str; 3] = ["http", "json", "text"];

impl Block {
    /// A request, where it is one.
    fn request(&self) -> Option<What> {
        let (head, body) = self.parts();
        let (method, path) = head.first()?.split_once(' ')?;
        if self.kind != "http" || !METHODS.contains(&method) {
            return None;
        }
        let headers = head[1..].iter().filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
        Some(What::Request { method: method.to_owned(), path: path.to_owned(), headers, body })
    }

    /// A command line that can be carried out here; others are for the reader.
    fn shell(&self) -> Option<What> {
        let command = self.text.strip_prefix("$ ").filter(|_| self.kind == "console")?;
        let ours = command.starts_with("curl ") || command.starts_with("cat ");
        ours.then(|| What::Shell(command.to_owned()))
    }

    /// The lines above the first empty one, and the text below it.
    pub fn parts(&self) -> (Vec<String>, String) {
        let (head, body) = self.text.split_once("\n\n").unwrap_or((&self.text, ""));
        (head.lines().map(str::to_owned).collect(), body.trim_end().to_owned())
    }
}

impl Page {
    /// Reads a page.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut steps: Vec<Step> = Vec::new();
        let mut waits = false;
        for block in blocks(&lines) {
            let line = block.first + 1;
            if let Some(what) = block.request().or_else(|| block.shell()) {
                steps.push(Step { what, line, answer: None });
                waits = true;
            } else if ANSWERS.contains(&block.kind.as_str()) && std::mem::take(&mut waits) {
                steps.last_mut().unwrap().answer = Some(block);
            } else {
                assert!(block.kind != "http", "{}:{line}: an answer to nothing", path.display());
            }
        }
        Self { path: path.to_owned(), lines, steps }
    }

    /// Writes the page with other texts in some of its blocks.
    pub fn rewrite(mut self, changed: &[(Block, String)]) {
        for (block, text) in changed.iter().rev() {
            let end = block.first + block.text.lines().count();
            self.lines.splice(block.first..end, text.lines().map(str::to_owned));
        }
        std::fs::write(&self.path, self.lines.join("\n") + "\n").unwrap();
    }
}

fn blocks(lines: &[String]) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in lines.iter().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => {
                open = Some(Block { kind: kind.to_owned(), first: number + 1, text: String::new() });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => block.text.extend([line.as_str(), "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}
