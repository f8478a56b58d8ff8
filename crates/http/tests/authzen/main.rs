//! `OpenID` `AuthZEN` 1.0 over HTTP: the public scenarios, and what the specification and docs/authzen.md promise beside them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test fails loudly"
)]

mod batches;
mod decisions;
mod edges;
mod pages;
mod scene;
mod vectors;

#[path = "../api/contract.rs"]
#[allow(dead_code, reason = "shared with the tests of the whole API")]
mod contract;
#[path = "../api/world.rs"]
#[allow(dead_code, reason = "shared with the tests of the whole API")]
mod world;

#[tokio::test]
async fn the_public_scenarios_are_answered_as_expected() {
    vectors::every_vector(&scene::Scene::start().await).await;
}
