//! A request ends in time, whatever it is sent as.

use std::time::Duration;

use crate::world::World;

/// A body that begins and never ends.
fn endless() -> reqwest::Body {
    use futures_util::StreamExt;
    let begun = futures_util::stream::once(async { Ok::<_, std::convert::Infallible>("{".to_owned()) });
    reqwest::Body::wrap_stream(begun.chain(futures_util::stream::pending()))
}

#[tokio::test]
async fn a_body_without_an_end_is_not_waited_for() {
    let world = World::hurried(Duration::from_millis(300)).await;
    world.found("zylker", "zoho-crm").await;
    let addresses = [
        ("POST", "/v1/invitations/accept"),
        ("POST", "/v1/organizations/zylker/members"),
        ("PUT", "/v1/organizations/zylker/records"),
    ];
    for (method, path) in addresses {
        // The last one only looks like a stream's.
        for kind in ["application/json", "application/x-ndjson", "application/x-ndjson-seq"] {
            if method == "PUT" && kind == "application/x-ndjson" {
                continue;
            }
            let request = world.request(method, path).header("content-type", kind);
            let request =
                if path.ends_with("accept") { request } else { request.bearer_auth(&world.platform) };
            let reply = World::send(request.body(endless())).await;
            assert_eq!((reply.status, reply.code().as_str()), (408, "timeout"), "{method} {path} {kind}");
        }
    }
}

#[tokio::test]
async fn a_stream_without_a_token_is_refused_before_its_end() {
    let world = World::hurried(Duration::from_secs(5)).await;
    world.found("zylker", "zoho-crm").await;
    let request = world.request("PUT", "/v1/organizations/zylker/records");
    let request = request.header("content-type", "application/x-ndjson").body(endless());
    assert_eq!(World::send(request).await.status, 401);
}
