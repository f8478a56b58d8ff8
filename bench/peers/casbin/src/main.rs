//! Casbin, twice: attributes and grants in the request with the tree and the rules as its role links ("abac"), and a policy row per
//! grant ("rbac"). Casbin holds no records: their attributes come with the request, made beforehand.
//!
//! `peer-casbin [SIZE]`

use bench_world::{ACTIONS, Bench, VIEW, World, member_name, module_name, position_name};
use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use serde::Serialize;

/// Whose records one reaches: what is cheap comes first.
const REACH: &str = "(r.rec.owner == r.sub.id || (r.rec.position == r.sub.position && r.sub.peers) \
    || (r.rec.position != r.sub.position && g(r.rec.position, r.sub.position)) || g2(r.rec.from, r.sub.to))";

#[derive(Serialize, Hash, Clone)]
struct Subject {
    id: String,
    position: String,
    peers: bool,
    /// The position as the end of a rule: links are followed, and rules must not be.
    to: String,
    view: Vec<String>,
}

#[derive(Serialize, Hash, Clone)]
struct Record {
    owner: String,
    position: String,
    /// `module` is a word of the expression language.
    kind: String,
    from: String,
}

fn main() {
    let world = &World::new(bench_world::size());
    let bench = Bench::new(world, "casbin");
    let questions: Vec<(Subject, Record)> = world
        .checks
        .iter()
        .map(|check| (subject(world, check.member), record(world, check.record)))
        .collect();
    for (variant, seconds, rows) in [("abac", 8, false), ("rbac", 5, true)] {
        let enforcer = bench.load(variant, || enforcer(world, rows));
        let ask = |question: &(Subject, Record)| {
            enforcer.enforce((&question.0, &question.1, "view")).expect("an answer")
        };
        bench.check(variant, seconds, |number| ask(&questions[number]));
        bench.list_by_checks(variant, 4, |member, id| ask(&(subject(world, member), record(world, id))));
    }
}

fn model(rows: bool) -> String {
    let (policy, granted) = if rows {
        ("p = position, kind, act", "p.position == r.sub.position && p.kind == r.rec.kind && p.act == r.act")
    } else {
        ("p = sub", "r.sub.view.contains(r.rec.kind)")
    };
    format!(
        "[request_definition]\nr = sub, rec, act\n[policy_definition]\n{policy}\n[role_definition]\ng = _, _\ng2 = _, _\n\
         [policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = {granted} && {REACH}\n"
    )
}

fn enforcer(world: &World, rows: bool) -> Enforcer {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let model = DefaultModel::from_str(&model(rows)).await.expect("a model");
        let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await.expect("an enforcer");
        enforcer.enable_auto_build_role_links(false);
        if rows {
            enforcer.add_policies(grants(world)).await.expect("grants");
        }
        enforcer.add_named_grouping_policies("g", reports_to(world)).await.expect("the tree");
        let rule = |rule: &(u32, u32)| vec![from(rule.0), to(rule.1)];
        let rules = world.rules.iter().map(rule).collect();
        enforcer.add_named_grouping_policies("g2", rules).await.expect("the rules");
        enforcer.build_role_links().expect("links");
        enforcer
    })
}

fn grants(world: &World) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for position in 0..world.tree.len() as u32 {
        for (action, name) in ACTIONS.iter().enumerate() {
            let row = |module| vec![position_name(position), module_name(module), (*name).to_owned()];
            rows.extend(world.granted(position, action).map(row));
        }
    }
    rows
}

fn reports_to(world: &World) -> Vec<Vec<String>> {
    let parents = world.tree.parent.iter().enumerate();
    let link = |(position, above): (usize, &Option<u32>)| {
        above.map(|above| vec![position_name(position as u32), position_name(above)])
    };
    parents.filter_map(link).collect()
}

fn subject(world: &World, member: u32) -> Subject {
    let position = world.position_of[member as usize];
    Subject {
        id: member_name(member),
        position: position_name(position),
        peers: world.peers[position as usize],
        to: to(position),
        view: world.granted(position, VIEW).map(module_name).collect(),
    }
}

fn record(world: &World, record: u32) -> Record {
    let position = world.owners_position(record);
    Record {
        owner: member_name(world.owner_of[record as usize]),
        position: position_name(position),
        kind: module_name(world.module_of[record as usize].into()),
        from: from(position),
    }
}

fn from(position: u32) -> String {
    format!("from {position}")
}

fn to(position: u32) -> String {
    format!("to {position}")
}
