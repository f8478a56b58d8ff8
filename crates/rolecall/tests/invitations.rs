//! Invitations from the outbox to the member who signs in: the mail carries a token of which the store has a hash only.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails loudly"
)]

use std::{path::Path, sync::Arc};

use rolecall::{
    Options, PasswordRules, Rolecall, System, Tenant,
    identity::{Folder, HashCost, PasswordPolicy},
    organization::{Actor, Code, Command},
    store_in_memory,
};
use serde_json::json;

const PASSWORD: &str = "a heron reads the tide tables";

struct World {
    rolecall: Rolecall,
    tenant: Tenant,
    outbox: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let rules = PasswordRules { policy: PasswordPolicy::default(), cost: HashCost::FOR_TESTS };
        let rolecall = Rolecall::with(store_in_memory().unwrap(), Arc::new(System), rules).await.unwrap();
        let text = std::fs::read_to_string("../../catalogs/zoho-projects.toml").unwrap();
        rolecall.add_catalog("zoho-projects.toml", &text).await.unwrap();
        let tenant = found(&rolecall, "brightwork").await;
        Self { rolecall, tenant, outbox: tempfile::tempdir().unwrap() }
    }

    async fn invite(&self, email: &str) {
        run(&self.tenant, json!({ "do": "member.invite", "email": email, "roles": ["Employee"] }))
            .await
            .unwrap();
    }

    /// Sends what waits; the tokens in the mails, in order.
    async fn deliver(&self) -> Vec<String> {
        let folder =
            Folder::new(self.outbox.path(), "Brightwork <no-reply@brightwork.example>".parse().unwrap());
        self.rolecall.deliver(&folder).await.unwrap();
        tokens(self.outbox.path())
    }

    fn status(&self, email: &str) -> &'static str {
        let view = self.tenant.view();
        let id = view.organization.find_member(email).unwrap();
        view.organization.member_view(id, self.rolecall.now()).unwrap().status
    }

    async fn accept(&self, token: &str, password: &str) -> Result<(), Code> {
        let accepted = self.rolecall.accept_invitation(token, Some("Omar Haddad"), password).await;
        accepted.map(drop).map_err(|error| error.refusal().unwrap_or_else(|| panic!("{error}")).code)
    }
}

async fn found(rolecall: &Rolecall, slug: &str) -> Tenant {
    let catalog = rolecall.catalog_named("zoho-projects").unwrap();
    let form = json!({ "slug": slug, "name": slug, "owner": { "email": format!("ada@{slug}.example") } });
    rolecall.found(&catalog, &serde_json::from_value(form).unwrap()).await.unwrap();
    rolecall.organization(slug).await.unwrap()
}

async fn run(tenant: &Tenant, command: serde_json::Value) -> Result<rolecall::Done, rolecall::Error> {
    let command: Command = serde_json::from_value(command).unwrap();
    tenant.execute(&Actor::Platform, &command, &Options::default()).await
}

/// The tokens in the mails of a folder, in the order of the files.
fn tokens(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let token = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("token: "));
        line.unwrap_or_else(|| panic!("{text}")).trim().to_owned()
    };
    files.iter().map(token).collect()
}

#[tokio::test]
async fn an_invited_person_gets_a_mail_and_accepts_once() {
    let world = World::new().await;
    world.invite("omar@brightwork.example").await;
    assert_eq!(world.status("omar@brightwork.example"), "invited");
    let sent = world.deliver().await;
    assert_eq!(sent.len(), 1);
    assert_eq!(world.deliver().await.len(), 1, "a mail leaves once");
    world.accept(&sent[0], PASSWORD).await.unwrap();
    assert_eq!(world.status("omar@brightwork.example"), "active");
    assert_eq!(world.accept(&sent[0], PASSWORD).await, Err(Code::InvitationUsed));
}

#[tokio::test]
async fn an_invitation_that_is_sent_again_voids_the_old_link() {
    let world = World::new().await;
    world.invite("omar@brightwork.example").await;
    let old = world.deliver().await.remove(0);
    run(&world.tenant, json!({ "do": "member.resend", "member": "omar@brightwork.example" })).await.unwrap();
    let new = world.deliver().await.remove(1);
    assert_eq!(world.accept(&old, PASSWORD).await, Err(Code::InvitationExpired));
    world.accept(&new, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_mail_that_nobody_needs_any_more_does_not_leave() {
    let world = World::new().await;
    world.invite("omar@brightwork.example").await;
    run(&world.tenant, json!({ "do": "member.remove", "member": "omar@brightwork.example" })).await.unwrap();
    assert_eq!(world.deliver().await, Vec::<String>::new());
    assert_eq!(world.rolecall.store().outbox_waiting().await.unwrap(), 0);
}

#[tokio::test]
async fn a_weak_password_consumes_nothing() {
    let world = World::new().await;
    world.invite("omar@brightwork.example").await;
    let token = world.deliver().await.remove(0);
    for weak in ["short", "password1234", "omar@brightwork.example", "brightwork1234"] {
        assert_eq!(world.accept(&token, weak).await, Err(Code::Invalid), "{weak}");
    }
    assert_eq!(world.status("omar@brightwork.example"), "invited");
    world.accept(&token, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_token_of_nobodys_is_told_as_none() {
    let world = World::new().await;
    assert_eq!(world.accept("rolecall_inv_nonsense", PASSWORD).await, Err(Code::NotFound));
}

#[tokio::test]
async fn who_has_a_password_joins_a_second_organization_with_that_one() {
    let world = World::new().await;
    world.invite("omar@brightwork.example").await;
    let first = world.deliver().await.remove(0);
    world.accept(&first, PASSWORD).await.unwrap();
    let other = found(&world.rolecall, "greenfield").await;
    let invite = json!({ "do": "member.invite", "email": "Omar@brightwork.example", "roles": ["Employee"] });
    run(&other, invite).await.unwrap();
    let second = world.deliver().await.remove(1);
    assert_eq!(world.accept(&second, "another heron, another tide").await, Err(Code::Forbidden));
    world.accept(&second, PASSWORD).await.unwrap();
    assert!(other.view().organization.find_member("omar@brightwork.example").is_some());
}

#[tokio::test]
async fn guessing_a_password_through_an_invitation_is_slow() {
    let world = World::new().await;
    world.invite("omar@brightwork.example").await;
    let token = world.deliver().await.remove(0);
    let mut slowed = false;
    for number in 0..10 {
        let error = world.rolecall.accept_invitation(&token, None, &format!("guess {number}")).await;
        slowed |= matches!(error, Err(rolecall::Error::TooManyAttempts(_)));
    }
    assert!(slowed);
}

#[tokio::test]
async fn the_store_holds_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let rolecall = Rolecall::open(&folder.path().join("data")).await.unwrap();
    let text = std::fs::read_to_string("../../catalogs/zoho-projects.toml").unwrap();
    rolecall.add_catalog("zoho-projects.toml", &text).await.unwrap();
    let tenant = found(&rolecall, "brightwork").await;
    run(&tenant, json!({ "do": "member.invite", "email": "omar@brightwork.example", "roles": ["Employee"] }))
        .await
        .unwrap();
    let outbox = tempfile::tempdir().unwrap();
    let post = Folder::new(outbox.path(), "no-reply@brightwork.example".parse().unwrap());
    rolecall.deliver(&post).await.unwrap();
    let token = tokens(outbox.path()).remove(0);
    drop((tenant, rolecall));
    for file in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let secret = token.trim_start_matches("rolecall_inv_").as_bytes();
        assert!(!bytes.windows(20).any(|window| secret.windows(20).next() == Some(window)));
    }
}
