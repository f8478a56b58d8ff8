//! `POST /v1/invitations/accept`

use rolecall::identity::invitation;
use serde_json::{Value, json};

use crate::{routes::cast::zylker, talk::Talk, world::World};

const PASSWORD: &str = "four words nobody would guess";

/// Invites somebody, and makes the link as the mail carries it.
async fn invited(world: &World, email: &str) -> String {
    let form = json!({ "email": email, "roles": ["Standard"] });
    let reply = world.call("POST", "/v1/organizations/zylker/members", Some(form)).await.of(201);
    link(world, reply["id"].as_str().unwrap()).await
}

async fn link(world: &World, member: &str) -> String {
    let tenant = world.rolecall.organization("zylker").await.unwrap();
    let view = tenant.view();
    let waiting =
        view.organization.policy().invitations.iter().filter(|(_, (who, _))| who.as_str() == member);
    let invitation = waiting.map(|(id, _)| id.clone()).last().unwrap();
    let random = rolecall::Outside::draw(&world.clock).unwrap();
    let (row, secret) = invitation::link(tenant.id().clone(), invitation, random, world.rolecall.now());
    world.rolecall.store().put_invitation_link(&row).await.unwrap();
    secret.expose().to_owned()
}

fn answer(token: &str) -> Value {
    json!({ "token": token, "name": "Lena Ortiz", "password": PASSWORD })
}

#[tokio::test]
async fn what_is_no_invitation_is_refused() {
    let world = World::start().await;
    let mut talk = Talk::at(&world, "/v1/invitations");
    talk.with_token("");
    talk.refused("invalid", "POST", "/accept", json!({})).await;
    talk.refused("invalid", "POST", "/accept", json!({ "token": 1, "password": null, "name": 2, "x": 3 }))
        .await;
    talk.refused("not_found", "POST", "/accept", json!({ "token": "rolecall_inv_x", "password": PASSWORD }))
        .await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn an_invitation_works_once() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let token = invited(&world, "lena@zylker.example").await;
    let mut talk = Talk::at(&world, "/v1/invitations");
    talk.with_token("");
    talk.refused("invalid", "POST", "/accept", json!({ "token": token, "password": "password" })).await;
    talk.refused("malformed", "POST", "/accept?dry_run=true", answer(&token)).await;
    talk.done("POST", "/accept", answer(&token)).await;
    talk.refused("invitation_used", "POST", "/accept", answer(&token)).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_link_ends_with_its_time_and_with_the_next_one() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let first = invited(&world, "lena@zylker.example").await;
    world
        .call("POST", "/v1/organizations/zylker/members/lena@zylker.example/resend-invitation", None)
        .await
        .of(200);
    let other = invited(&world, "marc@zylker.example").await;
    let mut talk = Talk::at(&world, "/v1/invitations");
    talk.with_token("");
    talk.refused("invitation_expired", "POST", "/accept", answer(&first)).await;
    world.clock.pass(24 * 365);
    talk.refused("invitation_expired", "POST", "/accept", answer(&other)).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn resending_is_for_those_who_wait() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.send("POST", "/members/rita/resend-invitation", None, &[]).await;
    talk.refused("not_found", "POST", "/members/nobody/resend-invitation", None).await;
    talk.refused("not_found", "POST", "/members/nobody/activate", None).await;
    talk.refused("not_found", "POST", "/members/nobody/deactivate", None).await;
    talk.refused("not_found", "POST", "/members/nobody/erase", None).await;
    talk.send("POST", "/members/rita/erase", None, &[]).await;
    talk.acting_for("omar");
    talk.refused("forbidden", "POST", "/members/rita/resend-invitation", None).await;
    talk.refused("forbidden", "POST", "/members/rita/erase", None).await;
    insta::assert_snapshot!(talk.text());
}
