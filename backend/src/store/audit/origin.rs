//! Where an act comes from. It is known where a request comes in and wanted where its transaction
//! ends; everything between has nothing to do with it, so it goes along with the task.

use std::future::Future;

use shared::audit::Via;

/// Where an act comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// By which way.
    pub via: Via,
    /// The address that it came from.
    pub address: Option<String>,
}

tokio::task_local! {
    static ORIGIN: Origin;
}

/// Lets a future act from somewhere.
pub async fn acting_from<F: Future>(origin: Origin, act: F) -> F::Output {
    ORIGIN.scope(origin, act).await
}

/// Where the present task acts from; from Longshore itself where nothing else is said.
pub(super) fn present() -> Origin {
    ORIGIN.try_with(Clone::clone).unwrap_or(Origin {
        via: Via::Longshore,
        address: None,
    })
}
