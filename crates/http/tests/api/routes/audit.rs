//! `/audit`

use serde_json::json;

use crate::{routes::cast::zylker, world::World};

#[tokio::test]
async fn the_ledger_is_read_by_actor_member_kind_and_time() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.acting_for("ada");
    talk.done("PATCH", "/members/omar", json!({ "position": "Manager" })).await;
    talk.acting_for_nobody();
    talk.get("/audit?limit=2").await;
    talk.get("/audit?actor=ada").await;
    talk.get("/audit?member=omar&kind=member.edit").await;
    talk.get("/audit?kind=organization.").await;
    talk.get("/audit?actor=nobody").await;
    talk.get("/audit?since=2030-01-01T00:00:00Z").await;
    talk.get("/audit?until=2020-01-01T00:00:00Z").await;
    talk.get("/audit/verify").await;
    talk.refused("malformed", "GET", "/audit?since=yesterday", None).await;
    talk.refused("malformed", "GET", "/audit?cursor=eHl6", None).await;
    talk.acting_for("omar");
    talk.refused("forbidden", "GET", "/audit", None).await;
    talk.refused("forbidden", "GET", "/audit?actor=nobody", None).await;
    talk.refused("forbidden", "GET", "/audit/verify", None).await;
    insta::assert_snapshot!(talk.text());
}
