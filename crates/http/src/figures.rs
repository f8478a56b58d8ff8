//! Figures of what is answered, for Prometheus. Each is looked up once among all that are kept and held on to: a look-up takes
//! longer than counting.

use std::{
    collections::HashMap,
    sync::{OnceLock, PoisonError, RwLock},
    time::Duration,
};

use metrics::{Counter, Histogram, counter, histogram};

/// Figures of what is answered.
#[derive(Default)]
pub struct Figures {
    allowed: OnceLock<Counter>,
    denied: OnceLock<Counter>,
    /// By route.
    requests: RwLock<HashMap<String, Vec<OfRequests>>>,
}

/// Figures of the requests that were answered alike.
struct OfRequests {
    method: &'static str,
    status: u16,
    count: Counter,
    seconds: Histogram,
}

impl Figures {
    /// Counts a decision.
    pub fn decided(&self, allowed: bool) {
        let (counter, outcome) = if allowed { (&self.allowed, "allow") } else { (&self.denied, "deny") };
        counter.get_or_init(|| counter!("rolecall_decisions_total", "outcome" => outcome)).increment(1);
    }

    /// Counts a request that was answered.
    pub fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let note = |figures: &OfRequests| {
            figures.count.increment(1);
            figures.seconds.record(took.as_secs_f64());
        };
        let alike = |figures: &&OfRequests| figures.status == status && figures.method == method;
        let known = self.requests.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(figures) = known.get(route).and_then(|of_route| of_route.iter().find(alike)) {
            return note(figures);
        }
        drop(known);
        let mut known = self.requests.write().unwrap_or_else(PoisonError::into_inner);
        let of_route = known.entry(route.to_owned()).or_default();
        // Another request may have come first; then both hold on to the same figures, twice.
        let figures = OfRequests::new(method, route, status);
        note(&figures);
        of_route.push(figures);
    }
}

impl OfRequests {
    fn new(method: &'static str, route: &str, status: u16) -> Self {
        let route = route.to_owned();
        Self {
            method,
            status,
            count: counter!(
                "rolecall_requests_total",
                "method" => method, "route" => route.clone(), "status" => status.to_string()
            ),
            seconds: histogram!("rolecall_request_seconds", "method" => method, "route" => route),
        }
    }
}
