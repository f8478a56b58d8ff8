//! The organizations that conversations are about.

use serde_json::{Value, json};

use crate::{talk::Talk, world::World};

/// A member to be, registered at once, known to the product by a name.
pub fn member(slug: &str, name: &str, role: &str) -> Value {
    json!({ "email": format!("{name}@{slug}.example"), "name": name, "external_id": name, "roles": [role], "invite": false })
}

/// Sends what must succeed.
pub async fn done(world: &World, method: &str, path: &str, body: Value) -> Value {
    let reply = world.call(method, path, Some(body)).await;
    assert!((200..300).contains(&reply.status), "{method} {path}: {}", reply.text);
    reply.json()
}

/// Zylker of Zoho CRM, enterprise: Ada administers it, Rita (Manager) and Omar work there.
pub async fn zylker(world: &World) -> Talk<'_> {
    world.found("zylker", "zoho-crm").await;
    let org = "/v1/organizations/zylker";
    done(world, "PATCH", org, json!({ "edition": "enterprise" })).await;
    let mut rita = member("zylker", "rita", "Standard");
    rita["position"] = "Manager".into();
    done(world, "POST", &format!("{org}/members"), rita).await;
    done(world, "POST", &format!("{org}/members"), member("zylker", "omar", "Standard")).await;
    Talk::about(world, "zylker")
}

/// Acme of Zoho Projects: Ada owns the portal; an administrator, a manager, an employee, a client of Bowman Furniture,
/// and the project Apollo.
pub async fn acme(world: &World) -> Talk<'_> {
    world.found("acme", "zoho-projects").await;
    let org = "/v1/organizations/acme";
    for (name, role) in [("alan", "Administrator"), ("max", "Manager"), ("emma", "Employee")] {
        done(world, "POST", &format!("{org}/members"), member("acme", name, role)).await;
    }
    let mut mark = member("acme", "mark", "Client User");
    mark["kind"] = "client".into();
    mark["company"] = "Bowman Furniture".into();
    done(world, "POST", &format!("{org}/members"), mark).await;
    let apollo =
        json!({ "kind": "project", "id": "apollo", "name": "Apollo", "company": "Bowman Furniture" });
    done(world, "POST", &format!("{org}/containers"), apollo).await;
    Talk::about(world, "acme")
}
