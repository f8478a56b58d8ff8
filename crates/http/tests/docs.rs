//! The book is true: every request on its pages is made, in order, to a server of its own for each page, and gets the answer
//! that the page shows; and every link leads somewhere.
//!
//! `ROLECALL_UPDATE_DOCS=1` writes the real answers into the pages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails loudly"
)]

#[path = "docs/answers.rs"]
mod answers;
#[path = "docs/forms.rs"]
mod forms;
#[path = "docs/links.rs"]
mod links;
#[path = "docs/page.rs"]
mod page;
#[path = "docs/replay.rs"]
mod replay;
#[path = "docs/server.rs"]
mod server;

use std::path::{Path, PathBuf};

/// The folder that everything lies in.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every page of a folder and below it.
fn pages_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pages_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_in_the_book_gets_the_answer_that_stands_below_it() {
    let docs = root().join("docs");
    let mut pages = vec![docs.join("start.md"), docs.join("adopt.md")];
    pages.extend(pages_below(&docs.join("api")));
    assert!(pages.len() > 5, "the book has pages");
    let mut faults = Vec::new();
    for page in &pages {
        faults.extend(replay::replay(page).await);
    }
    assert!(faults.is_empty(), "{}\n\n(ROLECALL_UPDATE_DOCS=1 writes the real answers)", faults.join("\n\n"));
}

#[test]
fn every_link_in_the_book_leads_somewhere() {
    let mut pages = pages_below(&root().join("docs"));
    pages.push(root().join("README.md"));
    let broken: Vec<String> = pages.iter().flat_map(|page| links::broken(page)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
