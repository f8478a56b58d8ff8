//! Allows, by each path.

use rolecall_catalog::SharingLevel;
use rolecall_organization::{Event, Facts, GroupParts, RuleLevel};

use crate::world::{New, group, id, inside, mem, owned, position, position_and_below, under};

use super::{rooms, sales, says, says_sent};

#[test]
fn a_superior_is_told() {
    says(
        &sales(),
        ("rita", "edit", "deals/42"),
        "Rita may edit deal 42: role Sales gives edit on Deals, and Rita manages Marc (Sales Rep), who owns it.",
    );
}

#[test]
fn a_superior_of_one_without_a_position_is_told() {
    let mut world = sales();
    world.member("nora", New::default());
    world.record("deals/1", owned("nora"));
    says(
        &world,
        ("zoe", "edit", "deals/1"),
        "Zoe may edit deal 1: role Sales gives edit on Deals, and Zoe manages Nora, who owns it.",
    );
}

#[test]
fn an_owner_is_told() {
    says(
        &sales(),
        ("marc", "edit", "deals/42"),
        "Marc may edit deal 42: role Sales gives edit on Deals, and Marc owns it.",
    );
}

#[test]
fn an_owner_to_be_is_told() {
    says_sent(
        &sales(),
        ("marc", "create", "deals"),
        Facts::default(),
        "Marc may create a new deal: role Sales gives create on Deals, and it will be owned by Marc.",
    );
}

#[test]
fn an_owner_of_assigned_records_is_told() {
    let mut world = sales();
    world.member("otto", New { roles: &["Own"], ..New::default() });
    world.record("deals/8", owned("otto"));
    says(
        &world,
        ("otto", "edit", "deals/8"),
        "Otto may edit deal 8: role Own gives edit on assigned Deals, and Otto owns it.",
    );
}

#[test]
fn the_top_is_told() {
    says(
        &sales(),
        ("zoe", "edit", "deals/0"),
        "Zoe may edit deal 0: role Sales gives edit on Deals, and Zoe stands at the top of the tree (CEO).",
    );
}

#[test]
fn a_peer_is_told() {
    says(
        &sales(),
        ("mona", "edit", "deals/42"),
        "Mona may edit deal 42: role Sales gives edit on Deals, and Mona shares position Sales Rep with Marc, who owns it.",
    );
}

#[test]
fn a_sharing_default_is_told() {
    let mut world = sales();
    world.default("deals", SharingLevel::PublicRead);
    let asked = ("marc", "view", "deals/0");
    says(
        &world,
        asked,
        "Marc may view deal 0: role Sales gives view on Deals, and the sharing default of Deals is public to read.",
    );
    world.default("deals", SharingLevel::PublicReadWrite);
    says(
        &world,
        asked,
        "Marc may view deal 0: role Sales gives view on Deals, and the sharing default of Deals is public to read and write.",
    );
    world.default("deals", SharingLevel::PublicReadWriteDelete);
    says(
        &world,
        asked,
        "Marc may view deal 0: role Sales gives view on Deals, and the sharing default of Deals is public to read, write \
         and delete.",
    );
}

#[test]
fn a_sharing_rule_is_told() {
    let mut world = sales();
    world.rule("one", position_and_below("Manager"), position("Sales Rep"), RuleLevel::Read, false);
    says(
        &world,
        ("marc", "view", "deals/7"),
        "Marc may view deal 7: role Sales gives view on Deals, and a sharing rule opens Deals of Manager and below to Sales \
         Rep.",
    );
}

#[test]
fn a_sharing_rule_that_allows_superiors_is_told() {
    let mut world = sales();
    world.position("East", "CEO", false);
    world.member("ed", New { position: Some("East"), ..New::default() });
    world.record("deals/9", owned("ed"));
    world.group("Key accounts", GroupParts { members: [mem("marc")].into(), ..GroupParts::default() });
    world.rule("one", position("East"), group("Key accounts"), RuleLevel::Read, true);
    says(
        &world,
        ("rita", "view", "deals/9"),
        "Rita may view deal 9: role Sales gives view on Deals, and a sharing rule opens Deals of East to group Key accounts, \
         superiors included, and Rita manages Marc (Sales Rep).",
    );
}

#[test]
fn a_reach_over_everything_is_told() {
    let mut world = sales();
    world.member("max", New { roles: &["Everything"], permissions: &["deals:delete"], ..New::default() });
    world.member("dora", New { permissions: &["deals:delete"], ..New::default() });
    says(
        &world,
        ("max", "edit", "deals/42"),
        "Max may edit deal 42: role Everything gives edit on all Deals.",
    );
    says(
        &world,
        ("dora", "delete", "deals/42"),
        "Dora may delete deal 42: a direct permission gives delete on all Deals.",
    );
}

#[test]
fn a_record_that_follows_is_told() {
    let mut world = sales();
    world.member("rob", New { roles: &["Reader"], position: Some("Manager"), ..New::default() });
    world.record("notes/5", under("deals/42"));
    world.record("notes/6", under("deals/7"));
    world.record("notes/7", Facts::default());
    says(
        &world,
        ("rob", "view", "notes/5"),
        "Rob may view note 5: role Reader gives view on Notes, and it follows deal 42, which Rob may view (role Reader gives \
         view on Deals, and Rob manages Marc (Sales Rep), who owns it).",
    );
    says(
        &world,
        ("rob", "view", "notes/6"),
        "Rob may not view note 6: it follows deal 7, which Rob may not view (role Reader gives view on Deals, but Rita \
         (Manager) owns it, and neither the tree nor sharing opens it to Rob); owning deal 7 would allow it.",
    );
    says(&world, ("rob", "view", "notes/7"), "Rob may not view note 7: it names no record to follow.");
}

#[test]
fn a_question_without_a_record_is_told() {
    let mut world = sales();
    world.member("otto", New { roles: &["Own"], ..New::default() });
    says(&world, ("rita", "create", "deals"), "Rita may create deals: role Sales gives create on Deals.");
    says(
        &world,
        ("otto", "create", "deals"),
        "Otto may create deals: role Own gives create on assigned Deals.",
    );
}

#[test]
fn a_role_by_its_present_name_is_told() {
    let mut world = sales();
    world.happened(&Event::RoleChanged {
        role: id("Sales"),
        name: Some(id("Field force")),
        description: rolecall_organization::Change::Keep,
        grants: None,
    });
    says(
        &world,
        ("rita", "create", "deals"),
        "Rita may create deals: role Field force gives create on Deals.",
    );
}

#[test]
fn a_container_is_told() {
    let world = rooms();
    says(
        &world,
        ("rita", "view", "tasks/1"),
        "Rita may view task 1: role Staff gives view on Tasks, and Rita is a member of project Apollo.",
    );
    says(
        &world,
        ("rita", "view", "projects/apollo"),
        "Rita may view project Apollo: role Staff gives view on Projects, and Rita is a member of project Apollo.",
    );
    says(
        &world,
        ("marc", "view", "tasks/1"),
        "Marc may not view task 1: role Staff gives view on Tasks, but Marc is no member of project Apollo; joining project \
         Apollo would allow it.",
    );
    says(
        &world,
        ("marc", "create", "tasks in nowhere"),
        "Marc may not create tasks in container nowhere: role Staff gives create on Tasks, but Marc is no member of container \
         nowhere; role Owner would allow it.",
    );
}

#[test]
fn a_role_held_in_a_container_is_told() {
    let mut world = rooms();
    world.member("lou", New::default());
    world.join("apollo", "lou", &["Lead"], None);
    says(
        &world,
        ("lou", "edit", "tasks/1"),
        "Lou may edit task 1: role Lead in project Apollo gives edit on all Tasks there.",
    );
    says(
        &world,
        ("lou", "edit", "tasks in apollo"),
        "Lou may edit tasks in project Apollo: role Lead in project Apollo gives edit on Tasks there.",
    );
    says(
        &world,
        ("lou", "edit", "projects in apollo"),
        "Lou may edit project Apollo: role Lead in project Apollo gives edit on Projects there.",
    );
    world.member("vic", New::default());
    world.join("apollo", "vic", &["Visitor", "Worker"], None);
    says(
        &world,
        ("vic", "view", "tasks/1"),
        "Vic may view task 1: role Visitor in project Apollo gives view on Tasks there.",
    );
    world.record("tasks/2", Facts { owner: Some(mem("vic")), ..inside("apollo") });
    says(
        &world,
        ("vic", "edit", "tasks/2"),
        "Vic may edit task 2: role Worker in project Apollo gives edit on assigned Tasks, and Vic owns it.",
    );
}

#[test]
fn containers_of_a_question_without_a_record_are_told() {
    let mut world = rooms();
    says(
        &world,
        ("marc", "create", "tasks"),
        "Marc may not create tasks: role Staff gives create on Tasks, but Marc is a member of no project; joining project \
         Apollo would allow it.",
    );
    says(
        &world,
        ("rita", "create", "tasks"),
        "Rita may create tasks: role Staff gives create on Tasks, and Rita is a member of project Apollo.",
    );
    world.join("gemini", "rita", &[], None);
    says(
        &world,
        ("rita", "create", "tasks"),
        "Rita may create tasks: role Staff gives create on Tasks, and Rita is a member of project Apollo and project Gemini.",
    );
    for name in ["mercury", "soyuz", "vostok"] {
        world.container(name, "project", None);
        world.join(name, "rita", &[], None);
    }
    says(
        &world,
        ("rita", "create", "tasks"),
        "Rita may create tasks: role Staff gives create on Tasks, and Rita is a member of project Apollo, project Gemini, \
         project Mercury and 2 more.",
    );
}
