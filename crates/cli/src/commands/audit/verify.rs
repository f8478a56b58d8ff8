//! `rolecall audit verify`: the proof, organization by organization.

use rolecall::{
    Rolecall,
    organization::OrganizationId,
    store::{Progress, VerifyReport},
};
use serde_json::{Value, json};

use crate::{
    Failure, Session, Verdict,
    commands::organizations,
    data::{self, Data},
    session::tell,
    text::{count, number},
};

/// Proves one organization's ledger, or all.
pub async fn run(
    organization: Option<&str>,
    data: &Data,
    session: &mut Session<'_>,
) -> Result<Verdict, Failure> {
    let rolecall = data.open().await?;
    let ledgers: Vec<(OrganizationId, String)> = chosen(&rolecall, organization).await?;
    let mut sound = true;
    for (id, name) in &ledgers {
        let report = prove(&rolecall, id, name, session).await?;
        sound &= report.holds();
        if session.json {
            session.json(&as_json(name, &report))?;
        } else {
            write_report(session, name, &report)?;
        }
    }
    if ledgers.is_empty() && !session.json {
        writeln!(session.out, "there is no organization, so there is nothing to prove")?;
    }
    Ok(sound.into())
}

/// The ledgers to prove, each with what it is called. A damaged one may not load, so it is looked up by its head alone.
async fn chosen(rolecall: &Rolecall, name: Option<&str>) -> Result<Vec<(OrganizationId, String)>, Failure> {
    let heads = organizations::all(rolecall).await?;
    let named = heads.into_iter().map(|head| {
        let called = head.slug.as_ref().map_or_else(|| head.id.to_string(), ToString::to_string);
        (head.id, called)
    });
    let Some(name) = name else { return Ok(named.collect()) };
    let found: Vec<_> = named.filter(|(id, called)| id.as_str() == name || called == name).collect();
    if found.is_empty() {
        data::tenant(rolecall, name).await?;
    }
    Ok(found)
}

async fn prove(
    rolecall: &Rolecall,
    id: &OrganizationId,
    name: &str,
    session: &mut Session<'_>,
) -> Result<VerifyReport, Failure> {
    let watcher = &mut *session.progress;
    let mut progress = |Progress { entries, of, records }: Progress| {
        let text =
            format!("{name}: {} of {} entries, {} records", number(entries), number(of), number(records));
        tell(watcher, &text);
    };
    let report = rolecall.verify(id, &mut progress).await?;
    tell(session.progress, "");
    Ok(report)
}

fn write_report(session: &mut Session<'_>, name: &str, report: &VerifyReport) -> Result<(), Failure> {
    let entries = count(report.entries, "entry", "entries");
    let rows = count(report.records, "record row", "record rows");
    let values = count(report.commitments_checked, "personal value", "personal values");
    let erased = match report.commitments_erased {
        0 => String::new(),
        erased => format!(", {} erased", number(erased)),
    };
    if report.holds() {
        let revision = report.revision;
        writeln!(
            session.out,
            "{name}: holds up to revision {revision} ({entries}, {rows}, {values}{erased})"
        )?;
        return Ok(());
    }
    writeln!(session.out, "{name}: does NOT hold ({entries}, {rows}, {values}{erased})")?;
    for finding in &report.findings {
        writeln!(session.out, "  entry {}: {}", finding.revision, finding.what)?;
    }
    if report.omitted > 0 {
        writeln!(session.out, "  and {} more", number(report.omitted))?;
    }
    Ok(())
}

fn as_json(name: &str, report: &VerifyReport) -> Value {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| json!({ "revision": finding.revision, "finding": finding.what.to_string() }))
        .collect();
    json!({
        "organization": report.organization,
        "name": name,
        "holds": report.holds(),
        "revision": report.revision,
        "entries": report.entries,
        "records": report.records,
        "personal_values_checked": report.commitments_checked,
        "personal_values_erased": report.commitments_erased,
        "findings": findings,
        "omitted": report.omitted,
    })
}
