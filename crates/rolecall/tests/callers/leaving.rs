//! A caller that leaves while its change is being written: what the ledger has, every view has soon, without another command.

#![allow(clippy::unwrap_used, reason = "a test fails loudly")]

use std::{future::Future as _, pin::pin, task::Context, task::Waker, time::Duration};

use rolecall::{
    Options, Rolecall, Tenant,
    organization::{Actor, Command, FoundOrganization, Founder, NewMember},
};

const CATALOG: &str = r#"
catalog = "leaving"
name = "Leaving"
founder = { role = "Owner" }
[modules]
deals = {}
users = {}
roles = {}
[roles.Owner]
holders = [1]
grants = [{ on = "*", can = "*" }]
"#;

async fn founded(rolecall: &Rolecall) -> Tenant {
    let catalog = rolecall.add_catalog("leaving.toml", CATALOG).await.unwrap();
    let owner = Founder { email: "o@example.com".into(), name: None, external_id: None };
    let form = FoundOrganization { slug: "leaving".into(), name: "Leaving".into(), edition: None, owner };
    rolecall.found(&catalog, &form).await.unwrap();
    rolecall.organization("leaving").await.unwrap()
}

fn invite(number: usize) -> Command {
    Command::InviteMember(NewMember {
        email: format!("m{number}@example.com"),
        roles: Some(vec!["Owner".into()]),
        invite: Some(false),
        ..NewMember::default()
    })
}

/// Starts a command, lets others go on a few times, and leaves.
async fn leave(tenant: &Tenant, command: &Command, goes_on: usize) {
    let (actor, options) = (Actor::Platform, Options::default());
    let mut asked = pin!(tenant.execute(&actor, command, &options));
    for _ in 0..=goes_on {
        if asked.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_was_written_for_a_caller_that_left_is_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let rolecall = Rolecall::open(folder.path()).await.unwrap();
    let tenant = founded(&rolecall).await;
    let mut written = 0;
    for number in 0..40 {
        let before = tenant.head().await.unwrap().revision;
        leave(&tenant, &invite(number), number % 4).await;
        // By then it is written, or never will be.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let head = tenant.head().await.unwrap().revision;
        written += usize::from(head > before);
        assert_eq!(tenant.view().revision, head, "after {number}, as the ledger has it");
    }
    assert!(written >= 20, "most of them were written: {written}");
}
