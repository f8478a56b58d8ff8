//! What the description has to say about each operation.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    contract::{described, faults, operations, resolved},
    world::World,
};

#[test]
fn every_operation_has_a_name_a_sentence_and_a_topic() {
    let mut names = BTreeSet::new();
    for operation in operations() {
        let told = described(&operation);
        assert!(names.insert(told["operationId"].as_str().unwrap()), "{operation:?}: its name is another's");
        assert!(!told["tags"].as_array().unwrap().is_empty(), "{operation:?}");
        assert!(
            told["summary"].as_str().unwrap().ends_with(['.', '?']),
            "{operation:?}: {}",
            told["summary"]
        );
    }
}

#[test]
fn every_body_has_an_example_that_fits() {
    for operation in operations() {
        let body = &described(&operation)["requestBody"]["content"]["application/json"];
        if body.is_null() {
            continue;
        }
        assert!(body["example"].is_object(), "{operation:?} has no example");
        let found = faults(&body["schema"], &body["example"], "");
        assert!(found.is_empty(), "{operation:?}: {found:?}");
    }
}

/// The example of each body is understood: what is refused is refused by a rule.
#[tokio::test]
async fn every_example_is_read() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    for operation in operations() {
        let example = &described(&operation)["requestBody"]["content"]["application/json"]["example"];
        if example.is_null() || operation.path == "/v1/tokens" {
            continue;
        }
        let path = operation.path.replace("{org}", "zylker").replace('{', "").replace('}', "");
        let reply =
            world.call(&operation.method, &format!("{path}?dry_run=true"), Some(example.clone())).await;
        let read = !["malformed", "unsupported_media_type"].contains(&reply.code().as_str());
        assert!(read || operation.path.ends_with("/accept"), "{operation:?}: {}", reply.text);
        let serdes = ["invalid type", "is missing", "unknown field", "expected"];
        assert!(!serdes.iter().any(|words| reply.text.contains(words)), "{operation:?}: {}", reply.text);
    }
}

#[test]
fn every_code_has_an_example_in_some_answer() {
    let mut shown = BTreeSet::new();
    for operation in operations() {
        for (status, response) in described(&operation)["responses"].as_object().unwrap() {
            let content = &resolved(response)["content"]["application/problem+json"];
            for (code, example) in content["examples"].as_object().into_iter().flatten() {
                let value = &example["value"];
                assert_eq!((&value["code"], value["status"].to_string()), (&json!(code), status.clone()));
                assert!(faults(&content["schema"], value, "").is_empty(), "{code}");
                assert_ne!(
                    (code != "internal", &value["detail"]),
                    (true, &json!("something went wrong here; the log tells more")),
                    "{code}"
                );
                shown.insert(code.clone());
            }
        }
    }
    let codes = rolecall::organization::Code::ALL.iter().map(|code| code.as_str());
    let missing: Vec<&str> = codes.filter(|code| !shown.contains(*code)).collect();
    assert!(missing.is_empty(), "no operation tells of {missing:?}");
}

#[tokio::test]
async fn every_operation_is_there_and_every_address_takes_only_what_is_described() {
    let world = World::start().await;
    let all = operations();
    let paths: BTreeSet<&String> = all.iter().map(|operation| &operation.path).collect();
    for template in paths {
        let path = template.replace('{', "").replace('}', "");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let described =
                all.iter().any(|operation| operation.method == method && operation.path == *template);
            let reply = World::send(world.request(method, &path)).await;
            let absent = reply.status == 405 || reply.text.contains("there is nothing at this address");
            // `members/bulk` is also the address of a member of that name.
            let shadowed = path.ends_with("/members/bulk") || path.ends_with("/records/assign-owner");
            assert!(described != absent || shadowed, "{method} {template}: {} {}", reply.status, reply.text);
        }
    }
}

/// The parts of an address and the query that are described are those that are read.
#[test]
fn every_part_of_an_address_is_described() {
    for operation in operations() {
        let parameters = described(&operation)["parameters"].as_array().cloned().unwrap_or_default();
        let of_path = |parameter: &&Value| parameter["in"] == "path";
        let named: BTreeSet<String> =
            parameters.iter().filter(of_path).map(|part| part["name"].as_str().unwrap().to_owned()).collect();
        let parts = operation.path.split(['{', '}']).skip(1).step_by(2).map(str::to_owned);
        assert_eq!(named, parts.collect::<BTreeSet<String>>(), "{operation:?}");
    }
}
