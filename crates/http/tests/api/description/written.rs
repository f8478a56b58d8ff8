//! The committed copy of the description: `crates/http/openapi.json`.

use std::{env, fs, path::PathBuf};

#[test]
fn the_committed_description_is_the_one_that_is_served() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let served = rolecall_http::openapi::text();
    if env::var_os("ROLECALL_UPDATE_OPENAPI").is_some() {
        fs::write(&path, served).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == served, "crates/http/openapi.json is old: write it with ROLECALL_UPDATE_OPENAPI=1");
}
