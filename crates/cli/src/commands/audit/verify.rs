//! `rolecall audit verify`: the proof, organization by organization.

use rolecall::{
    Rolecall,
    organization::OrganizationId,
    store::{Progress, VerifyReport},
};
use serde::Serialize;

use crate::{
    Failure, Session, Verdict,
    commands::organizations,
    data,
    session::tell,
    text::{count, number},
};

/// Proves one organization's ledger, or all.
pub async fn run(
    organization: Option<&str>,
    rolecall: &Rolecall,
    session: &mut Session<'_>,
) -> Result<Verdict, Failure> {
    let mut proofs = Vec::new();
    for (id, name) in chosen(rolecall, organization).await? {
        let report = prove(rolecall, &id, &name, session).await?;
        let proof = Proof::of(name, &report);
        proof.write(session)?;
        proofs.push(proof);
    }
    end(&proofs, session)
}

/// What all proofs came to.
pub fn end(proofs: &[Proof], session: &mut Session<'_>) -> Result<Verdict, Failure> {
    if proofs.is_empty() && !session.json {
        writeln!(session.out, "there is no organization, so there is nothing to prove")?;
    }
    Ok(proofs.iter().all(|proof| proof.holds).into())
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

/// What a proof found.
#[derive(Debug, Serialize)]
pub struct Proof {
    pub organization: String,
    pub name: String,
    pub holds: bool,
    pub revision: u64,
    pub entries: u64,
    pub records: u64,
    pub personal_values_checked: u64,
    pub personal_values_erased: u64,
    pub findings: Vec<Found>,
    pub omitted: u64,
}

/// Damage, and the entry that has it.
#[derive(Debug, Serialize)]
pub struct Found {
    pub revision: u64,
    pub finding: String,
}

impl Proof {
    fn of(name: String, report: &VerifyReport) -> Self {
        let found = report.findings.iter();
        let found = found.map(|found| Found { revision: found.revision.0, finding: found.what.to_string() });
        Self {
            organization: report.organization.to_string(),
            name,
            holds: report.holds(),
            revision: report.revision.0,
            entries: report.entries,
            records: report.records,
            personal_values_checked: report.commitments_checked,
            personal_values_erased: report.commitments_erased,
            findings: found.collect(),
            omitted: report.omitted,
        }
    }

    /// Tells it.
    pub fn write(&self, session: &mut Session<'_>) -> Result<(), Failure> {
        if session.json {
            return session.json(self);
        }
        let entries = count(self.entries, "entry", "entries");
        let rows = count(self.records, "record row", "record rows");
        let values = count(self.personal_values_checked, "personal value", "personal values");
        let erased = match self.personal_values_erased {
            0 => String::new(),
            erased => format!(", {} erased", number(erased)),
        };
        let (name, figures) = (&self.name, format!("({entries}, {rows}, {values}{erased})"));
        if self.holds {
            return Ok(writeln!(session.out, "{name}: holds up to revision {} {figures}", self.revision)?);
        }
        writeln!(session.out, "{name}: does NOT hold {figures}")?;
        for Found { revision, finding } in &self.findings {
            writeln!(session.out, "  entry {revision}: {finding}")?;
        }
        if self.omitted > 0 {
            writeln!(session.out, "  and {} more", number(self.omitted))?;
        }
        Ok(())
    }
}
