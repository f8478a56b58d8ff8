//! The way to the server: what a URL asks for, and how many connections there are.

use std::{str::FromStr, time::Duration};

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime as PoolRuntime,
};
use rolecall_store::StoreError;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Config, NoTls, config::SslMode};

/// How many connections a store has at most.
const CONNECTIONS: usize = 16;

/// How many threads serve them.
const THREADS: usize = 2;

/// How long one waits for a connection that is free, and for one that is new.
const PATIENCE: Duration = Duration::from_secs(10);

/// Every query of this store has an index that answers it in order, page by page. It is used also where the planner knows
/// nothing yet of a table that grows fast, or does not know that a page is all that is wanted.
const SETTINGS: &str = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;
    SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

/// The connections that a URL asks for, and the threads on which they live.
pub fn pool(url: &str) -> Result<(Pool, Runtime), StoreError> {
    let config = config(url)?;
    let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let pool = Pool::builder(Manager::from_config(config, NoTls, fast))
        .max_size(CONNECTIONS)
        .runtime(PoolRuntime::Tokio1)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .post_create(Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SETTINGS).await.map_err(HookError::Backend) })
        }))
        .build()
        .map_err(|error| StoreError::unavailable(error.to_string()))?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("rolecall-postgres")
        .enable_all()
        .build()
        .map_err(|error| StoreError::unavailable(error.to_string()))?;
    Ok((pool, runtime))
}

/// What a URL says. Its password is in no message.
fn config(url: &str) -> Result<Config, StoreError> {
    let tls = || {
        let what = "the database URL asks for TLS (`sslmode`), which this release does not speak";
        let instead =
            "use a loopback address or a Unix socket, with a TLS tunnel where the server is elsewhere";
        Err(StoreError::unavailable(format!("{what}; {instead}")))
    };
    if ["sslmode=verify-ca", "sslmode=verify-full"].iter().any(|mode| url.contains(mode)) {
        return tls();
    }
    let mut config = Config::from_str(url).map_err(|error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
        StoreError::unavailable(format!("the database URL cannot be read{}", cause.unwrap_or_default()))
    })?;
    if config.get_ssl_mode() == SslMode::Require {
        return tls();
    }
    if config.get_application_name().is_none() {
        config.application_name("rolecall");
    }
    Ok(config)
}

#[cfg(test)]
mod tests;
