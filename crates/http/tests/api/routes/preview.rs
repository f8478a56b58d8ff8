//! `/preview`, and what a rehearsal tells beside its answer: in an organization of each of the five systems.

use serde_json::{Value, json};

use crate::{
    routes::cast::{acme, done, member, zylker},
    talk::Talk,
    world::World,
};

/// A command to be looked at.
fn of(command: impl Into<Value>) -> Value {
    json!({ "command": command.into() })
}

/// Looks at a command, and tells the answer in few words: a line for each group of members, and one for each of its permissions.
async fn told(talk: &mut Talk<'_>, command: Value) -> (Value, String) {
    let told = talk.done("POST", "/preview", of(command.clone())).await;
    let text = in_few_words(&told);
    (told, format!("{command}\n{text}"))
}

fn in_few_words(told: &Value) -> String {
    let names = |some: &Value| {
        let members = some["members"].as_array().unwrap().iter();
        members.map(|member| member["name"].as_str().unwrap_or("?").to_owned()).collect::<Vec<_>>().join(", ")
    };
    let mut lines =
        vec![format!("{} members, {} gain, {} lose", told["members"], told["gaining"], told["losing"])];
    for end in ["ends_with_nothing", "ends_with_everything"] {
        lines.push(format!("{end}: {} {}", told[end]["count"], names(&told[end])));
    }
    for total in told["permissions"].as_array().unwrap() {
        let [gaining, gained] = ["gaining", "gained"].map(|key| &total[key]);
        let [losing, lost] = ["losing", "lost"].map(|key| &total[key]);
        lines.push(format!(
            "{}: {gaining} gain {gained}, {losing} lose {lost}",
            total["permission"].as_str().unwrap()
        ));
    }
    for change in told["changes"].as_array().unwrap() {
        lines.push(format!("{} of {}", change["count"], names(change)));
        for one in change["permissions"].as_array().unwrap() {
            let (was, is) = (&one["reach_before"], &one["reach_after"]);
            let limits = if one["limits_changed"] == true { ", other limits" } else { "" };
            let records = format!("{} to {}", one["records_before"], one["records_after"]);
            let moved = format!("+{} -{}", one["gained"], one["lost"]);
            lines.push(format!(
                "  {} {was} to {is}{limits}: {records} records, {moved}",
                one["permission"].as_str().unwrap()
            ));
        }
    }
    lines.extend(
        told["not_computed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|what| format!("not: {}", what.as_str().unwrap())),
    );
    lines.join("\n") + "\n"
}

/// Registers records.
async fn put(world: &World, slug: &str, records: Value) {
    done(world, "PUT", &format!("/v1/organizations/{slug}/records"), json!({ "records": records })).await;
}

#[tokio::test]
async fn zoho_crm_whom_a_role_a_rule_and_a_position_open_what() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let deals = [("d1", "rita"), ("d2", "omar"), ("d3", "omar")];
    let deals = deals.map(|(id, owner)| json!({ "module": "deals", "id": id, "owner": owner }));
    put(&world, "zylker", deals.to_vec().into()).await;
    let grants = json!([{ "module": "deals", "actions": ["view"], "reach": "all" }]);
    talk.done("POST", "/roles", json!({ "name": "Sales", "grants": grants })).await;
    talk.done("POST", "/positions", json!({ "name": "Rep", "reports_to": "Manager" })).await;
    talk.done("PATCH", "/members/omar", json!({ "position": "Rep" })).await;
    let roles = json!({ "do": "member.roles", "member": "omar", "roles": ["Sales"] });
    let (_, roles) = told(&mut talk, roles).await;
    // Omar's reads of rita's deal are what the rule adds; of a level to read, no more.
    let rule = json!({ "do": "sharing_rule.create", "module": "deals", "from": { "position": "Manager" },
        "to": { "position": "Rep" }, "level": "read" });
    let (_, rule) = told(&mut talk, rule).await;
    // Rita manages Omar no longer.
    let (_, moved) =
        told(&mut talk, json!({ "do": "member.edit", "member": "omar", "position": "CEO" })).await;
    insta::assert_snapshot!([roles, rule, moved].join("\n"));
}

#[tokio::test]
async fn zoho_crm_who_leaves_ends_with_nothing_and_records_move_with_their_owner() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let deals = (0..3).map(|id| json!({ "module": "deals", "id": format!("d{id}"), "owner": "omar" }));
    put(&world, "zylker", deals.collect()).await;
    let removed = json!({ "do": "member.remove", "member": "omar", "transfer_records_to": "rita" });
    let (answer, removed) = told(&mut talk, removed).await;
    assert_eq!(answer["ends_with_nothing"]["count"], 1, "{answer}");
    let records =
        json!({ "do": "record.assign_owner", "module": "deals", "ids": ["d0", "d1"], "owner": "rita" });
    let (answer, records) = told(&mut talk, records).await;
    assert_eq!(answer["ends_with_nothing"]["count"], 0, "{answer}");
    insta::assert_snapshot!([removed, records].join("\n"));
}

#[tokio::test]
async fn a_rehearsal_tells_the_same_as_a_preview() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    put(&world, "zylker", json!([{ "module": "deals", "id": "d1", "owner": "omar" }])).await;
    let removed = json!({ "do": "member.remove", "member": "omar", "transfer_records_to": "rita" });
    let asked = talk.done("POST", "/preview", of(removed)).await;
    let path = "/members/omar?dry_run=true&transfer_records_to=rita";
    let rehearsed = talk.done("DELETE", path, None).await;
    assert_eq!((&rehearsed["dry_run"], &rehearsed["preview"]), (&json!(true), &asked));
    assert_eq!(asked["members"], 2, "{asked}");
}

#[tokio::test]
async fn zoho_projects_a_place_in_a_project_opens_what_is_in_it() {
    let world = World::start().await;
    let mut talk = acme(&world).await;
    let tasks = (0..4).map(|id| json!({ "module": "tasks", "id": format!("t{id}"), "container": "apollo" }));
    put(&world, "acme", tasks.collect()).await;
    let joins = json!({ "do": "container_member.put", "container": "apollo", "member": "emma" });
    let (told, text) = told(&mut talk, joins).await;
    let tasks = |told: &Value| {
        let permissions = told["changes"][0]["permissions"].as_array().cloned().unwrap_or_default();
        permissions.into_iter().find(|change| change["permission"] == "tasks:view")
    };
    assert_eq!(tasks(&told).map(|change| change["gained"].clone()), Some(json!(4)), "{told}");
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn zoho_billing_limits_to_a_location_cut_records() {
    let world = World::start().await;
    world.found("globex", "zoho-billing").await;
    let org = "/v1/organizations/globex";
    let mut paul = member("globex", "paul", "Staff");
    paul["segments"] = json!({ "location": ["Berlin", "Paris"] });
    done(&world, "POST", &format!("{org}/members"), paul).await;
    let expense = |id: usize, place: &str| json!({ "module": "expenses", "id": format!("e{id}"), "segments": { "location": place } });
    put(&world, "globex", json!([expense(0, "Berlin"), expense(1, "Paris"), expense(2, "Rome")])).await;
    let mut talk = Talk::about(&world, "globex");
    let narrower = json!({ "do": "member.edit", "member": "paul", "segments": { "location": ["Berlin"] } });
    insta::assert_snapshot!(told(&mut talk, narrower).await.1);
}

#[tokio::test]
async fn zoho_creator_the_portal_changes_hands() {
    let world = World::start().await;
    world.found("initech", "zoho-creator").await;
    done(&world, "POST", "/v1/organizations/initech/members", member("initech", "dora", "Developer")).await;
    let mut talk = Talk::about(&world, "initech");
    let (told, text) = told(&mut talk, json!({ "do": "organization.transfer", "to": "dora" })).await;
    assert_eq!(told["ends_with_everything"]["members"][0]["name"], "dora", "{told}");
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn billwerk_people_with_the_same_change_stand_together() {
    let world = World::start().await;
    world.found("hooli", "billwerk").await;
    for name in ["fay", "fred", "fiona"] {
        done(&world, "POST", "/v1/organizations/hooli/members", member("hooli", name, "Finance")).await;
    }
    let mut talk = Talk::about(&world, "hooli");
    let members = json!({ "do": "member.invite_all", "members": [
        { "email": "ben@hooli.example", "roles": ["Reports"] }, { "email": "bob@hooli.example", "roles": ["Reports"] }] });
    // Invited ones may do nothing until they accept.
    let invited = talk.done("POST", "/preview", of(members)).await;
    assert_eq!(invited["members"], 0);
    let grants = json!([{ "module": "products", "actions": ["read"] }]);
    let edit = talk.done("POST", "/roles/Finance/clone", json!({ "name": "Money" })).await;
    assert!(edit["id"].is_string());
    for name in ["fay", "fred", "fiona"] {
        talk.done("PUT", &format!("/members/{name}/roles"), json!({ "roles": ["Money"] })).await;
    }
    let (told, text) = told(&mut talk, json!({ "do": "role.edit", "role": "Money", "grants": grants })).await;
    assert_eq!(told["changes"][0]["count"], 3, "{told}");
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn what_is_refused_as_a_command_is_refused_as_a_preview() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let own = json!({ "do": "member.deactivate", "member": "omar" });
    talk.refused("invalid", "POST", "/preview", json!({})).await;
    talk.refused("invalid", "POST", "/preview", of(json!({ "do": "member.fly" }))).await;
    talk.refused(
        "invalid",
        "POST",
        "/preview",
        of(json!({ "do": "member.deactivate", "member": 7, "x": 1 })),
    )
    .await;
    talk.refused(
        "not_found",
        "POST",
        "/preview",
        of(json!({ "do": "member.deactivate", "member": "nobody" })),
    )
    .await;
    talk.acting_for("ada");
    talk.refused(
        "own_account",
        "POST",
        "/preview",
        of(json!({ "do": "member.deactivate", "member": "ada" })),
    )
    .await;
    talk.acting_for("omar");
    talk.refused("forbidden", "POST", "/preview", of(own)).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn who_may_not_ask_about_others_is_told_of_oneself() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    put(&world, "zylker", json!([{ "module": "deals", "id": "d1", "owner": "omar" }])).await;
    talk.acting_for("omar");
    let gives = json!({ "do": "record.assign_owner", "module": "deals", "ids": ["d1"], "owner": "rita" });
    talk.done("POST", "/preview", of(gives)).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn records_are_looked_at_with_the_scope_that_writes_them() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let form = json!({ "name": "manager", "organization": "zylker", "scopes": ["manage"] });
    let token = done(&world, "POST", "/v1/tokens", form).await;
    let mut talk = Talk::about(&world, "zylker");
    talk.with_token(token["token"].as_str().unwrap());
    let record = json!({ "do": "record.put", "records": [{ "module": "deals", "id": "d9" }] });
    talk.refused("forbidden", "POST", "/preview", of(record)).await;
    talk.done("POST", "/preview", of(json!({ "do": "member.deactivate", "member": "omar" }))).await;
}

#[tokio::test]
async fn a_new_version_of_the_catalog_is_looked_at_as_a_text() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    put(&world, "zylker", json!([{ "module": "deals", "id": "d1", "owner": "rita" }])).await;
    let file = format!("{}/../../catalogs/zoho-crm.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).unwrap();
    let open = format!("# another version\n{text}");
    let told =
        talk.done("POST", "/preview", of(json!({ "do": "organization.catalog", "catalog": open }))).await;
    assert_eq!(told["members"], 0, "{told}");
}
