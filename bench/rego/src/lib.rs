//! The world as OPA and Regorus take it: one policy in Rego, one document of data, inputs. What OPA advises is done: the data is
//! shaped for the policy, the superiors of every position are spelled out by whoever loads it.

use bench_world::{ACTIONS, World, member_name, module_name, position_name, record_name};
use serde_json::{Map, Value, json};

/// The access rule. `visible` is the list.
pub const POLICY: &str = include_str!("policy.rego");

/// Everything that the policy asks of `data`, as JSON.
pub fn data(world: &World) -> String {
    let positions = || 0..world.tree.len() as u32;
    let members = (0..world.position_of.len() as u32)
        .map(|member| (member_name(member), json!(position_name(world.position_of[member as usize]))));
    let records = (0..world.owner_of.len() as u32).map(|record| {
        let owner = member_name(world.owner_of[record as usize]);
        let module = module_name(world.module_of[record as usize].into());
        (record_name(record), json!({ "owner": owner, "module": module }))
    });
    let grants = positions().map(|position| (position_name(position), grants(world, position)));
    let superiors = positions()
        .map(|position| (position_name(position), set(world.tree.above(position).map(position_name))));
    let shared = positions()
        .map(|position| (position_name(position), set(world.shared_with(position).map(position_name))));
    let peers = positions().filter(|position| world.peers[*position as usize]).map(position_name);
    json!({
        "members": members.collect::<Map<_, _>>(),
        "records": records.collect::<Map<_, _>>(),
        "grants": grants.collect::<Map<_, _>>(),
        "superiors": superiors.collect::<Map<_, _>>(),
        "shared": shared.collect::<Map<_, _>>(),
        "peers": set(peers),
    })
    .to_string()
}

fn grants(world: &World, position: u32) -> Value {
    let granted = |action| set(world.granted(position, action).map(module_name));
    let actions = ACTIONS.iter().enumerate().map(|(action, name)| ((*name).to_owned(), granted(action)));
    Value::Object(actions.collect())
}

/// A set, as JSON has them: the members are keys.
fn set(names: impl Iterator<Item = String>) -> Value {
    Value::Object(names.map(|name| (name, Value::Bool(true))).collect())
}

/// What a check asks.
pub fn input(member: u32, record: u32) -> String {
    json!({ "member": member_name(member), "action": "view", "record": record_name(record) }).to_string()
}
