//! `rolecall audit` at a server.

use serde_json::Value;

use super::{
    Line, Show,
    verify::{Found, Proof, end},
    write_entries,
};
use crate::{
    Failure, Session, Verdict,
    remote::{Client, Organization, names::Asked},
    scene::time_option,
};

/// Shows the entries.
pub fn show(
    arguments: &Show,
    organization: &Organization,
    session: &mut Session<'_>,
) -> Result<Verdict, Failure> {
    for member in [&arguments.actor, &arguments.member].into_iter().flatten() {
        // The ledger says nothing of whom it does not know; whoever is mistyped is told here.
        organization.get(&["members", member], &[])?;
    }
    let (since, until) = (time_option(arguments.since.as_ref())?, time_option(arguments.until.as_ref())?);
    let (since, until) = (since.map(|at| at.to_string()), until.map(|at| at.to_string()));
    let Show { actor, member, command, limit, .. } = arguments;
    let asked =
        [("actor", actor), ("member", member), ("kind", command), ("since", &since), ("until", &until)];
    let asked = asked.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)));
    let most = usize::try_from(*limit).unwrap_or(usize::MAX);
    let entries = organization.items(&["audit"], &asked.collect::<Vec<_>>(), most)?;
    if session.json {
        entries.iter().try_for_each(|entry| session.json(entry))?;
        return Ok(Verdict::Yes);
    }
    let lines: Result<Vec<Line>, _> = entries.into_iter().map(serde_json::from_value).collect();
    let newer = |error| {
        Failure::new(format!("an entry cannot be read: {error}"))
            .help("is the server of a newer release? --json shows all")
    };
    write_entries(session, &Asked::of(organization), &lines.map_err(newer)?, *limit)
}

/// Proves one organization's ledger, or all.
pub fn verify(named: Option<&str>, client: &Client, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let heads = match named {
        Some(name) => vec![client.get(&["v1", "organizations", name], &[])?],
        None => client.all(&["v1", "organizations"], &[])?,
    };
    let mut proofs = Vec::new();
    for head in &heads {
        let text = |key: &str| head.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let answer = client.get(&["v1", "organizations", &text("id"), "audit", "verify"], &[])?;
        let proof = read(text("id"), text("slug"), &answer);
        proof.write(session)?;
        proofs.push(proof);
    }
    end(&proofs, session)
}

fn read(organization: String, name: String, answer: &Value) -> Proof {
    let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_u64).unwrap_or_default();
    let found = |finding: &Value| Found {
        revision: number(finding, "revision"),
        finding: finding.get("what").and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    let findings = answer.get("findings").and_then(Value::as_array).into_iter().flatten();
    Proof {
        organization,
        name,
        holds: answer.get("holds").and_then(Value::as_bool).unwrap_or_default(),
        revision: number(answer, "revision"),
        entries: number(answer, "entries"),
        records: number(answer, "records"),
        personal_values_checked: number(answer, "commitments_checked"),
        personal_values_erased: number(answer, "commitments_erased"),
        findings: findings.map(found).collect(),
        omitted: number(answer, "omitted"),
    }
}
