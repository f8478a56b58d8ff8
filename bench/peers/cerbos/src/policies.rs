//! The world as Cerbos takes it: a resource policy per module, a rule per action that names the positions granted it. Cerbos stores no
//! members and no records: a request brings where both stand in the tree, and who shares with whom.

use std::{fmt::Write as _, fs, path::Path};

use bench_world::{ACTIONS, MODULES, World, member_name, module_name, position_name, record_name};
use serde_json::{Value, json};

const REACH: &str = "        match:
          any:
            of:
              - expr: R.attr.owner == P.id
              - expr: hierarchy(P.attr.path).ancestorOf(hierarchy(R.attr.path))
              - expr: P.attr.peers && R.attr.position == P.attr.position
              - expr: R.attr.position in P.attr.shared_from
";

const SETTINGS: &str = "server:
  httpListenAddr: \"127.0.0.1:PORT\"
  grpcListenAddr: \"unix:FOLDER/grpc.sock\"
telemetry: {disabled: true}
audit: {enabled: false}
storage:
  driver: disk
  disk: {directory: \"FOLDER/policies\", watchForChanges: false}
";

/// Writes the server's settings and the policies into a folder.
pub fn write(world: &World, folder: &Path, port: u16) -> anyhow::Result<()> {
    fs::create_dir(folder.join("policies"))?;
    let settings = SETTINGS.replace("PORT", &port.to_string());
    let settings = settings.replace("FOLDER", &folder.to_string_lossy());
    fs::write(folder.join("settings.yaml"), settings)?;
    for module in 0..MODULES {
        let name = module_name(module);
        fs::write(folder.join("policies").join(format!("{name}.yaml")), policy(world, module)?)?;
    }
    Ok(())
}

fn policy(world: &World, module: usize) -> anyhow::Result<String> {
    let name = module_name(module);
    let mut text = format!(
        "apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  version: default\n  resource: {name}\n  rules:\n"
    );
    for (action, name) in ACTIONS.iter().enumerate() {
        let granted = |position: &u32| world.granted(*position, action).any(|granted| granted == module);
        let roles: Vec<String> = (0..world.tree.len() as u32).filter(granted).map(position_name).collect();
        let roles = json!(roles);
        write!(text, "    - actions: ['{name}']\n      effect: EFFECT_ALLOW\n      roles: {roles}\n")?;
        write!(text, "      condition:\n{REACH}")?;
    }
    Ok(text)
}

/// What a request about some records of one member says.
pub fn body(world: &World, member: u32, records: &[u32]) -> String {
    let position = world.position_of[member as usize];
    let name = position_name(position);
    let shared: Vec<String> = world.shared_with(position).map(position_name).collect();
    let facts = json!({
        "position": name, "path": path(world, position), "peers": world.peers[position as usize], "shared_from": shared
    });
    let resources: Vec<Value> = records.iter().map(|record| resource(world, *record)).collect();
    json!({
        "principal": { "id": member_name(member), "roles": [name], "attr": facts },
        "resources": resources,
    })
    .to_string()
}

fn resource(world: &World, record: u32) -> Value {
    let position = world.owners_position(record);
    let facts = json!({
        "owner": member_name(world.owner_of[record as usize]),
        "position": position_name(position),
        "path": path(world, position),
    });
    let kind = module_name(world.module_of[record as usize].into());
    json!({ "resource": { "kind": kind, "id": record_name(record), "attr": facts }, "actions": ["view"] })
}

/// The way from the top to a position.
fn path(world: &World, position: u32) -> String {
    let mut path: Vec<String> = world.tree.above(position).map(position_name).collect();
    path.reverse();
    path.push(position_name(position));
    path.join(".")
}
