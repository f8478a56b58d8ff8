//! When to stop: Ctrl-C, and what a service manager sends.

use crate::Failure;

/// What tells the process to stop. It listens from its making on.
pub struct Stop {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Stop {
    /// Begins to listen.
    ///
    /// # Errors
    /// Where the system does not let it.
    #[cfg(unix)]
    pub fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let deaf = |error| Failure::new(format!("signals cannot be listened for: {error}"));
        let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
        let [interrupt, terminate] = signals;
        Ok(Self { signals: [interrupt.map_err(deaf)?, terminate.map_err(deaf)?] })
    }

    /// Done when told.
    #[cfg(unix)]
    pub async fn told(self) {
        let [mut interrupt, mut terminate] = self.signals;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }

    /// Begins to listen.
    #[cfg(not(unix))]
    pub fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    /// Done when told.
    #[cfg(not(unix))]
    pub async fn told(self) {
        drop(tokio::signal::ctrl_c().await);
    }
}
