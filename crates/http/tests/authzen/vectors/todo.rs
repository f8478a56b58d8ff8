//! The Todo scenario: decisions, one by one and in batches.

use super::*;

pub async fn evaluations(ask: &impl Ask, folder: &Path) -> Tally {
    let mut tally = Tally::new("todo, evaluation", 40);
    for vector in list(&read(folder, "todo-decisions.json"), "evaluation") {
        let request = part(vector, "request");
        let decided = evaluate(ask, TODO, request).await;
        let outcome = decided.and_then(|decided| equal(&json!(decided), part(vector, "expected")));
        tally.note(&request.to_string(), outcome);
    }
    tally
}

pub async fn batches(ask: &impl Ask, folder: &Path) -> Tally {
    let mut tally = Tally::new("todo, evaluations", 3);
    for vector in list(&read(folder, "todo-decisions.json"), "evaluations") {
        let request = part(vector, "request");
        let reply = answer(ask, TODO, "/access/v1/evaluations", request).await;
        let expected: Vec<&Value> =
            list(vector, "expected").iter().map(|one| part(one, "decision")).collect();
        let outcome =
            reply.and_then(|reply| decisions(&reply)).and_then(|all| equal(&json!(all), &json!(expected)));
        tally.note(&request.to_string(), outcome);
    }
    tally
}
