//! A conversation with the server, written down: what was sent, and the whole answer, in fixed words.

use serde_json::Value;

use crate::{
    redact::Redaction,
    world::{Reply, World},
};

/// A conversation about one organization.
pub struct Talk<'a> {
    world: &'a World,
    base: String,
    token: String,
    actor: Option<String>,
    redaction: Redaction,
    text: String,
}

impl<'a> Talk<'a> {
    /// With the platform token, about an organization.
    pub fn about(world: &'a World, organization: &str) -> Self {
        Self::at(world, &format!("/v1/organizations/{organization}"))
    }

    /// With the platform token, at an address.
    pub fn at(world: &'a World, base: &str) -> Self {
        let token = world.platform.clone();
        let (redaction, text) = (Redaction::default(), String::new());
        Self { world, base: base.to_owned(), token, actor: None, redaction, text }
    }

    /// From now on with another token.
    pub fn with_token(&mut self, token: &str) {
        token.clone_into(&mut self.token);
    }

    /// From now on in a member's name.
    pub fn acting_for(&mut self, member: &str) {
        self.actor = Some(member.to_owned());
    }

    /// From now on in nobody's name.
    pub fn acting_for_nobody(&mut self) {
        self.actor = None;
    }

    /// What was said.
    pub fn text(self) -> String {
        self.text
    }

    /// Reads, which must succeed.
    pub async fn get(&mut self, path: &str) -> Value {
        self.send("GET", path, None, &[]).await.of(200)
    }

    /// Sends something that must succeed.
    pub async fn done(&mut self, method: &str, path: &str, body: impl Into<Option<Value>>) -> Value {
        let reply = self.send(method, path, body.into(), &[]).await;
        assert!((200..300).contains(&reply.status), "{method} {path}: {} {}", reply.status, reply.text);
        if reply.text.is_empty() { Value::Null } else { reply.json() }
    }

    /// Sends something that must be refused with a code.
    pub async fn refused(
        &mut self,
        code: &str,
        method: &str,
        path: &str,
        body: impl Into<Option<Value>>,
    ) -> Value {
        let reply = self.send(method, path, body.into(), &[]).await;
        assert!(reply.status >= 400, "{method} {path} was done: {}", reply.text);
        assert_eq!(reply.code(), code, "{method} {path}: {}", reply.text);
        assert_eq!(reply.headers["content-type"], "application/problem+json");
        reply.json()
    }

    /// Sends a request and writes it down with its answer.
    pub async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let whole = format!("{}{path}", self.base);
        let mut request = self.world.request(method, &whole);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let told = body.as_ref().map(|body| format!(" {}", self.redaction.value(body))).unwrap_or_default();
        let path = self.redaction.text(&whole);
        self.line(&format!("{method} {path}{told}"));
        let actor = self.actor.clone();
        let acting = actor.as_deref().map(|actor| ("rolecall-actor", actor));
        for (name, value) in headers.iter().copied().chain(acting) {
            request = request.header(name, value);
            let value = self.redaction.text(value);
            self.line(&format!("{name}: {value}"));
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let reply = World::send(request).await;
        self.answered(&reply);
        reply
    }

    fn answered(&mut self, reply: &Reply) {
        self.line(&format!("→ {}", reply.status));
        for name in ["rolecall-revision", "location", "idempotent-replayed", "www-authenticate", "allow"] {
            if let Some(value) = reply.headers.get(name) {
                let value = self.redaction.text(value.to_str().unwrap());
                self.line(&format!("{name}: {value}"));
            }
        }
        let body = match serde_json::from_str::<Value>(&reply.text) {
            Ok(body) => serde_json::to_string_pretty(&self.redaction.value(&body)).unwrap(),
            Err(_) => self.redaction.text(&reply.text),
        };
        self.line(&body);
        self.line("");
    }

    fn line(&mut self, text: &str) {
        self.text += text;
        self.text.push('\n');
    }
}
