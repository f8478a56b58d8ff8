//! Where the records of a module live, through a new version of the catalog: lists go by what the catalog says, decisions by the
//! container that a record holds, so that no version comes into force under which the two differ.

use rolecall_organization::{Code, Event};
use serde_json::{Value, json};

use super::{adopts, changed, office, text};
use crate::common::*;

const TASKS: &str = "tasks = { in = \"project\",";
const CONTAINED: &str =
    "move these records out of their containers, or delete them, first; or keep what the module says `in`";
const BECOMES: &str = "delete these records first, or make the containers records of another module";

/// An office with a project that has a task.
fn with_a_task() -> World {
    let mut world = office();
    world.does(create_project("Site"));
    world.does(put(&[("tasks/1", json!({ "container": "site" })), ("tasks/2", json!({}))]));
    world
}

/// The office with a module that has neither parents nor children.
fn with_letters(letters: &str) -> String {
    changed(&text(), &[("[modules]\n", &format!("[modules]\n{letters}\n"))])
}

fn with_a_letter() -> World {
    let mut world = World::of(&with_letters("letters = {}"));
    world.does(put(&[("letters/1", json!({}))]));
    world
}

fn delete(module: &str, id: &str) -> Value {
    json!({ "do": "record.delete", "records": [{ "module": module, "id": id }] })
}

/// The office, where the tasks are another module, or in another place, or both.
fn with_tasks(tasks: &str) -> String {
    changed(&text(), &[(TASKS, tasks)])
}

#[track_caller]
fn displaces(world: &mut World, text: &str, how: &str, help: &str) {
    let hash = world.store_catalog(text);
    world
        .refused(Code::CatalogInUse, adopt(&hash))
        .says(&format!("the new version changes where registered records live: {how}"))
        .helps(help)
        .figure("displaced", json!([how]));
}

#[test]
fn a_module_with_records_in_containers_stays_in_such() {
    let next = with_tasks("tasks = {");
    let mut world = with_a_task();
    displaces(&mut world, &next, "`tasks` in `project` would live in no container", CONTAINED);
    world.does(put(&[("tasks/1", json!({ "container": null }))]));
    adopts(&mut world, &next);
    adopts(&mut office(), &next);
}

#[test]
fn a_module_with_records_in_containers_gets_no_containers_of_another_kind() {
    let next = with_tasks("tasks = { in = \"room\",");
    let mut world = with_a_task();
    displaces(&mut world, &next, "`tasks` in `project` would live in `room`", CONTAINED);
    world.does(delete("tasks", "1"));
    adopts(&mut world, &next);
}

#[test]
fn a_record_of_a_deleted_container_is_still_in_it() {
    let mut world = with_a_task();
    world.does(json!({ "do": "container.delete", "container": "site" }));
    let (nowhere, elsewhere) = (with_tasks("tasks = {"), with_tasks("tasks = { in = \"room\","));
    displaces(&mut world, &nowhere, "`tasks` in `project` would live in no container", CONTAINED);
    displaces(&mut world, &elsewhere, "`tasks` in `project` would live in `room`", CONTAINED);
}

/// No command adopts such a version; a ledger may hold that it was adopted.
#[test]
fn a_module_may_go_back_to_where_its_records_are() {
    let mut world = with_a_task();
    let hash = world.store_catalog(&with_tasks("tasks = {"));
    world.organization.apply(&Event::CatalogAdopted { catalog: hash }, &world.catalogs).unwrap();
    let elsewhere = with_tasks("tasks = { in = \"room\",");
    displaces(&mut world, &elsewhere, "`tasks` in no container would live in `room`", CONTAINED);
    adopts(&mut world, &text());
}

#[test]
fn records_in_no_container_may_be_given_such() {
    let mut world = with_a_letter();
    adopts(&mut world, &with_letters("letters = { in = \"project\" }"));
}

/// Tasks by another name.
fn jobs(declared: &str) -> String {
    with_tasks(declared).replace("\"tasks\"", "\"jobs\"").replace("from = \"jobs\"", "from = \"tasks\"")
}

#[test]
fn a_module_that_is_renamed_at_once_is_looked_up_by_its_name_before() {
    let next = jobs("jobs = { renamed_from = \"tasks\",");
    displaces(&mut with_a_task(), &next, "`tasks` in `project` would live in no container", CONTAINED);
    adopts(&mut with_a_task(), &jobs("jobs = { renamed_from = \"tasks\", in = \"project\","));
}

#[test]
fn a_kind_of_container_that_is_renamed_is_no_other() {
    let renamed = text().replace("\"project\"", "\"site\"");
    let renamed =
        changed(&renamed, &[("[containers.project]", "[containers.site]\nrenamed_from = \"project\"")]);
    let mut world = with_a_task();
    adopts(&mut world, &renamed);
    assert_eq!(world.facts("tasks/1").unwrap().container, Some(id("site")));
}

#[test]
fn a_module_with_records_does_not_become_one_of_containers() {
    let how = "`letters` would be the module of the container kind `other`";
    let other = "[containers.other]\nmodule =";
    let next = format!("{}\n{other} \"letters\"", with_letters("letters = {}"));
    let renamed = with_letters("mail = { renamed_from = \"letters\" }");
    let mut world = with_a_letter();
    displaces(&mut world, &next, how, BECOMES);
    displaces(&mut world, &format!("{renamed}\n{other} \"mail\""), how, BECOMES);
    world.does(delete("letters", "1"));
    adopts(&mut world, &next);
}
