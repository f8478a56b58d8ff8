//! What the library adds to the store's proof: a policy that was kept on the way is what the entries make.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails loudly"
)]

use rolecall::{
    Options, Rolecall,
    organization::{Actor, Command, FoundOrganization, Founder, NewMember, Policy},
    store::Snapshot,
};

const CATALOG: &str = include_str!("../../../catalogs/starter.toml");

async fn with_a_kept_policy() -> (Rolecall, rolecall::Tenant) {
    let rolecall = Rolecall::in_memory().await.unwrap();
    let catalog = rolecall.add_catalog("starter.toml", CATALOG).await.unwrap();
    let owner = Founder { email: "zoe@example.com".into(), name: Some("Zoe".into()), external_id: None };
    let form = FoundOrganization { slug: "zylker".into(), name: "Zylker".into(), edition: None, owner };
    rolecall.found(&catalog, &form).await.unwrap();
    let tenant = rolecall.organization("zylker").await.unwrap();
    for number in 0..rolecall::ledger::SNAPSHOT_EVERY {
        let command = Command::RenameOrganization { name: format!("Zylker {number}") };
        tenant.execute(&Actor::Platform, &command, &Options::default()).await.unwrap();
    }
    (rolecall, tenant)
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test);
}

#[test]
fn a_policy_is_kept_every_so_many_entries_and_holds() {
    run(async {
        let (rolecall, tenant) = with_a_kept_policy().await;
        let kept = rolecall.store().snapshot_at_most(tenant.id(), tenant.view().revision).await.unwrap();
        assert_eq!(kept.unwrap().revision.0, rolecall::ledger::SNAPSHOT_EVERY);
        let report = tenant.verify(&mut |_| {}).await.unwrap();
        assert!(report.holds(), "{report}");
    });
}

#[test]
fn a_kept_policy_that_was_changed_is_named() {
    run(async {
        let (rolecall, tenant) = with_a_kept_policy().await;
        let store = rolecall.store();
        let kept = store.snapshot_at_most(tenant.id(), tenant.view().revision).await.unwrap().unwrap();
        let mut policy: Policy = postcard::from_bytes(&kept.state).unwrap();
        policy.name = "Somebody else's".parse().unwrap();
        let state = postcard::to_stdvec(&policy).unwrap();
        store.save_snapshot(tenant.id(), Snapshot { state, ..kept }).await.unwrap();
        let report = tenant.verify(&mut |_| {}).await.unwrap();
        let found: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        let named =
            format!("`{}`, entry 256: the policy kept for it is not what the entries make", tenant.id());
        assert_eq!(found, [named]);
    });
}

#[test]
fn an_erasure_leaves_no_trace_of_the_person_and_the_ledger_holds() {
    run(async {
        let (rolecall, tenant) = with_a_kept_policy().await;
        let options = Options { command_id: Some("add-rita".parse().unwrap()), ..Options::default() };
        let rita = NewMember {
            email: "rita@example.com".into(),
            roles: Some(vec!["Viewer".into()]),
            invite: Some(false),
            ..NewMember::default()
        };
        let done = tenant.execute(&Actor::Platform, &Command::InviteMember(rita), &options).await.unwrap();
        let member = done.answer.created[0].clone();
        for command in [
            Command::RemoveMember { member: member.clone(), transfer_records_to: None },
            Command::EraseMember { member: member.clone() },
        ] {
            tenant.execute(&Actor::Platform, &command, &Options::default()).await.unwrap();
        }
        let people = rolecall.store().people(tenant.id()).await.unwrap();
        assert!(people.iter().all(|row| row.value.member.as_str() != member));
        let remembered = rolecall.store().command(tenant.id(), &"add-rita".parse().unwrap()).await.unwrap();
        assert_eq!(remembered, None);
        let report = tenant.verify(&mut |_| {}).await.unwrap();
        assert!(report.holds() && report.commitments_erased == 1, "{report}");
    });
}
