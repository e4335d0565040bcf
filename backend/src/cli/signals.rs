//! Ctrl-C and SIGTERM.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What asks the process to stop. It is heard from the moment at which this is made, also before
/// anybody waits for it.
pub(super) struct Asked {
    #[cfg(unix)]
    signals: [Option<Signal>; 2],
}

impl Asked {
    /// Listens from now on.
    pub(super) fn listen() -> Self {
        Self {
            #[cfg(unix)]
            signals: [SignalKind::interrupt(), SignalKind::terminate()]
                .map(|kind| signal(kind).ok()),
        }
    }

    /// Waits until the process is asked to stop.
    #[cfg(unix)]
    pub(super) async fn wait(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            () = heard(interrupt) => {}
            () = heard(terminate) => {}
        }
    }

    /// Waits until the process is asked to stop.
    #[cfg(not(unix))]
    pub(super) async fn wait(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Runs what stops the process, unless it is asked again: then there is nothing to wait for.
    pub(super) async fn or_at_once<T>(&mut self, stopping: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            stopped = stopping => Some(stopped),
            () = self.wait() => None,
        }
    }
}

/// Waits for a signal; for ever where it cannot be heard.
#[cfg(unix)]
async fn heard(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}
