//! Rolecall's engine in process, in the plain world and in the rich one.
//!
//! `rolecall-engine [SIZE] [plain|rich]`; both worlds where none is named

mod changes;
mod engine;
mod organization;
mod plain;
mod questions;
mod rich;

use bench_world::{Bench, World};
use engine::Engine;

fn main() {
    let size = bench_world::size();
    let named = std::env::args().nth(2);
    if named.as_deref() != Some("rich") {
        let world = &World::new(size);
        let bench = Bench::new(world, "rolecall");
        let (growing, stored) = (plain::organization(world), plain::Stored::of(world));
        let engine = bench.load("", || Engine::load(growing, |take| stored.hand_out(take)));
        drop(stored);
        questions::measure(&bench, &engine);
        changes::measure(&bench, &engine);
    }
    if named.as_deref() != Some("plain") {
        rich::measure(size);
    }
}
