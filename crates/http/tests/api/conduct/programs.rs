//! What an organization's own program may do: an organization token, without a member. What is the platform's takes the
//! platform's token, whatever the scopes.

use serde_json::{Value, json};

use crate::{
    routes::cast::{done, member},
    world::{Reply, World},
};

const PROJEX: &str = "/v1/organizations/projex";

/// Zoho Projects with a map that keeps some commands for the platform, under names that differ from those that commands have in
/// the ledger: a bulk command, one that sets, one that edits several things.
async fn projex() -> World {
    let world = World::start().await;
    let path = format!("{}/../../catalogs/zoho-projects.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let kept = "[commands]\n\"member.invite\" = \"platform\"\n\"member.roles\" = \"platform\"\n\
                \"member.remove\" = \"platform\"\n\"container_member.add\" = \"platform\"\n\
                \"container_member.edit\" = \"platform\"\n\"organization.rename\" = \"platform\"\n";
    let owner = json!({ "email": "ada@projex.example", "name": "Ada Quill", "external_id": "ada" });
    let catalog = text.replace("[commands]\n", kept);
    assert_ne!(catalog, text);
    let form = json!({ "slug": "projex", "name": "Projex", "catalog": catalog, "owner": owner });
    done(&world, "POST", "/v1/organizations", form).await;
    for name in ["rita", "omar"] {
        done(&world, "POST", &format!("{PROJEX}/members"), member("projex", name, "Employee")).await;
    }
    let apollo = json!({ "kind": "project", "id": "apollo", "name": "Apollo" });
    done(&world, "POST", &format!("{PROJEX}/containers"), apollo).await;
    done(&world, "PUT", &format!("{PROJEX}/containers/apollo/members/omar"), json!({})).await;
    world
}

async fn send(world: &World, token: &str, method: &str, path: &str, body: &Value) -> Reply {
    let request = world.request(method, &format!("{PROJEX}{path}")).bearer_auth(token);
    let request = request.header("content-type", "application/json");
    World::send(request.body(if body.is_null() { String::new() } else { body.to_string() })).await
}

#[tokio::test]
async fn what_the_catalog_keeps_for_the_platform_takes_its_token() {
    let world = projex().await;
    let manage = world.token("projex", &["manage"]).await;
    let by_mail = json!({ "email": "x@projex.example", "roles": ["Employee"] });
    let commands = [
        ("member.invite", "POST", "/members", by_mail.clone()),
        ("member.invite", "POST", "/members/bulk", json!({ "members": [by_mail] })),
        ("member.invite", "POST", "/members/bulk", json!({ "members": [] })),
        ("member.roles", "PUT", "/members/rita/roles", json!({ "roles": ["Manager"] })),
        ("member.roles", "PATCH", "/members/rita", json!({ "roles": ["Manager"] })),
        ("member.remove", "DELETE", "/members/rita", Value::Null),
        ("container_member.add", "PUT", "/containers/apollo/members/rita", json!({})),
        (
            "container_member.edit",
            "PUT",
            "/containers/apollo/members/omar",
            json!({ "until": "2027-01-01T00:00:00Z" }),
        ),
        ("organization.rename", "PATCH", "", json!({ "name": "Other", "slug": "other" })),
    ];
    let before = world.state("projex").await;
    for (name, method, path, body) in commands {
        let refused = send(&world, &manage, method, path, &body).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (403, "forbidden"),
            "{method} {path}: {}",
            refused.text
        );
        assert_eq!(
            refused.json()["detail"],
            format!("`{name}` is for the platform alone"),
            "{method} {path}"
        );
        let rehearsed = send(&world, &world.platform, method, &format!("{path}?dry_run=true"), &body).await;
        assert_eq!(rehearsed.status, 200, "{method} {path}: {}", rehearsed.text);
    }
    assert_eq!(world.state("projex").await, before);
    // What the map does not keep is the program's own.
    send(&world, &manage, "DELETE", "/containers/apollo/members/omar", &Value::Null).await.of(200);
}

/// Design, section 8: features, catalog and deletion of the organization, and members without an invitation; the erasure of a
/// person, which cannot be undone.
#[tokio::test]
async fn what_is_the_platforms_in_every_catalog_takes_its_token() {
    let world = World::start().await;
    world.found("projex", "zoho-projects").await;
    let rita = done(&world, "POST", &format!("{PROJEX}/members"), member("projex", "rita", "Employee")).await;
    let erase = format!("/members/{}/erase", rita["id"].as_str().unwrap());
    world.call("DELETE", &format!("{PROJEX}/members/rita"), None).await.of(200);
    let manage = world.token("projex", &["decide", "manage", "read", "records"]).await;
    let without = json!({ "email": "x@projex.example", "roles": ["Employee"], "invite": false });
    let by_mail = json!({ "email": "y@projex.example", "roles": ["Employee"] });
    let commands = [
        ("DELETE", "", Value::Null),
        ("PATCH", "", json!({ "features": { "x": true } })),
        ("POST", "/catalog", json!({ "catalog": "zoho-projects" })),
        ("POST", "/catalog", json!({ "catalog": "no\ncatalog" })),
        ("POST", "/members", without.clone()),
        ("POST", "/members/bulk", json!({ "members": [by_mail, without] })),
        ("POST", erase.as_str(), json!({})),
    ];
    let before = world.state("projex").await;
    for (method, path, body) in commands {
        let refused = send(&world, &manage, method, path, &body).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (403, "forbidden"),
            "{method} {path}: {}",
            refused.text
        );
        assert!(refused.text.contains("is for the platform alone"), "{method} {path}: {}", refused.text);
    }
    assert_eq!(world.state("projex").await, before);
    world.call("POST", &format!("{PROJEX}{erase}"), Some(json!({}))).await.of(200);
}

/// A catalog that gives its members no reading and no question leaves them to the organization's program, as its scopes say.
#[tokio::test]
async fn what_no_member_may_see_the_program_reads_and_asks() {
    let world = World::start().await;
    let path = format!("{}/../../tests/authzen/todo/catalog.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("\"*\" = \"platform\""));
    let owner = json!({ "email": "rick@projex.example", "external_id": "rick" });
    let form = json!({ "slug": "projex", "name": "Projex", "catalog": text, "owner": owner });
    done(&world, "POST", "/v1/organizations", form).await;
    let program = world.token("projex", &["decide", "read"]).await;
    let asked = json!({ "subject": { "type": "user", "id": "rick" }, "action": { "name": "can_read_todos" }, "resource": { "type": "todo", "id": "1" } });
    send(&world, &program, "POST", "/access/v1/evaluation", &asked).await.of(200);
    for path in ["/members", "/audit", "/roles"] {
        send(&world, &program, "GET", path, &Value::Null).await.of(200);
    }
}
