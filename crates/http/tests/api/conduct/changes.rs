//! Every route is gone, and every change is rehearsed, held against a revision, made, and made again.

use std::collections::BTreeSet;

use crate::{
    conduct::steps::{Step, all, scene},
    contract::{Operation, operation_of, operations},
    world::{Reply, World},
};

/// Whoever goes the road.
struct Road<'a> {
    world: &'a World,
    made: String,
    omar: String,
    gone: BTreeSet<Operation>,
}

impl Road<'_> {
    fn path(&self, step: &Step) -> String {
        step.path.replace("{made}", &self.made).replace("{omar}", &self.omar)
    }

    async fn send(&self, step: &Step, query: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.world.request(step.method, &format!("{}{query}", self.path(step)));
        request = request.bearer_auth(&self.world.platform);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = &step.body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        World::send(request).await
    }

    /// Revision and number of entries of the organization that a step is about.
    async fn state(&self, step: &Step) -> (u64, u64) {
        self.world.state(step.path.split('/').nth(3).unwrap().split('?').next().unwrap()).await
    }

    async fn go(&mut self, step: &Step) {
        let told = format!("{} {}", step.method, self.path(step));
        if step.changes {
            self.rehearse(step, &told).await;
        }
        let reply = if step.changes { self.make(step, &told).await } else { self.send(step, "", &[]).await };
        assert!((200..300).contains(&reply.status), "{told}: {} {}", reply.status, reply.text);
        self.gone.extend(operation_of(step.method, self.path(step).split('?').next().unwrap()));
        if reply.status == 201 {
            reply.json()["id"].as_str().unwrap().clone_into(&mut self.made);
        }
    }

    /// A rehearsal answers as a change would, and writes nothing; neither does a change on an old revision.
    async fn rehearse(&self, step: &Step, told: &str) {
        let before = self.state(step).await;
        let rehearsed = self.send(step, "?dry_run=true", &[]).await;
        assert_eq!(rehearsed.status, 200, "{told} as a rehearsal: {}", rehearsed.text);
        assert_eq!(rehearsed.json()["dry_run"], true, "{told}: {}", rehearsed.text);
        assert_eq!(self.state(step).await, before, "{told} as a rehearsal");
        if !step.of_records && before.0 > 1 {
            let stale = self.send(step, "", &[("if-match", "0")]).await;
            assert_eq!(
                (stale.status, stale.code().as_str()),
                (412, "stale_revision"),
                "{told}: {}",
                stale.text
            );
            let rehearsed = self.send(step, "?dry_run=true", &[("if-match", "\"0\"")]).await;
            assert_eq!(rehearsed.status, 412, "{told} as a rehearsal on an old revision");
        }
        assert_eq!(self.state(step).await, before, "{told} on an old revision");
    }

    /// A change with a key is made once, however often it is sent; the key is for that request alone.
    async fn make(&self, step: &Step, told: &str) -> Reply {
        let before = self.state(step).await;
        let seen = if step.of_records { "0".to_owned() } else { before.0.to_string() };
        let headers = [("idempotency-key", told), ("if-match", seen.as_str())];
        let reply = self.send(step, "", &headers).await;
        assert!((200..300).contains(&reply.status), "{told}: {} {}", reply.status, reply.text);
        assert!(!reply.headers.contains_key("idempotent-replayed"), "{told}: replayed at first");
        assert!(reply.revision() > before.0, "{told} changed nothing");
        if step.method == "DELETE" && step.path == "/v1/organizations/zylker" {
            return reply;
        }
        let after = self.state(step).await;
        let again = self.send(step, "", &headers).await;
        assert_eq!(
            again.headers.get("idempotent-replayed").map(|value| value.as_bytes()),
            Some(&b"true"[..]),
            "{told}"
        );
        assert_eq!((again.status, &again.text), (reply.status, &reply.text), "{told} sent again");
        assert_eq!(self.state(step).await, after, "{told} sent again");
        let other = self.send(step, "?dry_run=false", &headers).await;
        assert_eq!(
            (other.status, other.code().as_str()),
            (422, "idempotency_mismatch"),
            "{told}: {}",
            other.text
        );
        reply
    }
}

#[tokio::test]
async fn every_route_is_gone_and_every_change_is_made_once() {
    let world = World::start().await;
    let omar = scene(&world).await;
    let mut road = Road { world: &world, made: String::new(), omar, gone: BTreeSet::new() };
    for step in all() {
        road.go(&step).await;
    }
    let missing: Vec<Operation> =
        operations().into_iter().filter(|known| !road.gone.contains(known)).collect();
    // An invitation is accepted with the token of a mail: `routes::invitations`.
    let alone = Operation { method: "POST".to_owned(), path: "/v1/invitations/accept".to_owned() };
    assert_eq!(missing, [alone], "not gone");
}
