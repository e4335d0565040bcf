//! The running server: what every request and every deployment shares, and how it starts and
//! stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::{Provider, ProviderSettings};
use crate::clock::Clock;
use crate::drafts::Drafts;
use crate::environments::{Common, EnvironmentError, Environments, Given, Reach};
use crate::http;
use crate::serving;
use crate::store::Store;
use crate::telling::{Telling, TellingSettings};

/// How often things are looked at, and when patience ends.
#[derive(Debug, Clone, Copy)]
pub struct Pacing {
    /// How often a watched list or page asks AWS, and an open draft the database.
    pub watch_every: Duration,
    /// How often a running deployment asks AWS.
    pub follow_every: Duration,
    /// How long a rollout may take before its deployment is called stuck.
    pub deadline: Duration,
    /// The first pause before a call is tried again; it doubles each time.
    pub retry_after: Duration,
    /// How long AWS may take to show what a call did.
    pub settle: Duration,
    /// How long an agent's lease lasts; after it others take its deployments over.
    pub lease: Duration,
    /// How often an agent renews its lease and looks for work.
    pub beat_every: Duration,
    /// How often a stream asks whether its reader may still look.
    pub ask_again: Duration,
    /// How long a client may take until all headers of its next request are there.
    pub header_patience: Duration,
    /// How long a client may take until the body of its request is there.
    pub body_patience: Duration,
}

impl Default for Pacing {
    fn default() -> Self {
        Self {
            watch_every: Duration::from_secs(3),
            follow_every: Duration::from_secs(3),
            deadline: Duration::from_mins(30),
            retry_after: Duration::from_secs(1),
            settle: Duration::from_secs(6),
            lease: Duration::from_secs(6),
            beat_every: Duration::from_millis(1500),
            ask_again: Duration::from_secs(30),
            // Longer than the minute for which load balancers keep connections on which nothing is
            // asked (AWS's and nginx's default): they would be closed under their hands.
            header_patience: Duration::from_secs(75),
            body_patience: Duration::from_secs(30),
        }
    }
}

impl Pacing {
    /// Everything so many times sooner; patience with rollouts and with readers stays.
    #[must_use]
    pub fn hastened(self, haste: u32) -> Self {
        let haste = haste.max(1);
        Self {
            watch_every: self.watch_every / haste,
            follow_every: self.follow_every / haste,
            retry_after: self.retry_after / haste,
            settle: self.settle / haste,
            lease: self.lease / haste,
            beat_every: self.beat_every / haste,
            ..self
        }
    }
}

/// What the server is told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address that people use, where a proxy stands in front, such as
    /// `https://longshore.example.com`.
    pub public_url: Option<String>,
    /// How often things are looked at.
    pub pacing: Pacing,
    /// The identity provider that people may sign in at.
    pub provider: Option<ProviderSettings>,
    /// How people and programs are told.
    pub telling: TellingSettings,
    /// The process's name in leases and journals, such as `host-1 (process 42)`.
    pub agent: String,
    /// How AWS is reached for the environments that administrators keep.
    pub reach: Reach,
}

/// What every request shares.
#[derive(Debug)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) environments: Environments,
    pub(crate) drafts: Drafts,
    pub(crate) telling: Telling,
    pub(crate) settings: Settings,
    pub(crate) provider: Option<Provider>,
    pub(crate) stopping: CancellationToken,
    /// Tells streams that somebody's rights may have changed.
    pub(crate) revoked: watch::Sender<()>,
    /// Who has how many streams open.
    pub(crate) places: http::Places,
}

impl App {
    /// Has every stream ask at once whether its reader may still look. Those of other processes
    /// ask by themselves after a while.
    pub(crate) fn ask_streams_again(&self) {
        self.revoked.send_replace(());
    }
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    app: Arc<App>,
    tasks: TaskTracker,
    serving: tokio::task::JoinHandle<()>,
}

/// The server could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database failed.
    #[error("could not take up what the database holds")]
    Store(#[from] crate::store::StoreError),
    /// The environments could not be taken up.
    #[error("could not take up the environments")]
    Environments(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The system gave no randomness.
    #[error("could not choose who tells people")]
    Random(#[from] crate::random::NoRandomness),
    /// The identity provider could not be spoken with.
    #[error("could not prepare to speak with the identity provider")]
    Provider(#[from] reqwest::Error),
    /// The listening socket failed.
    #[error("could not tell the address that it listens on")]
    Listen(#[from] std::io::Error),
}

impl Server {
    /// Serves on a listening socket, and takes up the deployments that were under way: those of
    /// the environment that the command line sets, if it does, and of those that are kept.
    ///
    /// # Errors
    /// The database or the socket failed.
    pub async fn start(
        listener: TcpListener,
        store: Store,
        given: Option<Given>,
        clock: Clock,
        settings: Settings,
    ) -> Result<Self, ServeError> {
        let stopping = CancellationToken::new();
        let tasks = TaskTracker::new();
        let environments = Box::pin(Environments::start(
            Common {
                store: store.clone(),
                clock: clock.clone(),
                pacing: settings.pacing,
                agent: settings.agent.clone(),
                reach: settings.reach.clone(),
            },
            given,
            stopping.child_token(),
        ))
        .await
        .map_err(|error: EnvironmentError| ServeError::Environments(Box::new(error)))?;
        let drafts = Drafts::new(
            store.clone(),
            clock.clone(),
            settings.pacing.watch_every,
            tasks.clone(),
            stopping.clone(),
        );
        let telling = Telling::start(
            store.clone(),
            clock.clone(),
            settings.telling.clone(),
            base(&settings, listener.local_addr()?),
            settings.pacing.beat_every,
            &tasks,
            stopping.clone(),
        )?;
        let app = Arc::new(App {
            store,
            clock,
            environments,
            drafts,
            provider: settings.provider.clone().map(Provider::new).transpose()?,
            telling,
            settings,
            stopping: stopping.clone(),
            revoked: watch::Sender::new(()),
            places: http::Places::default(),
        });
        app.store
            .forget_expired_sessions(app.clock.now_ms())
            .await?;
        get_to_know_provider(&app, &tasks);
        let address = listener.local_addr()?;
        let router = http::router(&app);
        let patience = app.settings.pacing.header_patience;
        let serving = tokio::spawn(serving::serve(listener, router, patience, stopping));
        Ok(Self {
            address,
            app,
            tasks,
            serving,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: streams end, the agent finishes the call that it makes, and what is not over is
    /// taken up at the next start.
    pub async fn stop(self) {
        self.app.stopping.cancel();
        self.app.environments.stop().await;
        self.tasks.close();
        self.tasks.wait().await;
        // Connections that idle would keep the server open; what they asked for is answered.
        let finished = tokio::time::timeout(Duration::from_secs(5), self.serving).await;
        if let Ok(Err(error)) = finished {
            tracing::warn!(%error, "serving ended with an error");
        }
        self.app.store.close().await;
    }
}

/// Asks the identity provider what it says of itself, and nobody waits for that: what is set wrong
/// is in the log from the start, and who signs out finds it known where they end the provider's
/// own session.
fn get_to_know_provider(app: &Arc<App>, tasks: &TaskTracker) {
    let Some(provider) = app.provider.clone() else {
        return;
    };
    let (clock, stopping) = (app.clock.clone(), app.stopping.clone());
    tasks.spawn(async move {
        let asked = stopping.run_until_cancelled(provider.get_to_know(&clock));
        if let Some(Err(error)) = asked.await {
            let issuer = provider.issuer();
            let error = http::chain(&error);
            tracing::warn!(issuer, error, "the identity provider cannot be used now");
        }
    });
}

/// Where people reach the pages, without a slash at its end.
fn base(settings: &Settings, address: SocketAddr) -> String {
    settings.public_url.as_ref().map_or_else(
        || format!("http://{address}"),
        |url| url.trim_end_matches('/').to_owned(),
    )
}
