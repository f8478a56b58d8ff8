//! Adding a member without an invitation is the platform's own.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_token_of_an_organization_adds_nobody_without_an_invitation() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let token = world.token("zylker", &["manage"]).await;
    let rita = json!({ "email": "rita@zylker.example", "roles": ["Standard"], "invite": false });
    let many = json!({ "members": [rita] });
    for (place, body) in [("members", &rita), ("members/bulk", &many)] {
        let request = world.request("POST", &format!("/v1/organizations/zylker/{place}")).bearer_auth(&token);
        let request = request.header("content-type", "application/json").body(body.to_string());
        let refused = World::send(request).await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "forbidden"), "{}", refused.text);
    }
    world.call("POST", "/v1/organizations/zylker/members", Some(rita)).await.of(201);
}
