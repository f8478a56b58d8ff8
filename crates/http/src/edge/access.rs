//! Who is asking, and what for: authorization as an argument type. A handler learns an organization only through [`In`] or
//! [`Asking`], whose scope says what the token must have been given; who may what in there is for the rules to say, not for this room.

use std::marker::PhantomData;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{header, request::Parts},
};
use rolecall::{
    Caller, Done, Opened, Options, Present, Reading, Scope, Tenant, View,
    organization::{Actor, Command},
};
use serde_json::Value;
use std::sync::Arc;

use crate::{
    Api,
    edge::{Answer, PageQuery, Problem, paged, percent},
};

/// What a token must have been given for an endpoint.
pub trait Scoped: Send + Sync {
    /// The scope.
    const SCOPE: Scope;
}

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Scoped for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}

scopes! {
    /// Readings.
    Read;
    /// Questions.
    Decide;
    /// Records are written.
    Records;
    /// Everything else is changed.
    Manage;
}

/// A platform token.
pub struct Platform {
    /// The API.
    pub api: Api,
}

/// An organization, and in whose name it is used.
pub struct In<S> {
    /// The API.
    pub api: Api,
    /// The organization.
    pub tenant: Tenant,
    /// The member in whose name; without one, whoever the token is of.
    pub actor: Actor,
    /// As the organization was when the request came.
    pub view: Arc<View>,
    caller: Caller,
    scope: PhantomData<S>,
}

/// An organization that is asked, and in whose name. Waits for no loading: what the answer takes, it waits for itself.
pub struct Asking {
    /// What the process answers with.
    pub api: Api,
    /// The organization.
    pub organization: Opened,
    /// The member in whose name; without one, whoever the token is of.
    pub actor: Actor,
    /// As the organization was when the request came.
    pub present: Present,
}

impl<S: Scoped> In<S> {
    /// Asks again whether the token works, for what goes on after the request was let in.
    ///
    /// # Errors
    /// `unauthorized` where it was revoked or expired meanwhile.
    pub async fn still_in(&self) -> Result<(), Problem> {
        let works = self.api.rolecall().still_works(&self.caller).await?;
        works.then_some(()).ok_or_else(Problem::unauthorized)
    }

    /// Carries out a command.
    pub async fn execute(&self, command: &Command, options: &Options) -> Result<Done, Problem> {
        let _claim = self.api.claim(Some(self.tenant.id()), options)?;
        Ok(self.tenant.execute(&self.actor, command, options).await?)
    }

    /// Carries out a command and shows what it changed, by `show` on the organization as it is then.
    pub async fn change(
        &self,
        command: &Command,
        options: &Options,
        show: impl FnOnce(&View, &Done) -> Option<Value>,
    ) -> Result<Answer, Problem> {
        let done = async { Ok(self.tenant.execute(&self.actor, command, options).await?) };
        self.changed(done, options, show).await
    }

    /// What a change comes to, shown.
    pub async fn changed(
        &self,
        change: impl Future<Output = Result<Done, Problem>>,
        options: &Options,
        show: impl FnOnce(&View, &Done) -> Option<Value>,
    ) -> Result<Answer, Problem> {
        let claim = self.api.claim(Some(self.tenant.id()), options)?;
        let done = change.await?;
        drop(claim);
        if options.dry_run {
            return Ok(Answer::rehearsed(&done));
        }
        let view = self.tenant.view_with(&done).await?;
        let body = show(&view, &done).unwrap_or_else(|| serde_json::json!({}));
        Ok(Answer::changed(&done, body))
    }

    /// Carries out a command that makes something and shows that, by its id; its address is the collection's and the id.
    pub async fn make(
        &self,
        command: &Command,
        options: &Options,
        collection: &str,
        show: impl FnOnce(&View, &str) -> Option<Value>,
    ) -> Result<Answer, Problem> {
        let done = self.execute(command, options).await?;
        let made = done.answer.created.first();
        if options.dry_run {
            return Ok(Answer::rehearsed(&done));
        }
        let view = self.tenant.view_with(&done).await?;
        let body = made.and_then(|id| show(&view, id)).unwrap_or_else(|| serde_json::json!({ "id": made }));
        let place = percent(made.map(String::as_str).unwrap_or_default());
        let location = format!("/v1/organizations/{}/{collection}/{place}", self.tenant.id());
        Ok(Answer::made(&done, body, location))
    }

    /// A page of a reading that lists things: of those that `keep` keeps, in the order of their ids.
    pub fn page(
        &self,
        read: &Value,
        query: &PageQuery,
        keep: impl Fn(&Value) -> bool,
    ) -> Result<Answer, Problem> {
        let id = |item: &Value| item["id"].as_str().unwrap_or_default().to_owned();
        let mut items: Vec<&Value> =
            read["items"].as_array().into_iter().flatten().filter(|item| keep(item)).collect();
        items.sort_by_cached_key(|item| id(item));
        let body = paged(items, query, |item| id(item), |item| Some(item.clone()))?;
        Ok(Answer::shown(body, self.view.revision))
    }

    /// A reading, if the actor may have it.
    pub fn read(&self, reading: &Reading) -> Result<Value, Problem> {
        Ok(self.view.read(&self.actor, reading, self.tenant.now())?)
    }

    /// A reading as an answer.
    pub fn show(&self, reading: &Reading) -> Result<Answer, Problem> {
        Ok(Answer::shown(self.read(reading)?, self.view.revision))
    }
}

/// Whose token it is. Kept with the request, so that what reads the body knows it, too.
pub async fn caller(parts: &mut Parts, api: &Api) -> Result<Caller, Problem> {
    if let Some(known) = parts.extensions.get::<Caller>() {
        return Ok(known.clone());
    }
    let sent = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = sent.and_then(bearer).ok_or_else(Problem::unauthorized)?;
    let caller = api.rolecall().authenticate(token).await?.ok_or_else(Problem::unauthorized)?;
    parts.extensions.insert(caller.clone());
    Ok(caller)
}

/// The token of `Bearer TOKEN` (RFC 6750, section 2.1); the scheme's case does not count.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl FromRequestParts<Api> for Platform {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let caller = caller(parts, api).await?;
        if !caller.is_platform() {
            return Err(Problem::forbidden("this takes a platform token"));
        }
        if parts.headers.contains_key("rolecall-actor") {
            return Err(Problem::forbidden(
                "this is for the platform itself, not for a member: leave `Rolecall-Actor` out",
            ));
        }
        Ok(Self { api: api.clone() })
    }
}

/// The organization that a request names, if the caller was given a scope there.
async fn opened(parts: &mut Parts, api: &Api, scope: Scope) -> Result<(Opened, Caller), Problem> {
    let caller = caller(parts, api).await?;
    let params = RawPathParams::from_request_parts(parts, api).await;
    let params = params.map_err(|_| Problem::no_organization())?;
    let named = params.iter().find(|(name, _)| *name == "org").map(|(_, value)| value);
    let named = named.ok_or_else(Problem::no_organization)?;
    let opened =
        api.rolecall().organization_for(&caller, named).await?.ok_or_else(Problem::no_organization)?;
    if !caller.has(scope) {
        return Err(Problem::forbidden(format!("the token was not given `{scope}`")));
    }
    Ok((opened, caller))
}

/// In whose name a request is made. Kept with the request, so that what reads the body knows it, too.
fn actor_sent(
    parts: &mut Parts,
    caller: &Caller,
    find: impl Fn(&str) -> Result<Actor, rolecall::Error>,
) -> Result<Actor, Problem> {
    let actor = match parts.headers.get("rolecall-actor") {
        None => caller.itself(),
        Some(sent) => find(&member_sent(sent)?)?,
    };
    parts.extensions.insert(ActedFor(actor.clone()));
    Ok(actor)
}

impl<S: Scoped> FromRequestParts<Api> for In<S> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let (opened, caller) = opened(parts, api, S::SCOPE).await?;
        let tenant = opened.loaded().await?;
        let view = tenant.view();
        let actor = actor_sent(parts, &caller, |text| view.actor(text))?;
        Ok(Self { api: api.clone(), tenant, actor, view, caller, scope: PhantomData })
    }
}

impl FromRequestParts<Api> for Asking {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let (organization, caller) = opened(parts, api, Scope::Decide).await?;
        let present = organization.present(None).await?;
        let actor = actor_sent(parts, &caller, |text| present.actor(text))?;
        Ok(Self { api: api.clone(), organization, actor, present })
    }
}

/// In whose name a request is made, for what reads the body.
#[derive(Debug, Clone)]
pub struct ActedFor(pub Actor);

/// The member in the header: UTF-8, as ids of a product's own may be.
fn member_sent(header: &axum::http::HeaderValue) -> Result<String, Problem> {
    let text = std::str::from_utf8(header.as_bytes());
    let text = text.map_err(|_| Problem::new("malformed", "`Rolecall-Actor` is no UTF-8"))?;
    Ok(text.to_owned())
}
