//! How long a filter takes in a large organization. Run with `cargo test --release -p rolecall-decision --test filter -- --ignored
//! --nocapture`.

use std::{fmt::Write, time::Instant};

use rolecall_decision::{Dialect, filter};
use rolecall_organization::{Event, GroupParts, Principal, RuleLevel};

use crate::sql;
use crate::world::{New, World, group, id, mem, now, position, position_and_below};

const MODULES: usize = 20;
const POSITIONS: usize = 250;
const MEMBERS: usize = 10_000;
const GROUPS: usize = 200;
const RULES: usize = 10_000;

fn catalog() -> String {
    let modules = (0..MODULES).fold(String::new(), |mut text, number| {
        writeln!(text, "m{number} = {{ shareable = true }}").unwrap();
        text
    });
    format!(
        "catalog = \"large\"\nname = \"Large\"\ndefault_reach = \"shared\"\nroles_per_member = \"any\"\n\
         founder = {{ role = \"Everything\", position = \"P0\" }}\n[modules]\n{modules}users = {{}}\nroles = {{}}\n\
         groups = {{}}\ndata_sharing = {{}}\n[kinds]\nuser = {{ roles = [\"Everything\"] }}\n[positions]\nP0 = {{}}\n\
         [roles.Everything]\nholders = [1]\ngrants = [{{ on = \"*\", can = \"*\" }}]\n\
         [commands]\n\"position.*\" = \"roles:*\"\n"
    )
}

/// 10,000 members, 250 positions three to a superior, 10,000 rules over 20 modules.
fn large() -> World {
    let catalog = catalog();
    let mut world = World::of("large.toml", &catalog);
    for number in 1..POSITIONS {
        world.position(&format!("P{number}"), &format!("P{}", (number - 1) / 3), number % 4 == 0);
    }
    for number in 0..MEMBERS {
        let place = format!("P{}", number % POSITIONS);
        world.member(
            &format!("n{number}"),
            New { roles: &["Everything"], position: Some(&place), ..New::default() },
        );
    }
    for number in 0..GROUPS {
        let members =
            (0..200).map(|step| mem(&format!("n{}", (number * 37 + step * 101) % MEMBERS))).collect();
        let groups = if number > 0 { [id(&format!("grp_g{}", number / 2))].into() } else { [].into() };
        world.group(&format!("g{number}"), GroupParts { members, groups, ..GroupParts::default() });
    }
    let side = |number: usize| -> Principal {
        match number % 3 {
            0 => group(&format!("g{}", number % GROUPS)),
            1 => position_and_below(&format!("P{}", number % POSITIONS)),
            _ => position(&format!("P{}", number % POSITIONS)),
        }
    };
    for number in 0..RULES {
        world.happened(&Event::SharingRuleSet {
            rule: id(&format!("shr_{number}")),
            module: id(&format!("m{}", number % MODULES)),
            from: side(number * 7 + 1),
            to: side(number * 13 + 5),
            level: RuleLevel::ReadWrite,
            superiors_allowed: number % 2 == 0,
        });
    }
    world
}

#[test]
#[ignore = "a measurement"]
fn a_filter_in_a_large_organization() {
    let world = large();
    for name in ["n0", "n1", "n5", "n40", "n249"] {
        let permission = "m3:edit".parse().unwrap();
        let mut times: Vec<_> = (0..21)
            .map(|_| {
                let begun = Instant::now();
                let filter = filter(&world.organization, &mem(name), &permission, None, now());
                let sql = sql(&filter, Dialect::Postgresql);
                (
                    begun.elapsed(),
                    sql.params.len(),
                    format!("{:?}", filter.condition).matches("\", \"").count(),
                )
            })
            .collect();
        times.sort();
        println!("{name}: {:?} in the middle, {:?} at most", times[10], times[20]);
        assert!(times[10].0.as_millis() < 50, "{times:?}");
    }
}
