//! Starting and stopping.

use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use tokio::task::JoinHandle;

use crate::{
    clock::Clock,
    connection::{ResetSwitch, ResettableListener},
    host::Host,
    http, seed,
    state_file::{self, StateFileError},
    world::World,
};

/// A saved world that lies further back than this is not lived through step by step.
const LONGEST_CATCH_UP_MS: i64 = 2 * 3600 * 1000;
/// 2026-01-01T00:00:00Z, where a manual clock starts, so that runs are alike.
const MANUAL_START_MS: i64 = 1_767_225_600_000;
const SEED_AGE_MS: i64 = 3 * 24 * 3600 * 1000;
/// Long enough for any healthy service to reach a steady state.
const SETTLE_MS: i64 = 20 * 60 * 1000;
const SAVE_INTERVAL: Duration = Duration::from_secs(1);
/// Saving takes no more than one part of so many of the time: a large world is saved less often.
/// What was accepted is saved before its answer all the same; see `http::carry_out`.
const SAVE_SHARE: u32 = 20;
/// Often enough for a speed of 50 to move in seconds of simulated time.
const STEP_INTERVAL: Duration = Duration::from_millis(20);

/// How a sandbox is started.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes any free port.
    pub listen: SocketAddr,
    /// How time moves.
    pub clock: Clock,
    /// Where the world is kept between runs; `None` forgets it.
    pub state_file: Option<PathBuf>,
    /// Whether a new world is planted with clusters, services and what they need.
    pub seed: bool,
    /// Whether requests and answers are recorded for `/_sandbox/exchanges`.
    pub record_exchanges: bool,
    /// The account, twelve digits. A state file has its own.
    pub account: String,
    /// The region, such as `eu-central-1`. A state file has its own.
    pub region: String,
}

/// The sandbox can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("the sandbox can't listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The account is not an account id.
    #[error("{account:?} is no account id; give twelve digits")]
    Account {
        /// What was given.
        account: String,
    },
    /// The factor is not one that time can run by.
    #[error("time can't run at a speed of {speed}; give a number above 0")]
    Speed {
        /// What was given.
        speed: f64,
    },
    /// The state file can't be used.
    #[error(transparent)]
    State(#[from] StateFileError),
}

/// A running sandbox. Dropping it stops it without saving; [`Sandbox::stop`] saves.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    host: Arc<Host>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends open requests, stops listening and saves the world.
    ///
    /// # Errors
    ///
    /// When the state file can't be written.
    pub async fn stop(mut self) -> Result<(), StateFileError> {
        self.host.stopping.cancel();
        for task in self.tasks.drain(..) {
            if let Err(error) = task.await {
                tracing::warn!(%error, "a part of the sandbox ended early");
            }
        }
        self.host.save()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.host.stopping.cancel();
    }
}

/// Starts a sandbox; it runs until it is stopped.
///
/// # Errors
///
/// When the address can't be had or the state file can't be read.
pub async fn start(config: Config) -> Result<Sandbox, StartError> {
    if config.account.len() != 12 || !config.account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(StartError::Account {
            account: config.account,
        });
    }
    if let Clock::Speed(speed) = config.clock
        && !(speed.is_finite() && speed > 0.0)
    {
        return Err(StartError::Speed { speed });
    }
    let world = open_world(&config)?;
    let failed = |source| StartError::Listen {
        address: config.listen,
        source,
    };
    let listener = ResettableListener::bind(config.listen)
        .await
        .map_err(failed)?;
    let address = listener.address().map_err(failed)?;
    let host = Arc::new(Host::new(
        world,
        config.clock,
        config.record_exchanges,
        config.state_file,
    ));
    let tasks = vec![
        tokio::spawn(serve(listener, Arc::clone(&host))),
        tokio::spawn(live(Arc::clone(&host))),
        tokio::spawn(keep_saved(Arc::clone(&host))),
    ];
    tracing::info!(%address, "the sandbox listens");
    Ok(Sandbox {
        address,
        host,
        tasks,
    })
}

fn open_world(config: &Config) -> Result<World, StartError> {
    let start_ms = match config.clock {
        Clock::Manual => MANUAL_START_MS,
        Clock::Speed(_) => wall_clock_ms(),
    };
    let saved = match &config.state_file {
        Some(path) => state_file::load(path)?,
        None => None,
    };
    if let Some(mut world) = saved {
        if matches!(config.clock, Clock::Speed(_)) {
            world.advance_to(start_ms.min(world.now_ms + LONGEST_CATCH_UP_MS));
            world.leap_to(start_ms);
        }
        return Ok(world);
    }
    if !config.seed {
        return Ok(World::new(&config.account, &config.region, start_ms));
    }
    // Planted some days ago, so that what was planted has a history and has come to rest.
    let mut world = World::new(&config.account, &config.region, start_ms - SEED_AGE_MS);
    seed::plant(&mut world);
    world.advance_to(start_ms - SEED_AGE_MS + SETTLE_MS);
    world.leap_to(start_ms - SETTLE_MS);
    world.advance_to(start_ms);
    Ok(world)
}

fn wall_clock_ms() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(MANUAL_START_MS)
}

async fn serve(listener: ResettableListener, host: Arc<Host>) {
    let service =
        http::router(Arc::clone(&host)).into_make_service_with_connect_info::<ResetSwitch>();
    let stopping = host.stopping.clone();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(async move { stopping.cancelled().await })
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "the sandbox stopped listening");
    }
}

/// Keeps the world going while nobody asks.
async fn live(host: Arc<Host>) {
    let mut interval = tokio::time::interval(STEP_INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = interval.tick() => host.catch_up(),
            () = host.stopping.cancelled() => return,
        }
    }
}

async fn keep_saved(host: Arc<Host>) {
    let mut wait = SAVE_INTERVAL;
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = host.stopping.cancelled() => return,
        }
        let saving = Arc::clone(&host);
        let began = Instant::now();
        match tokio::task::spawn_blocking(move || saving.save()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the sandbox's state was not saved"),
            Err(error) => tracing::warn!(%error, "saving was interrupted"),
        }
        wait = SAVE_INTERVAL.max(began.elapsed().saturating_mul(SAVE_SHARE));
    }
}
