//! Serving: HTTP/1.1 on a socket, until told to stop. Requests under way are finished first.

use std::{future::Future, io, time::Duration};

use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::net::TcpListener;

use crate::round::InRounds;

/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(10);

/// How long requests under way may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until `stop` is done; then lets requests under way finish.
///
/// # Errors
/// What the socket's trouble is.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
    let mut server = Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD).keep_alive(true);
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // Out of file handles, most likely: a moment later some are free.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                drop(stream.set_nodelay(true));
                let service = TowerToHyperService::new(router.clone());
                let connection = server.serve_connection(TokioIo::new(InRounds::new(stream)), service);
                let watched = graceful.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = watched.await {
                        tracing::debug!(%error, "a connection ended badly");
                    }
                });
            }
            () = &mut stop => break,
        }
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => tracing::warn!("requests were still under way at the end"),
    }
    Ok(())
}
