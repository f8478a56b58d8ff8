//! The access rule as Cedar says it.

use std::{fmt::Write as _, str::FromStr};

use bench_world::{VIEW, World, module_name, position_name};
use cedar_policy::{PolicySet, Schema, ValidationMode, Validator};

const SCHEMA: &str = r"
entity Module;
entity Position in [Position] {
  view: Set<Module>, create: Set<Module>, edit: Set<Module>, delete: Set<Module>,
  sharesPeers: Bool, sharedFrom: Set<Position>
};
entity User { position: Position };
entity Record { owner: User, module: Module };
action view appliesTo { principal: User, resource: Record };
";

/// Whose records one reaches.
const REACH: &str = "(resource.owner == principal
   || (resource.owner.position != principal.position && resource.owner.position in principal.position)
   || (resource.owner.position == principal.position && principal.position.sharesPeers)
   || principal.position.sharedFrom.contains(resource.owner.position))";

pub fn schema() -> Schema {
    Schema::from_cedarschema_str(SCHEMA).expect("a schema").0
}

/// One policy for everybody; what a position may do is data.
pub fn one(schema: &Schema) -> PolicySet {
    let granted = "principal.position.view.contains(resource.module)";
    let text =
        format!("permit(principal, action == Action::\"view\", resource) when {{ {granted} && {REACH} }};");
    valid(&text, schema)
}

/// One policy for each position, as roles are often written: what it may do stands in the policy.
pub fn per_position(world: &World, schema: &Schema) -> PolicySet {
    let mut text = String::new();
    for position in 0..world.tree.len() as u32 {
        let modules: Vec<String> = world
            .granted(position, VIEW)
            .map(|module| format!("Module::\"{}\"", module_name(module)))
            .collect();
        let (name, modules) = (position_name(position), modules.join(","));
        let held = format!("principal.position == Position::\"{name}\"");
        let granted = format!("[{modules}].contains(resource.module)");
        writeln!(
            text,
            "permit(principal, action == Action::\"view\", resource) when {{ {held} && {granted} && {REACH} }};"
        )
        .expect("written");
    }
    valid(&text, schema)
}

fn valid(text: &str, schema: &Schema) -> PolicySet {
    let policies = PolicySet::from_str(text).expect("policies");
    let told = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
    assert!(told.validation_passed(), "{told}");
    policies
}
