//! The proof that a ledger holds: every entry, record row and commitment as it was written, and the policies that were kept on
//! the way as the entries make them.

use std::collections::BTreeSet;

use rolecall_organization::{Catalogs, OrganizationId, Revision};
use rolecall_store::{Finding, Progress, Snapshot, Store, VerifyReport, What};

use crate::{Error, ledger, load};

/// Verifies one organization. Where the chain itself is broken, kept policies are not looked at.
pub(crate) async fn verify(
    store: &dyn Store,
    catalogs: &Catalogs,
    id: &OrganizationId,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<VerifyReport, Error> {
    let mut report = rolecall_store::verify(store, id, progress).await?;
    if report.holds() {
        let differing = differing_snapshots(store, catalogs, id, report.revision).await?;
        let finding = |revision| Finding { organization: id.clone(), revision, what: What::SnapshotDiffers };
        report.findings.extend(differing.into_iter().map(finding));
    }
    Ok(report)
}

/// The revisions whose kept policy is not what a fold from the very first entry makes.
async fn differing_snapshots(
    store: &dyn Store,
    catalogs: &Catalogs,
    id: &OrganizationId,
    through: Revision,
) -> Result<Vec<Revision>, Error> {
    let kept = kept(store, id, through).await?;
    let mut differing = Vec::new();
    let mut fold = load::Fold::from_start(id);
    for revision in kept {
        fold.advance(store, catalogs, revision).await?;
        let snapshot =
            store.snapshot_at_most(id, revision).await?.filter(|snapshot| snapshot.revision == revision);
        let policy = snapshot.as_ref().and_then(ledger::of_snapshot);
        // One of another form is read by nobody.
        if policy.is_some_and(|policy| fold.policy() != Some(&policy)) {
            differing.push(revision);
        }
    }
    Ok(differing)
}

/// The revisions for which a policy was kept, in order.
async fn kept(
    store: &dyn Store,
    id: &OrganizationId,
    through: Revision,
) -> Result<BTreeSet<Revision>, Error> {
    let mut found = BTreeSet::new();
    let mut at_most = through;
    while let Some(Snapshot { revision, .. }) = store.snapshot_at_most(id, at_most).await? {
        found.insert(revision);
        let Some(ahead) = revision.0.checked_sub(1) else { break };
        at_most = Revision(ahead);
    }
    Ok(found)
}
