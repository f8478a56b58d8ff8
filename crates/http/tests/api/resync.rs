//! A module is resynchronised while others write.

use std::fmt::Write as _;

use serde_json::json;
use tokio::sync::mpsc;

use crate::world::World;

const RECORDS: &str = "/v1/organizations/zylker/records";

/// As many lines as the server writes in one go: when they are answered, the stream is under way.
fn batch() -> String {
    (0..5_000).fold(String::new(), |mut text, number| {
        writeln!(text, r#"{{"module":"deals","id":"deal-{number}"}}"#).unwrap();
        text
    })
}

#[tokio::test]
async fn what_others_register_while_a_module_is_resynchronised_stays() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let put = |id: &str| json!({ "records": [{ "module": "deals", "id": id }] });
    world.call("PUT", RECORDS, Some(put("gone"))).await.of(200);
    let (lines, sent) = mpsc::unbounded_channel::<String>();
    let body = futures_util::stream::unfold(sent, |mut sent| async {
        let line = sent.recv().await?;
        Some((Ok::<_, std::convert::Infallible>(line), sent))
    });
    lines.send(batch()).unwrap();
    let request = world.request("PUT", &format!("{RECORDS}?module=deals&mode=replace"));
    let request = request.bearer_auth(&world.platform).header("content-type", "application/x-ndjson");
    let mut answer = request.body(reqwest::Body::wrap_stream(body)).send().await.unwrap();
    assert!(answer.chunk().await.unwrap().is_some(), "the first batch is written");
    world.call("PUT", RECORDS, Some(put("meanwhile"))).await.of(200);
    drop(lines);
    while answer.chunk().await.unwrap().is_some() {}
    world.call("GET", &format!("{RECORDS}/deals/meanwhile"), None).await.of(200);
    world.call("GET", &format!("{RECORDS}/deals/gone"), None).await.of(404);
}
