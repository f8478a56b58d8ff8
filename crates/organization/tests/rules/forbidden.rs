//! `forbidden`: the actor lacks the permission that the catalog asks for this command or this reading.

use rolecall_catalog::CommandName;
use rolecall_organization::{Actor, Code};
use serde_json::{Value, json};

use crate::common::*;

/// A command of each room, with the permission that it asks for in the office.
fn asked() -> Vec<(Value, &'static str)> {
    vec![
        (invite("new", |m| m.by_mail()), "users:create"),
        (json!({ "do": "member.invite_all", "members": [] }), "users:create"),
        (resend("rita"), "users:create"),
        (edit("rita", json!({ "position": "Manager" })), "users:edit"),
        (activate("rita"), "users:edit"),
        (deactivate("rita"), "users:edit"),
        (set_roles("rita", &["Seller"]), "users:edit"),
        (remove("rita"), "users:delete"),
        (create_role("Helper", json!([])), "roles:create"),
        (json!({ "do": "role.clone", "role": "Staff", "name": "Second" }), "roles:create"),
        (edit_role("Seller", json!({ "name": "Hawker" })), "roles:edit"),
        (delete_role("Helper"), "roles:delete"),
        (create_position("Lead", "CEO"), "positions:create"),
        (edit_position("Manager", json!({ "name": "Boss" })), "positions:edit"),
        (delete_position("Manager"), "positions:delete"),
        (create_group("Team", json!({})), "groups:create"),
        (edit_group("Team", json!({ "name": "Crew" })), "groups:edit"),
        (json!({ "do": "group.delete", "group": "Team" }), "groups:delete"),
        (json!({ "do": "sharing_default.edit", "defaults": {} }), "data_sharing:edit"),
        (share("CEO", "Manager"), "data_sharing:create"),
        (json!({ "do": "sharing_rule.edit", "rule": "shr_x" }), "data_sharing:edit"),
        (json!({ "do": "sharing_rule.delete", "rule": "shr_x" }), "data_sharing:delete"),
        (create_project("Apollo"), "projects:create"),
        (json!({ "do": "container.edit", "container": "zeus", "name": "Z" }), "projects:edit"),
        (json!({ "do": "container.delete", "container": "zeus" }), "projects:delete"),
        (join("zeus", "rita"), "users:create"),
        (leave("zeus", "rita"), "users:delete"),
        (assign_owner("customers", &["1"], None), "customers:assign_owner"),
        (assign_owner("deals", &["1"], None), "deals:edit"),
    ]
}

fn with_outsider() -> World {
    let mut world = World::office();
    world.does(create_role("Nothing", json!([])));
    world.does(create_project("Zeus"));
    world.invite("noah", |m| m.role("Nothing"));
    world.invite("rita", |m| m.role("Seller"));
    world.does(put(&[("customers/1", json!({})), ("deals/1", json!({}))]));
    world
}

#[test]
fn every_command_asks_for_its_permission() {
    let mut world = with_outsider();
    for (command, permission) in asked() {
        world
            .as_("noah")
            .refused(Code::Forbidden, command)
            .says(&format!("this asks for the permission `{permission}`"))
            .helps("ask someone who may change your roles")
            .figure("permission", permission);
    }
}

#[test]
fn whoever_has_the_permission_may() {
    for (command, permission) in asked() {
        let mut world = with_outsider();
        let (module, action) = permission.split_once(':').unwrap();
        world.does(edit_role(
            "Seller",
            json!({ "grants": [{ "module": module, "actions": [action], "reach": "all" }] }),
        ));
        let sela = world.invite("sela", |m| m.role("Seller"));
        if let Err(refusal) = world.run(&Actor::Member(sela), command.clone()) {
            assert_ne!(refusal.code, Code::Forbidden, "{command}: {refusal}");
        }
    }
}

#[test]
fn what_is_for_the_platform_no_member_may() {
    let mut world = World::office();
    let hash = world.store_catalog(&format!("{OFFICE}\n# another"));
    let commands = [
        edition("small"),
        feature("beta", true),
        adopt(&hash),
        json!({ "do": "organization.delete" }),
        json!({ "do": "organization.rename", "name": "Other" }),
        json!({ "do": "organization.slug", "slug": "other" }),
    ];
    for command in commands {
        let name = command["do"].as_str().unwrap().to_owned();
        world
            .as_("ada")
            .refused(Code::Forbidden, command)
            .says(&format!("`{name}` is for the platform, not for members"));
    }
    world.as_("ada").refused(Code::Forbidden, put(&[("customers/1", json!({}))]));
    world
        .as_("ada")
        .refused(Code::Forbidden, json!({ "do": "record.delete", "records": [] }))
        .says("deleting records is for the platform, not for members");
    world
        .as_("ada")
        .refused(Code::Forbidden, json!({ "do": "member.erase", "member": "mem_x" }))
        .says("erasing a person is for the platform, not for members");
}

#[test]
fn adding_a_member_without_an_invitation_is_for_the_platform() {
    let mut world = World::office();
    world
        .as_("ada")
        .refused(Code::Forbidden, invite("rita", |m| m))
        .says("adding a member without an invitation is for the platform, not for members");
    world.as_("ada").does(invite("rita", |m| m.by_mail()));
    let mut world = World::of(
        &OFFICE.replace("mail = true, needs = [\"email\"], valid_for = \"7 days\"", "mail = false"),
    );
    world.as_("ada").does(invite("rita", |m| m));
}

/// Design, section 6: an organization token is bound to one organization; section 8: what is `platform` is not its own.
#[test]
fn what_is_for_the_platform_the_organizations_own_program_may_not() {
    let map = ["member.invite", "member.roles", "container_member.*", "role.create"];
    let map = map.map(|name| format!("\"{name}\" = \"platform\"\n")).concat();
    let mut world = World::office_with(&format!("[commands]\n{map}"));
    world.does(create_project("Zeus"));
    world.invite("rita", |m| m.role("Seller"));
    let hash = world.store_catalog(&format!("{OFFICE}\n# another"));
    let several = json!({ "do": "member.invite_all", "members": [] });
    let commands = [
        ("organization.edition", edition("small")),
        ("organization.features", feature("beta", true)),
        ("organization.catalog", adopt(&hash)),
        ("organization.delete", json!({ "do": "organization.delete" })),
        ("organization.slug", json!({ "do": "organization.edit", "name": null, "slug": "other" })),
        ("member.invite", invite("new", |m| m.by_mail())),
        ("member.invite", several),
        ("member.roles", set_roles("rita", &["Admin"])),
        ("member.roles", edit("rita", json!({ "roles": ["Admin"] }))),
        ("container_member.add", join("zeus", "rita")),
        ("role.create", create_role("Helper", json!([]))),
    ];
    for (name, command) in commands {
        world
            .program()
            .refused(Code::Forbidden, command.clone())
            .says(&format!("`{name}` is for the platform alone"))
            .helps("ask with a platform token");
        if let Err(refusal) = world.run(&Actor::Platform, command.clone()) {
            assert_ne!(refusal.code, Code::Forbidden, "{command}: {refusal}");
        }
    }
}

#[test]
fn erasing_a_person_and_accepting_for_one_are_not_the_organizations_own() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("ina", |m| m.role("Seller"));
    let gone = world.invite("rita", |m| m.role("Seller"));
    world.does(remove("rita"));
    let alone = [
        (json!({ "do": "member.erase", "member": gone }), "erasing a person is for the platform alone"),
        (accept(&invitation), "accepting an invitation is for the platform alone"),
    ];
    for (command, detail) in alone {
        world.program().refused(Code::Forbidden, command.clone()).says(detail);
        world.does(command);
    }
}

/// Design, section 8: *Members*: `invite: false` takes a platform token, or a catalog whose invitation is without mail.
#[test]
fn the_organizations_own_program_adds_nobody_without_an_invitation() {
    let mut world = World::office();
    let detail = "adding a member without an invitation is for the platform alone";
    world.program().refused(Code::Forbidden, invite("rita", |m| m)).says(detail);
    let mut rita = invite("rita", |m| m);
    rita.as_object_mut().unwrap().remove("do");
    let several = json!({ "do": "member.invite_all", "members": [rita] });
    world.program().refused(Code::Forbidden, several).says(detail);
    world.program().does(invite("rita", |m| m.by_mail()));
    let mut world = World::of(
        &OFFICE.replace("mail = true, needs = [\"email\"], valid_for = \"7 days\"", "mail = false"),
    );
    world.program().does(invite("rita", |m| m));
}

#[test]
fn the_organizations_own_program_is_asked_for_no_permission() {
    for (command, _) in asked() {
        let mut world = with_outsider();
        if let Err(refusal) = world.run(&Actor::Organization, command.clone()) {
            assert_ne!(refusal.code, Code::Forbidden, "{command}: {refusal}");
        }
        world.program().does(put(&[("customers/2", json!({}))]));
        world
            .program()
            .does(json!({ "do": "record.delete", "records": [{ "module": "customers", "id": "2" }] }));
    }
}

/// A catalog that gives its members nothing to look at leaves the organization's program what its token was given.
#[test]
fn what_no_member_may_see_the_organizations_own_program_may() {
    let mut world = World::office_with("[commands]\n\"*\" = \"platform\"");
    for name in [CommandName::DecisionAsk, CommandName::MemberView, CommandName::AuditView] {
        world.program().may_read(name).unwrap();
        assert_eq!(world.as_("ada").may_read(name).unwrap_err().code, Code::Forbidden, "{name}");
    }
}

#[test]
fn a_command_that_is_for_every_member_is_for_every_member() {
    let mut world = World::office_with("[commands]\n\"organization.rename\" = \"member\"");
    world.invite("rita", |m| m.role("Seller"));
    world.as_("rita").does(json!({ "do": "organization.rename", "name": "Ours" }));
}

#[test]
fn ones_own_name_and_address_are_ones_own() {
    let mut world = World::office();
    world.invite("rita", |m| m.role("Seller"));
    world.as_("rita").does(edit("rita", json!({ "name": "Rita R.", "email": "r@example.com" })));
    let more = [
        json!({ "kind": "user" }),
        json!({ "position": "CEO" }),
        json!({ "company": "Apex" }),
        json!({ "external_id": "r" }),
        json!({ "ends_at": null }),
        json!({ "segments": {} }),
    ];
    for changes in more {
        let both = with(&changes, json!({ "name": "R." }));
        world.as_("rita").refused(Code::Forbidden, edit("rita", both));
    }
    world.as_("rita").refused(Code::Forbidden, edit("ada", json!({ "name": "A." })));
}

/// A member of each standing that may do nothing at all.
#[test]
fn only_active_members_may_act() {
    let mut world = World::office();
    world.invite_by_mail("ina", |m| m.role("Admin"));
    world.invite("otto", |m| m.role("Admin"));
    world.does(deactivate("otto"));
    world.invite("eva", |m| m.role("Admin").ends_at("2026-01-05T09:00:00Z"));
    world.invite("cyd", |m| m.contact());
    for member in ["ina", "otto", "eva", "cyd"] {
        world
            .as_(member)
            .refused(Code::Forbidden, create_group("Team", json!({})))
            .says("only active members of this organization may act in it");
    }
    world.now = at("2026-01-05T08:59:59Z");
    world.as_("eva").does(create_group("Team", json!({})));
}

#[test]
fn who_is_no_member_here_is_forbidden_everything() {
    let mut world = World::office();
    let gone = world.invite("rita", |m| m.role("Admin"));
    world.does(remove("rita"));
    for actor in [gone, id("mem_stranger")] {
        let refused = world.run(&Actor::Member(actor), create_group("Team", json!({}))).unwrap_err();
        assert_eq!(refused.code, Code::Forbidden);
    }
}

#[test]
fn a_permission_with_a_reach_is_decided_on_the_record() {
    let mut world = World::office();
    let seller = json!([{ "module": "deals", "actions": ["view", "edit"], "reach": "assigned" }]);
    world.does(edit_role("Seller", json!({ "grants": seller })));
    world.invite("rita", |m| m.role("Seller"));
    world.does(put(&[("deals/1", json!({ "owner": "rita" })), ("deals/2", json!({ "owner": "ada" }))]));
    world.as_("rita").refused(Code::Forbidden, assign_owner("deals", &["1", "2"], Some("ada")));
    world.as_("rita").does(assign_owner("deals", &["1"], Some("ada")));
    world.as_("rita").refused(Code::Forbidden, assign_owner("deals", &["1"], Some("rita")));
}

#[test]
fn a_permission_in_a_container_is_decided_there() {
    let mut world = World::office_with("[commands]\n\"container_member.*\" = \"projects:edit\"");
    world.does(create_project("Apollo"));
    world.does(create_project("Gemini"));
    world.invite("stan", |m| m);
    world.invite("rita", |m| m);
    world.does(join("apollo", "stan"));
    world.as_("stan").does(join("apollo", "rita"));
    world.as_("stan").refused(Code::Forbidden, join("gemini", "rita"));
    let rename = |project: &str| json!({ "do": "container.edit", "container": project, "name": "Vostok" });
    world.as_("stan").does(rename("apollo"));
    world.as_("stan").refused(Code::Forbidden, rename("gemini"));
}

#[test]
fn adding_to_a_container_and_changing_a_membership_are_two_commands() {
    let commands =
        "[commands]\n\"container_member.add\" = \"platform\"\n\"container_member.edit\" = \"member\"";
    let mut world = World::office_with(commands);
    world.does(create_project("Apollo"));
    world.as_("ada").refused(Code::Forbidden, join("apollo", "ada"));
    world.does(join("apollo", "ada"));
    world.as_("ada").does(with(&join("apollo", "ada"), json!({ "until": "2027-01-01T00:00:00Z" })));
}

#[test]
fn a_container_that_is_not_there_is_hidden_from_who_may_not_see_one() {
    let mut world = with_outsider();
    let rename = json!({ "do": "container.edit", "container": "nowhere", "name": "Z" });
    world.as_("noah").refused(Code::Forbidden, rename.clone()).figure("permission", "projects:edit");
    world.as_("ada").refused(Code::NotFound, rename).says("there is no container `nowhere`");
}

#[test]
fn a_reading_asks_for_its_permission() {
    let mut world = World::office();
    world.invite("cleo", |m| m.role("Clerk"));
    world.invite("rita", |m| m.role("Seller"));
    for name in
        [CommandName::MemberView, CommandName::RoleView, CommandName::AuditView, CommandName::GroupView]
    {
        assert_eq!(world.as_("cleo").may_read(name), Ok(()), "{name}");
        assert_eq!(world.as_("rita").may_read(name).unwrap_err().code, Code::Forbidden, "{name}");
        assert_eq!(world.platform().may_read(name), Ok(()));
    }
    assert_eq!(world.as_("rita").may_read(CommandName::OrganizationView), Ok(()));
}

#[test]
fn in_a_deleted_organization_nothing_is_found() {
    let mut world = World::office();
    world.does(json!({ "do": "organization.delete" }));
    world.refused(Code::NotFound, create_group("Team", json!({}))).says("there is no organization `acme`");
    world.as_("ada").refused(Code::NotFound, create_group("Team", json!({})));
}
