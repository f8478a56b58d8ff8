//! `not_active`: containers are shared with, and records assigned to, active members only. `company_required`,
//! `company_mismatch`: a client belongs to a client company, and joins that company's containers only.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

/// Two who may not be given anything, and a record of Ada's.
fn not_ready() -> World {
    let mut world = World::office();
    world.invite_by_mail("ina", |m| m);
    world.invite("otto", |m| m);
    world.does(deactivate("otto"));
    world.does(create_project("Apollo"));
    world.does(put(&[("customers/1", json!({ "owner": "ada" }))]));
    world
}

#[test]
fn only_active_members_join_a_container() {
    let mut world = not_ready();
    world
        .refused(Code::NotActive, join("apollo", "ina"))
        .says("Ina is not active")
        .helps("only active members join");
    world.refused(Code::NotActive, join("apollo", "otto")).says("Otto is not active");
    world.does(activate("otto"));
    world.does(join("apollo", "otto"));
}

#[test]
fn whose_period_is_over_joins_no_more() {
    let mut world = not_ready();
    world.invite("rita", |m| m.ends_at("2026-01-06T00:00:00Z"));
    world.now = at("2026-01-06T00:00:00Z");
    world.refused(Code::NotActive, join("apollo", "rita")).says("Rita is not active");
    world.now = at("2026-01-05T23:59:59Z");
    world.does(join("apollo", "rita"));
}

#[test]
fn a_membership_of_somebody_inactive_may_be_changed() {
    let mut world = not_ready();
    world.does(activate("otto"));
    world.does(join("apollo", "otto"));
    world.does(deactivate("otto"));
    world.does(with(&join("apollo", "otto"), json!({ "until": "2027-01-01T00:00:00Z" })));
    world.does(leave("apollo", "otto"));
    world.refused(Code::NotActive, join("apollo", "otto"));
}

#[test]
fn records_are_assigned_to_active_members_only() {
    let mut world = not_ready();
    for member in ["ina", "otto"] {
        world
            .refused(Code::NotActive, assign_owner("customers", &["1"], Some(member)))
            .helps("records are assigned to active members only");
    }
    world.does(activate("otto"));
    world.does(assign_owner("customers", &["1"], Some("otto")));
}

#[test]
fn records_of_who_goes_are_transferred_to_active_members_only() {
    let mut world = not_ready();
    world.invite("rita", |m| m);
    let to = |heir: &str| with(&remove("rita"), json!({ "transfer_records_to": heir }));
    world.refused(Code::NotActive, to("ina")).says("Ina is not active");
    world.refused(Code::NotActive, to("otto"));
    world.does(to("ada"));
}

#[test]
fn records_as_the_product_sends_them_may_name_any_member() {
    let mut world = not_ready();
    let ina = world.member_id("ina");
    world.does(put(&[("customers/2", json!({ "owner": "ina" }))]));
    assert_eq!(world.owner("customers/2"), Some(ina));
}

#[test]
fn a_kind_without_sign_in_is_active_at_once() {
    let mut world = not_ready();
    world.invite("cyd", |m| m.contact().by_mail());
    world.does(join("apollo", "cyd"));
    world.does(assign_owner("customers", &["1"], Some("cyd")));
}

#[test]
fn a_client_belongs_to_a_company() {
    let mut world = World::office();
    world
        .refused(Code::CompanyRequired, invite("cli", |m| m.kind("client").role("Client")))
        .says("Cli is a client, and clients belong to a company")
        .helps("name the client company");
    world.invite("cli", |m| m.client("Apex"));
    world.refused(Code::CompanyRequired, edit("cli", json!({ "company": null })));
    world.does(edit("cli", json!({ "company": "Base" })));
    assert_eq!(world.member("cli").company.as_deref(), Some("Base"));
}

#[test]
fn who_becomes_a_client_names_a_company_in_the_same_step() {
    let mut world = World::office();
    world.invite("cyd", |m| m.contact());
    world.refused(Code::CompanyRequired, edit("cyd", json!({ "kind": "client" })));
    world.does(edit("cyd", json!({ "kind": "client", "company": "Apex" })));
    assert_eq!(world.member("cyd").roles, ["Client"]);
}

#[test]
fn others_need_no_company_and_may_have_one() {
    let mut world = World::office();
    world.invite("rita", |m| m.with("company", "Apex"));
    world.does(edit("rita", json!({ "company": null })));
}

#[test]
fn a_client_who_is_removed_needs_nothing() {
    let mut world = World::office();
    world.invite("cli", |m| m.client("Apex"));
    world.does(remove("cli"));
}

fn with_projects() -> World {
    let mut world = World::office();
    world.does(with(&create_project("Apollo"), json!({ "company": "Apex" })));
    world.does(create_project("Gemini"));
    world.invite("cli", |m| m.client("Apex"));
    world.invite("bas", |m| m.client("Base"));
    world
}

#[test]
fn a_client_joins_containers_of_the_own_company() {
    let mut world = with_projects();
    world.does(join("apollo", "cli"));
    world
        .refused(Code::CompanyMismatch, join("apollo", "bas"))
        .says("`Apollo` belongs to Apex, and Bas does not")
        .helps("clients join containers of their own company only");
}

#[test]
fn companies_are_compared_like_other_names() {
    let mut world = with_projects();
    world.invite("cas", |m| m.client("APEX"));
    world.does(join("apollo", "cas"));
    world.invite("kim", |m| m.client("Ａpex"));
    world.does(join("apollo", "kim"));
    world.invite("kai", |m| m.client("Apex 2"));
    world.refused(Code::CompanyMismatch, join("apollo", "kai"));
}

#[test]
fn a_container_without_a_company_takes_no_clients() {
    let mut world = with_projects();
    world
        .refused(Code::CompanyMismatch, join("gemini", "cli"))
        .says("`Gemini` belongs to no client company and takes no clients");
    world.does(join("gemini", "ada"));
}

#[test]
fn a_client_in_a_container_does_not_change_the_company() {
    let mut world = with_projects();
    world.does(join("apollo", "cli"));
    world.refused(Code::CompanyMismatch, edit("cli", json!({ "company": "Base" })));
    world.does(leave("apollo", "cli"));
    world.does(edit("cli", json!({ "company": "Base" })));
}

#[test]
fn a_container_with_clients_does_not_change_the_company() {
    let mut world = with_projects();
    let container = |company: serde_json::Value| json!({ "do": "container.edit", "container": "apollo", "company": company });
    world.does(join("apollo", "ada"));
    world.does(container(json!("Base")));
    world.does(container(json!("Apex")));
    world.does(join("apollo", "cli"));
    world.refused(Code::CompanyMismatch, container(json!("Base")));
    world.refused(Code::CompanyMismatch, container(json!(null)));
    world.does(json!({ "do": "container.edit", "container": "apollo", "name": "Apollo 11" }));
    world.does(leave("apollo", "cli"));
    world.does(container(json!(null)));
}

#[test]
fn a_member_of_another_container_does_not_become_a_client() {
    let mut world = with_projects();
    world.invite("rita", |m| m);
    world.does(join("gemini", "rita"));
    world.refused(Code::CompanyMismatch, edit("rita", json!({ "kind": "client", "company": "Apex" })));
}
