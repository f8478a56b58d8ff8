//! The certification scenario, case by case.

use super::{
    search::{names, next_token, results},
    *,
};

pub async fn certification(ask: &impl Ask, folder: &Path) -> Tally {
    let mut tally = Tally::new("certification", 50);
    let (cases, mut token) = (read(folder, "cert-cases.json"), None);
    for case in cases.as_array().expect("a list of cases") {
        let (section, request) = (text(case, "section"), part(case, "request"));
        let Some((_, why)) = BEYOND.iter().find(|(beyond, _)| *beyond == section) else {
            let outcome = certify(ask, case, &mut token).await;
            tally.note(&format!("{section} {}", text(case, "label")), outcome);
            continue;
        };
        match evaluate(ask, CERTIFICATION, request).await {
            Ok(false) => tally.beyond.push(format!("  {section} is denied: {why}")),
            other => tally.note(section, Err(format!("beyond a catalog's words, and yet {other:?}"))),
        }
    }
    tally
}

/// One case. `token` is that of the last page that was read.
async fn certify(ask: &impl Ask, case: &Value, token: &mut Option<String>) -> Result<(), String> {
    let mut request = part(case, "request").clone();
    if case.get("needs").is_some() {
        request["page"]["token"] = token.take().ok_or("the reply before told no token")?.into();
    }
    let endpoint = text(case, "endpoint");
    let (status, reply) = ask.post(&path(CERTIFICATION, endpoint), &request.to_string()).await;
    if Some(u64::from(status)) != part(case, "status").as_u64() {
        return Err(format!("status {status}: {reply}"));
    }
    if status != 200 {
        let told = reply.as_str().is_some_and(|message| !message.is_empty());
        return if told { Ok(()) } else { Err(format!("an error is told as a text, not as {reply}")) };
    }
    if endpoint.starts_with("/access/v1/search/") {
        *token = next_token(&reply)?;
        return certify_search(&request, case.get("expect"), &reply);
    }
    let batch = request.get("evaluations").and_then(Value::as_array).filter(|items| !items.is_empty());
    let found = match batch {
        None => json!([decision(&reply)?]),
        Some(items) => {
            let all = decisions(&reply)?;
            equal(&json!(all.len()), &json!(items.len()))?;
            json!(all)
        }
    };
    case.get("expect").map_or(Ok(()), |expect| equal(&found, &expected_decisions(expect)))
}

fn expected_decisions(expect: &Value) -> Value {
    match expect.get("evaluations").and_then(Value::as_array) {
        Some(all) => all.iter().map(|one| part(one, "decision").clone()).collect(),
        None => json!([part(expect, "decision")]),
    }
}

/// The scenario asks for at least the entities it names; where it names none, for none.
fn certify_search(request: &Value, expect: Option<&Value>, reply: &Value) -> Result<(), String> {
    let found = names(&results(reply)?)?;
    let limit = request.get("page").and_then(|page| page.get("limit")).and_then(Value::as_u64);
    if limit.is_some_and(|limit| found.len() as u64 > limit) {
        return Err(format!("more than {limit:?} results: {found:?}"));
    }
    let Some(expect) = expect else { return Ok(()) };
    let expected = names(list(expect, "results"))?;
    let fits = if expected.is_empty() { found.is_empty() } else { expected.is_subset(&found) };
    if fits { Ok(()) } else { Err(format!("{found:?}, expected {expected:?}")) }
}
