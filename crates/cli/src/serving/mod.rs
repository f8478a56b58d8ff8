//! Serving the API: what runs beside the requests, and how it ends.

mod log;
mod mail;
mod metrics;
mod stop;

use std::{io, net::Ipv4Addr, time::Duration};

use metrics_exporter_prometheus::PrometheusHandle;
use rolecall::{Error, Rolecall};
use rolecall_http::{Api, Settings, router};
use tokio::{net::TcpListener, task::JoinSet};

pub use log::{LogFormat, start as start_log};
pub use mail::{Mail, start as start_mail};
pub use metrics::install as install_metrics;
pub use stop::Stop;

use crate::{Failure, catalogs};

/// How often the uses of tokens are written down.
const USES: Duration = Duration::from_mins(1);

/// How often the figures are tidied up.
const UPKEEP: Duration = Duration::from_secs(5);

/// Takes an address to listen on.
///
/// # Errors
/// Where it is none, or another process has it.
pub async fn listen(address: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let failure = Failure::new(format!("cannot listen on `{address}`: {error}"));
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                failure.help("end the process that does, or name another with --listen")
            }
            _ => failure
                .help("name one with --listen, such as `127.0.0.1:8080`; port 0 takes any that is free"),
        }
    })
}

/// Takes a port of this machine: the one named, or the next that is free.
///
/// # Errors
/// Where none of a hundred is.
pub async fn listen_here(port: u16) -> Result<TcpListener, Failure> {
    for port in port..port.saturating_add(100) {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            return Ok(listener);
        }
    }
    Err(Failure::new(format!("no port of this machine is free from {port} on")))
}

/// How a listener is reached from this machine.
///
/// # Errors
/// Where the system does not say where it listens.
pub fn address_of(listener: &TcpListener) -> Result<String, Failure> {
    let mut address = listener.local_addr()?;
    if address.ip().is_unspecified() {
        // Listening everywhere is listening here, too.
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    Ok(format!("http://{address}"))
}

/// Stores the catalogs that ship with the program, each where none of its id is stored yet.
///
/// # Errors
/// Where the store cannot be written.
pub async fn store_shipped(rolecall: &Rolecall) -> Result<(), Failure> {
    for (id, file, text) in catalogs::all() {
        if rolecall.catalog_named(id).is_err() {
            rolecall.add_catalog(file, text).await?;
        }
    }
    Ok(())
}

/// Stores a catalog of one's own; it becomes the one that its id names.
///
/// # Errors
/// Every fault of the catalog.
pub async fn store_catalog(rolecall: &Rolecall, file: &str) -> Result<(), Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| Failure::unreadable(file, &error))?;
    match rolecall.add_catalog(file, &text).await {
        Ok(_) => Ok(()),
        Err(Error::Catalog(problems)) => Err(Failure::Catalog { problems, text }),
        Err(other) => Err(other.into()),
    }
}

/// Serves until told to stop; requests under way are finished, and what is known of the use of tokens is written.
///
/// # Errors
/// What the socket's or the store's trouble is.
pub async fn serve(
    listener: TcpListener,
    rolecall: Rolecall,
    settings: Settings,
    metrics: PrometheusHandle,
    stop: Stop,
) -> Result<(), Failure> {
    let mut beside = JoinSet::new();
    beside.spawn(write_uses(rolecall.clone()));
    beside.spawn(keep_up(metrics.clone()));
    let router = router(Api::new(rolecall.clone(), settings, Some(metrics)));
    let served = rolecall_http::serve(listener, router, stop.told()).await;
    beside.shutdown().await;
    rolecall.write_token_uses().await?;
    tracing::info!("stopped");
    served.map_err(|error| Failure::new(format!("the server broke: {error}")))
}

async fn write_uses(rolecall: Rolecall) {
    let mut every = tokio::time::interval(USES);
    loop {
        every.tick().await;
        if let Err(error) = rolecall.write_token_uses().await {
            tracing::warn!(%error, "the uses of tokens are not written yet");
        }
    }
}

async fn keep_up(metrics: PrometheusHandle) {
    let mut every = tokio::time::interval(UPKEEP);
    loop {
        every.tick().await;
        metrics.run_upkeep();
    }
}
