//! What all endpoints share: the library, the settings, requests that are under way.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use metrics_exporter_prometheus::PrometheusHandle;
use rolecall::{
    Options, Rolecall,
    organization::{Code, CommandId, OrganizationId, Refusal},
};

use crate::{edge::Problem, figures::Figures};

/// How the API is set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the API is reached from outside: `https://users.example.com`. `AuthZEN`'s metadata begins
    /// with it.
    pub public_url: String,
    /// How large a body may be, in bytes. Streams of records are not bound by it.
    pub body_limit: usize,
    /// How long an answer may keep one waiting. That of a stream of records begins at once, and takes as long as the stream.
    pub timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            body_limit: 8 * 1024 * 1024,
            timeout: Duration::from_secs(30),
        }
    }
}

/// What all endpoints share.
#[derive(Clone)]
pub struct Api {
    inner: Arc<Inner>,
}

/// A request under way: in which organization, by which key.
type UnderWay = (Option<OrganizationId>, CommandId);

struct Inner {
    rolecall: Rolecall,
    settings: Settings,
    metrics: Option<PrometheusHandle>,
    figures: Figures,
    under_way: Mutex<HashSet<UnderWay>>,
}

impl Api {
    /// The API over a library.
    pub fn new(rolecall: Rolecall, settings: Settings, metrics: Option<PrometheusHandle>) -> Self {
        let (figures, under_way) = (Figures::default(), Mutex::default());
        Self { inner: Arc::new(Inner { rolecall, settings, metrics, figures, under_way }) }
    }

    /// The library. Endpoints learn an organization through their authorization, never here.
    pub(crate) fn rolecall(&self) -> &Rolecall {
        &self.inner.rolecall
    }

    /// How it is set.
    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The figures, as Prometheus reads them.
    pub(crate) fn metrics(&self) -> Option<String> {
        self.inner.metrics.as_ref().map(PrometheusHandle::render)
    }

    /// The figures to be counted into.
    pub(crate) fn figures(&self) -> &Figures {
        &self.inner.figures
    }

    /// Marks a request with an idempotency key as under way, until the claim is dropped. The same key in another
    /// organization is another.
    ///
    /// # Errors
    /// `in_flight` where it is under way already.
    pub(crate) fn claim(
        &self,
        organization: Option<&OrganizationId>,
        options: &Options,
    ) -> Result<Claim, Problem> {
        let Some(id) = options.command_id.clone() else {
            return Ok(Claim { api: self.clone(), claimed: None });
        };
        let claimed = (organization.cloned(), id);
        let mut under_way = self.inner.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if !under_way.insert(claimed.clone()) {
            let refusal =
                Refusal::new(Code::InFlight, "a request with this idempotency key is being carried out");
            return Err(refusal.help("wait for its answer, then send it again").into());
        }
        Ok(Claim { api: self.clone(), claimed: Some(claimed) })
    }
}

/// A request that is under way.
pub(crate) struct Claim {
    api: Api,
    claimed: Option<UnderWay>,
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(claimed) = &self.claimed {
            self.api.inner.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(claimed);
        }
    }
}
