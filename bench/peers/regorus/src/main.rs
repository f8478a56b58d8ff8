//! Regorus, Rego in Rust: its virtual machine over a compiled policy, and its interpreter. Inputs are made beforehand.
//!
//! `peer-regorus [SIZE]`

use bench_rego::{POLICY, data, input};
use bench_world::{Bench, Size, World};
use regorus::{Engine, Rc, Value, languages::rego::compiler::Compiler, rvm::vm::RegoVM};

const ALLOW: &str = "data.access.allow";
const VISIBLE: &str = "data.access.visible";

fn main() {
    let world = &World::new(bench_world::size());
    let bench = Bench::new(world, "regorus");
    let text = data(world);
    let inputs: Vec<Value> =
        world.checks.iter().map(|check| value(&input(check.member, check.record))).collect();
    // An engine each, so that neither has what the other made of it.
    interpreter(&bench, bench.load("interpreter", || loaded(&text)).0, &inputs);
    machine(&bench, bench.load("virtual machine", || loaded(&text)), &inputs);
}

fn loaded(text: &str) -> (Engine, Value) {
    let mut engine = Engine::new();
    engine.add_policy("access.rego".into(), POLICY.into()).expect("a policy");
    let data = value(text);
    engine.add_data(data.clone()).expect("data");
    (engine, data)
}

fn value(text: &str) -> Value {
    Value::from_json_str(text).expect("JSON")
}

fn compiled(engine: &mut Engine, rule: &str, data: &Value) -> RegoVM {
    let policy = engine.compile_with_entrypoint(&Rc::from(rule)).expect("a compiled policy");
    let program = Compiler::compile_from_policy(&policy, &[rule]).expect("a program");
    let mut machine = RegoVM::new();
    machine.load_program(program);
    machine.set_max_instructions(usize::MAX);
    machine.set_data(data.clone()).expect("data");
    machine
}

fn machine(bench: &Bench<'_>, (mut engine, data): (Engine, Value), inputs: &[Value]) {
    let mut allow = compiled(&mut engine, ALLOW, &data);
    bench.check("virtual machine", 6, |number| {
        allow.set_input(inputs[number].clone());
        allow.execute().expect("an answer") == Value::from(true)
    });
    let mut visible = compiled(&mut engine, VISIBLE, &data);
    bench.list("virtual machine", times(bench), |member| {
        visible.set_input(value(&input(member, 0)));
        rows(&visible.execute().expect("an answer"))
    });
}

fn interpreter(bench: &Bench<'_>, mut engine: Engine, inputs: &[Value]) {
    bench.check("interpreter", 6, |number| {
        engine.set_input(inputs[number].clone());
        engine.eval_rule(ALLOW.into()).expect("an answer") == Value::from(true)
    });
    bench.list("interpreter", 1, |member| {
        engine.set_input(value(&input(member, 0)));
        rows(&engine.eval_rule(VISIBLE.into()).expect("an answer"))
    });
}

fn rows(answer: &Value) -> usize {
    answer.as_set().expect("a set").len()
}

/// A list takes seconds at larger sizes.
fn times(bench: &Bench<'_>) -> usize {
    if bench.world.size == Size::S { 5 } else { 1 }
}
