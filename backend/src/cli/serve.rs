//! `longshore serve`.

use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use shared::environment::{self, EnvironmentSettings, name_fault};
use tokio::net::TcpListener;

use super::signals::Asked;
use super::{Failure, say, warn};
use crate::app::{Pacing, Server, Settings};
use crate::auth;
use crate::aws::{Access, Aws, ConnectError, Tempo};
use crate::clock::Clock;
use crate::environments::{Given, Reach};
use crate::store::{EnvironmentSave, Store};

/// The region and the account of the sandbox behind `--sandbox`.
const SANDBOX_REGION: &str = "eu-central-1";
const SANDBOX_ACCOUNT: &str = "123456789012";

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder for the database and the sandbox's state; made when missing.
    #[arg(long, value_name = "FOLDER", default_value = "longshore-data")]
    data: PathBuf,
    /// The database; without it a file in the data folder.
    #[arg(
        long,
        value_name = "URL",
        env = "LONGSHORE_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
    /// The address that people use, where a proxy with TLS stands in front.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Try Longshore on a simulated AWS, with a team of trial users.
    #[arg(long)]
    sandbox: bool,
    /// How many times faster than in AWS things happen in the sandbox.
    #[arg(
        long,
        value_name = "FACTOR",
        default_value_t = 8.0,
        requires = "sandbox"
    )]
    sandbox_speed: f64,
    /// The name of the environment that the command line sets; administrators add others in the
    /// browser.
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// A cluster that this environment looks after; give it again for more. Without any, all.
    #[arg(long, value_name = "NAME", conflicts_with = "sandbox")]
    cluster: Vec<String>,
    /// The AWS region, where the usual places do not say.
    #[arg(long, conflicts_with = "sandbox")]
    region: Option<String>,
    /// The AWS profile.
    #[arg(long, conflicts_with = "sandbox")]
    profile: Option<String>,
    /// An AWS endpoint other than AWS's own.
    #[arg(long, value_name = "URL", conflicts_with = "sandbox")]
    endpoint_url: Option<String>,
    /// The name of this process in leases and journals; without it, the host and the process id.
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// So many times more often AWS is asked and sooner a call is given up, for endpoints where
    /// time goes faster than in AWS.
    #[arg(long, value_name = "FACTOR", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000), conflicts_with = "sandbox")]
    pace: u32,
    #[command(flatten)]
    key: super::key::KeySource,
    #[command(flatten)]
    oidc: super::oidc::Oidc,
    #[command(flatten)]
    telling: super::telling::Telling,
    /// Minutes until a rollout that goes on is called stuck.
    #[arg(long, value_name = "MINUTES", default_value_t = 30)]
    deadline: u64,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), Failure> {
        self.refuse_what_is_unsafe()?;
        let listener = TcpListener::bind(self.listen).await.map_err(|error| {
            Failure::new(format!(
                "cannot listen on {}: {error}; stop what listens there, or choose another address with --listen",
                self.listen
            ))
        })?;
        let clock = Clock::system();
        let (store, _lock) = self.open_store(&clock).await?;
        let sandbox = self.start_sandbox().await?;
        let given = self.given(&store, sandbox.as_ref(), clock.now_ms()).await?;
        let is_first = !self.sandbox && !store.has_administrator(clock.now_ms()).await?;
        // Where people come from a provider alone, its groups say who may do everything.
        let set_up = if is_first && !self.oidc.is_only_way() {
            auth::make_set_up_code(&store, clock.now_ms()).await?
        } else {
            None
        };
        let settings = self.settings(sandbox.as_ref())?;
        let server = Server::start(listener, store, given, clock, settings).await?;
        // From before anybody hears that it is there.
        let mut asked = Asked::listen();
        self.announce(server.address());
        if let Some(code) = set_up {
            self.announce_set_up(server.address(), code.text.expose());
        } else if is_first && self.oidc.is_only_way() {
            self.oidc.announce_first();
        }
        asked.wait().await;
        warn("Stopping; press Ctrl-C again to stop at once.");
        let stopping = async {
            server.stop().await;
            match sandbox {
                Some(sandbox) => sandbox.stop().await,
                None => Ok(()),
            }
        };
        let Some(stopped) = asked.or_at_once(stopping).await else {
            return Err(Failure::new(
                "stopped at once; what was under way is taken up at the next start",
            ));
        };
        Ok(stopped?)
    }

    fn refuse_what_is_unsafe(&self) -> Result<(), Failure> {
        if self.sandbox && !self.listen.ip().is_loopback() {
            return Err(Failure::new(format!(
                "--sandbox has trial users whose passwords everybody knows, so it listens on loopback only, not on {}; use 127.0.0.1",
                self.listen.ip()
            )));
        }
        if self.sandbox && !(0.01..=1000.0).contains(&self.sandbox_speed) {
            return Err(Failure::new(
                "--sandbox-speed is a factor from 0.01 to 1000",
            ));
        }
        match &self.public_url {
            Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
                Err(Failure::new(format!(
                    "--public-url `{url}` is no address; write it whole, such as https://longshore.example.com"
                )))
            }
            _ => Ok(()),
        }
    }

    /// Opens the database. That in the data folder belongs to one process: whoever left a lease in
    /// it is dead.
    async fn open_store(&self, clock: &Clock) -> Result<(Store, Option<File>), Failure> {
        let store = open(&self.data, self.database.as_deref()).await?;
        let lock = if self.database.is_none() {
            let lock = lock(&self.data)?;
            store.end_all_leases().await?;
            Some(lock)
        } else {
            None
        };
        let store = self.key.unlock(store, &self.data).await?;
        if self.sandbox {
            auth::add_trial_users(&store, clock.now_ms()).await?;
        } else if auth::holds_trial_users(&store).await? {
            return Err(Failure::new(
                "this database has trial users, whose passwords everybody knows; start with --sandbox, \
                 or with another --data folder or --database, or give them passwords of their own with `longshore user password NAME`",
            ));
        }
        Ok((store, lock))
    }

    async fn start_sandbox(&self) -> Result<Option<sandbox::Sandbox>, Failure> {
        if !self.sandbox {
            return Ok(None);
        }
        let config = sandbox::Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            clock: sandbox::Clock::Speed(self.sandbox_speed),
            state_file: Some(self.data.join("sandbox.json")),
            seed: true,
            record_exchanges: false,
            account: SANDBOX_ACCOUNT.to_owned(),
            region: SANDBOX_REGION.to_owned(),
        };
        Ok(Some(sandbox::start(config).await?))
    }

    /// The environment that the command line sets. That of a trial is kept like any other, so that
    /// it can be changed in the browser; and where nothing leads to a region, administrators add
    /// the first there.
    async fn given(
        &self,
        store: &Store,
        sandbox: Option<&sandbox::Sandbox>,
        now_ms: i64,
    ) -> Result<Option<Given>, Failure> {
        if sandbox.is_some() {
            self.keep_trial(store, now_ms).await?;
            return Ok(None);
        }
        let name = self.environment.as_deref().unwrap_or("production");
        if let Some(fault) = name_fault(name) {
            return Err(Failure::new(format!("--environment `{name}`: {fault}")));
        }
        let access = Access::Account {
            region: self.region.clone(),
            profile: self.profile.clone(),
            endpoint_url: self.endpoint_url.clone(),
            role: None,
        };
        let aws = match Aws::connect_at(&access, self.tempo(), self.cluster.clone()).await {
            Ok(aws) => aws,
            Err(ConnectError::NoRegion) if self.asks_for_nothing() => {
                warn(
                    "No AWS region is set, so there is no environment yet: add the first in the browser, or give --region.",
                );
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let settings = EnvironmentSettings {
            region: aws.region().to_owned(),
            access: match &self.profile {
                Some(profile) => environment::Access::Profile {
                    profile: profile.clone(),
                },
                None => environment::Access::Process,
            },
            endpoint_url: self.endpoint_url.clone(),
            clusters: self.cluster.clone(),
        };
        let only_clusters = settings
            .faults()
            .into_iter()
            .find(|fault| fault.member == "clusters");
        if let Some(fault) = only_clusters {
            return Err(Failure::new(format!("--cluster: {}", fault.words)));
        }
        Ok(Some(Given {
            name: name.to_owned(),
            settings,
            aws,
        }))
    }

    /// Whether the command line says nothing of an environment.
    fn asks_for_nothing(&self) -> bool {
        self.environment.is_none()
            && self.profile.is_none()
            && self.endpoint_url.is_none()
            && self.cluster.is_empty()
    }

    async fn keep_trial(&self, store: &Store, now_ms: i64) -> Result<(), Failure> {
        if !store.environments().await?.is_empty() {
            return Ok(());
        }
        let name = self.environment.as_deref().unwrap_or("trial");
        if let Some(fault) = name_fault(name) {
            return Err(Failure::new(format!("--environment `{name}`: {fault}")));
        }
        store
            .save_environment(&EnvironmentSave {
                name,
                settings: &EnvironmentSettings {
                    region: SANDBOX_REGION.to_owned(),
                    access: environment::Access::Process,
                    endpoint_url: None,
                    clusters: Vec::new(),
                },
                account: SANDBOX_ACCOUNT,
                base_version: 0,
                by: "",
                now_ms,
            })
            .await?;
        Ok(())
    }

    fn settings(&self, sandbox: Option<&sandbox::Sandbox>) -> Result<Settings, Failure> {
        let pacing = Pacing {
            deadline: Duration::from_secs(self.deadline.saturating_mul(60)),
            ..Pacing::default()
        };
        let quicker = Pacing {
            watch_every: Duration::from_millis(700),
            follow_every: Duration::from_millis(500),
            settle: Duration::from_secs(1),
            ..pacing
        };
        Ok(Settings {
            reach: match sandbox {
                Some(sandbox) => Reach::Sandbox {
                    address: sandbox.address(),
                    region: SANDBOX_REGION.to_owned(),
                    tempo: self.tempo(),
                },
                None => Reach::Aws(self.tempo()),
            },
            public_url: self.public_url.clone(),
            pacing: if self.sandbox {
                quicker
            } else {
                pacing.hastened(self.pace)
            },
            agent: self
                .agent
                .clone()
                .unwrap_or_else(|| format!("{} (process {})", host(), std::process::id())),
            provider: self.oidc.settings()?,
            telling: self.telling.settings(self.sandbox)?,
        })
    }

    fn tempo(&self) -> Tempo {
        if self.sandbox {
            Tempo {
                speed: self.sandbox_speed.max(1.0),
                haste: 1,
            }
        } else {
            Tempo {
                speed: f64::from(self.pace),
                haste: self.pace,
            }
        }
    }

    fn announce(&self, address: SocketAddr) {
        say(&format!("Longshore listens on http://{address}"));
        if self.sandbox {
            say("Simulated AWS: nothing here is real, and nothing costs money. Sign in as");
            for user in auth::TRIAL_USERS {
                say(&format!(
                    "  {:6} {:22} {}: {}",
                    user.name,
                    user.password,
                    user.role.as_str(),
                    user.role.gloss()
                ));
            }
        }
        if !address.ip().is_loopback() && self.public_url.is_none() {
            warn(
                "Passwords and sessions cross the network unprotected: put a proxy with TLS in front, and tell its address with --public-url.",
            );
        }
    }
}

impl Serve {
    /// Tells the operator how the first person gets in. The code goes to the output alone, and
    /// never into a log.
    fn announce_set_up(&self, address: SocketAddr, code: &str) {
        let own = format!("http://{address}");
        let url = self.public_url.as_deref().unwrap_or(&own);
        say("There is no administrator yet. Within a day, open");
        say(&format!("  {}/set-up", url.trim_end_matches('/')));
        say("and make the account of the first with this set-up code:");
        say(&format!("  {code}"));
    }
}

/// Takes the data folder for this process, as long as the file is open.
fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join("longshore.lock");
    let file = File::create(&path)
        .map_err(|error| Failure::new(format!("cannot make {}: {error}", path.display())))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::new(format!(
            "another Longshore uses the data folder {}; stop it, choose another folder with --data, \
             or give several processes one PostgreSQL with --database",
            folder.display()
        ))),
        Err(TryLockError::Error(error)) => Err(Failure::new(format!(
            "cannot lock {}: {error}",
            path.display()
        ))),
    }
}

/// The host's name, as the system tells it.
fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .map(|name| name.trim().to_owned())
        .or_else(|| std::env::var("HOSTNAME").ok())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "longshore".to_owned())
}

/// The database's file in the data folder.
pub(super) const DATABASE_FILE: &str = "longshore.sqlite";

/// Opens the database: the one of the URL, or the file in the data folder.
pub(super) async fn open(data: &Path, url: Option<&str>) -> Result<Store, Failure> {
    if let Some(url) = url {
        return Ok(Store::open(url).await?);
    }
    make_private_folder(data).map_err(|error| {
        Failure::new(format!(
            "cannot make the data folder {}: {error}; choose another with --data",
            data.display()
        ))
    })?;
    Ok(Store::open(&Store::sqlite_url(&data.join(DATABASE_FILE))).await?)
}

pub(super) fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}
