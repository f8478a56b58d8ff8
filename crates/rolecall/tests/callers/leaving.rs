//! A caller that leaves while its change is being written: what the ledger has, every view has soon, without another command.

use std::{
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};

use rolecall::{
    Options, Rolecall, Tenant,
    organization::{Actor, Command, NewMember},
};

use crate::world::{catalog, founded};

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
    let small = catalog(&rolecall).await;
    let tenant = founded(&rolecall, &small, "leaving").await;
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
