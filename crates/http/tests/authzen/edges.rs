//! Headers, errors, metadata.

use serde_json::json;

use crate::{scene::Scene, world::World};

const PATH: &str = "/v1/organizations/authzen-certification/access/v1";

#[tokio::test]
async fn a_request_id_comes_back_on_errors_too() {
    let scene = Scene::start().await;
    for endpoint in ["/evaluation", "/evaluations", "/search/subject", "/search/resource", "/search/action"] {
        for (body, token) in [("{}", true), ("{", true), ("", true), ("{}", false)] {
            let mut request =
                scene.world.request("POST", &format!("{PATH}{endpoint}")).header("x-request-id", "id-7");
            if token {
                request = request.bearer_auth(&scene.world.platform);
            }
            let reply = World::send(request.header("content-type", "application/json").body(body)).await;
            assert_eq!(reply.status, if token { 400 } else { 401 }, "{endpoint} {body}");
            assert_eq!(reply.headers["x-request-id"], "id-7");
            assert_eq!(reply.headers["content-type"], "application/json");
            assert!(reply.json().is_string(), "{}", reply.text);
            assert_eq!(reply.headers.contains_key("www-authenticate"), !token);
        }
    }
}

#[tokio::test]
async fn the_form_of_a_request_is_kept_to() {
    let scene = Scene::start().await;
    let good = json!({ "subject": { "type": "user", "id": "alice" }, "action": { "name": "read" }, "resource": { "type": "record", "id": "record-1" } });
    let send = async |kind: &str, body: String| {
        let request =
            scene.world.request("POST", &format!("{PATH}/evaluation")).bearer_auth(&scene.world.platform);
        World::send(request.header("content-type", kind).body(body)).await.status
    };
    assert_eq!(send("application/json", good.to_string()).await, 200);
    assert_eq!(send("Application/JSON; charset=utf-8", good.to_string()).await, 200);
    for kind in ["text/plain", "application/scim+json", "application/problem+json", "json"] {
        assert_eq!(send(kind, good.to_string()).await, 400, "{kind}");
    }
    let twice = good.to_string().replacen('{', "{\"action\":{\"name\":\"write\"},", 1);
    for body in [twice, "[]".to_owned(), "null".to_owned(), "\u{feff}{}".to_owned(), good.to_string() + "{}"]
    {
        assert_eq!(send("application/json", body.clone()).await, 400, "{body}");
    }
    for pointer in [
        "/subject",
        "/action",
        "/resource",
        "/subject/type",
        "/subject/id",
        "/action/name",
        "/resource/type",
        "/resource/id",
    ] {
        for wrong in [json!(null), json!(1), json!([]), json!(""), json!({})] {
            let mut body = good.clone();
            *body.pointer_mut(pointer).unwrap() = wrong;
            assert_eq!(send("application/json", body.to_string()).await, 400, "{body}");
        }
    }
}

/// The form that nearly all requests have is read by a way of its own.
#[tokio::test]
async fn a_request_with_more_to_it_is_answered_as_the_plain_one() {
    let scene = Scene::start().await;
    let send = async |body: &str| {
        let request =
            scene.world.request("POST", &format!("{PATH}/evaluation")).bearer_auth(&scene.world.platform);
        World::send(request.header("content-type", "application/json").body(body.to_owned())).await
    };
    let rest = r#""action":{"name":"read"},"resource":{"type":"record","id":"record-1"}"#;
    let alice = r#""subject":{"type":"user","id":"alice"}"#;
    let plain = send(&format!("{{{alice},{rest}}}")).await.of(200);
    for more in [
        format!(r#"{{"subject":{{"type":"user","id":"\u0061lice"}},{rest}}}"#),
        format!(r#"{{"subject":{{"type":"user","id":"alice","properties":{{}}}},{rest}}}"#),
        format!(r#"{{{alice},{rest},"context":{{}}}}"#),
        format!(r#" {{ {alice} , {rest} , "anything": [1] }} "#),
    ] {
        assert_eq!(send(&more).await.of(200), plain, "{more}");
    }
    for wrong in [
        format!(r#"{{"subject":["user","alice"],{rest}}}"#),
        format!("[{},{}]", r#"{"type":"user","id":"alice"}"#, r#"{"name":"read"}"#),
        format!(r#"{{"subject":{{"type":"user","type":"user","id":"alice"}},{rest}}}"#),
    ] {
        assert_eq!(send(&wrong).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn an_organization_says_where_its_decision_point_is() {
    let scene = Scene::start().await;
    let read = async |organization: &str| {
        let path = format!("/.well-known/authzen-configuration/v1/organizations/{organization}");
        World::send(scene.world.request("GET", &path)).await
    };
    let reply = read("authzen-certification").await;
    assert_eq!(reply.headers["cache-control"], "max-age=3600");
    let point = format!("http://{}/v1/organizations/authzen-certification", scene.world.address);
    let expected = json!({
        "policy_decision_point": point,
        "access_evaluation_endpoint": format!("{point}/access/v1/evaluation"),
        "access_evaluations_endpoint": format!("{point}/access/v1/evaluations"),
        "search_subject_endpoint": format!("{point}/access/v1/search/subject"),
        "search_resource_endpoint": format!("{point}/access/v1/search/resource"),
        "search_action_endpoint": format!("{point}/access/v1/search/action"),
    });
    assert_eq!(reply.of(200), expected);
    let nowhere = read("nowhere").await.of(200);
    assert!(
        nowhere["policy_decision_point"].as_str().unwrap().ends_with("/nowhere"),
        "whether it is there is not told"
    );
}
