//! Ctrl-C and SIGTERM.

/// Waits until the process is asked to stop.
pub(super) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Runs what stops the process, unless it is asked again: then there is nothing to wait for.
pub(super) async fn or_at_once<T>(stopping: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        stopped = stopping => Some(stopped),
        () = asked_to_stop() => None,
    }
}
