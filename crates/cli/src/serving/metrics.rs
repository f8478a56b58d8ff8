//! The figures of the process, as Prometheus reads them.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::Failure;

/// Bounds in seconds: decisions take far below a millisecond, writes a few, what takes longer is to be seen.
const SECONDS: &[f64] =
    &[0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Begins to count.
///
/// # Errors
/// Where the process counts already.
pub fn install() -> Result<PrometheusHandle, Failure> {
    let requests = Matcher::Full("rolecall_request_seconds".to_owned());
    let counting = PrometheusBuilder::new()
        .set_buckets_for_metric(requests, SECONDS)
        .and_then(PrometheusBuilder::install_recorder);
    counting.map_err(|error| Failure::new(format!("figures cannot be counted: {error}")))
}
