//! Where AWS is, and as whom we come.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::sync::OnceCell;

use super::kept::Kept;
use super::limits::Limited;
use super::loan::{Loan, Role};
use super::query::Query;
use super::{Aws, Clients, ec2, offers, quotas, task_definitions};

/// Which AWS, and as whom.
#[derive(Debug, Clone)]
pub enum Access {
    /// The account of the usual credentials: environment, profile, SSO, container or instance.
    Account {
        /// The region, where the usual places do not say.
        region: Option<String>,
        /// The profile, where it is not the default one.
        profile: Option<String>,
        /// An endpoint other than AWS's own.
        endpoint_url: Option<String>,
        /// The role to assume, where the credentials themselves are not what to come with.
        role: Option<Role>,
    },
    /// The sandbox.
    Sandbox {
        /// Where it listens.
        address: SocketAddr,
        /// Its region.
        region: String,
        /// The role to assume.
        role: Option<Role>,
    },
}

impl Access {
    const fn role(&self) -> Option<&Role> {
        match self {
            Self::Account { role, .. } | Self::Sandbox { role, .. } => role.as_ref(),
        }
    }
}

/// The clients could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No region is set anywhere.
    #[error(
        "no AWS region is set; give --region, set AWS_REGION, or write `region = …` into the profile in ~/.aws/config"
    )]
    NoRegion,
}

/// No call is given up sooner, in whatever haste: the machine may be busy.
const SHORTEST: Duration = Duration::from_secs(1);

/// How fast things go behind the endpoint, and how patient we are. In AWS both are 1.
#[derive(Debug, Clone, Copy)]
pub struct Tempo {
    /// So many times faster than in AWS time goes there, and calls may come.
    pub speed: f64,
    /// So many times earlier than usual a call is given up.
    pub haste: u32,
}

impl Default for Tempo {
    fn default() -> Self {
        Self {
            speed: 1.0,
            haste: 1,
        }
    }
}

impl Aws {
    /// Makes the clients. Nothing is called yet.
    ///
    /// # Errors
    /// No region is set anywhere.
    pub async fn connect(access: &Access) -> Result<Self, ConnectError> {
        Self::connect_at(access, Tempo::default(), Vec::new()).await
    }

    /// Makes the clients for an endpoint that goes at another speed, for the clusters of these
    /// names or, where none is named, for all. Nothing is called yet.
    ///
    /// # Errors
    /// No region is set anywhere.
    pub async fn connect_at(
        access: &Access,
        tempo: Tempo,
        covered: Vec<String>,
    ) -> Result<Self, ConnectError> {
        let haste = tempo.haste.max(1);
        let sooner = |seconds: u64| (Duration::from_secs(seconds) / haste).max(SHORTEST);
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(sooner(4))
            .operation_attempt_timeout(sooner(15))
            .operation_timeout(sooner(40))
            .build();
        let loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .timeout_config(timeouts)
            .retry_config(RetryConfig::standard());
        let loader = match access {
            Access::Account {
                region,
                profile,
                endpoint_url,
                role: _,
            } => {
                let loader = match region {
                    Some(region) => loader.region(Region::new(region.clone())),
                    None => loader,
                };
                let loader = match profile {
                    Some(profile) => loader.profile_name(profile),
                    None => loader,
                };
                match endpoint_url {
                    Some(url) => loader.endpoint_url(url),
                    None => loader,
                }
            }
            Access::Sandbox {
                address,
                region,
                role: _,
            } => loader
                .region(Region::new(region.clone()))
                .endpoint_url(format!("http://{address}"))
                .credentials_provider(Credentials::new(
                    "sandbox", "sandbox", None, None, "sandbox",
                )),
        };
        let config = loader.load().await;
        let config = match access.role() {
            Some(role) => {
                let region = config.region().map(ToString::to_string);
                let loan = Loan::new(aws_sdk_sts::Client::new(&config), role.clone(), region);
                config
                    .into_builder()
                    .credentials_provider(SharedCredentialsProvider::new(loan))
                    .identity_cache(IdentityCache::no_cache())
                    .build()
            }
            None => config,
        };
        let region = config.region().ok_or(ConnectError::NoRegion)?.to_string();
        Ok(Self(
            Arc::new(Clients {
                alarms: Query::new(&config, offers::CLOUD_WATCH),
                auto_scaling: aws_sdk_applicationautoscaling::Client::new(&config),
                classic_load_balancing: aws_sdk_elasticloadbalancing::Client::new(&config),
                cloud_map: aws_sdk_servicediscovery::Client::new(&config),
                ec2: Query::new(&config, ec2::SERVICE),
                ecr: aws_sdk_ecr::Client::new(&config),
                ecs: Limited::new(aws_sdk_ecs::Client::new(&config), tempo.speed),
                file_systems: aws_sdk_efs::Client::new(&config),
                iam: aws_sdk_iam::Client::new(&config),
                kms: aws_sdk_kms::Client::new(&config),
                load_balancing: aws_sdk_elasticloadbalancingv2::Client::new(&config),
                logs: aws_sdk_cloudwatchlogs::Client::new(&config),
                quotas: aws_sdk_servicequotas::Client::new(&config),
                secrets: aws_sdk_secretsmanager::Client::new(&config),
                ssm: aws_sdk_ssm::Client::new(&config),
                sts: aws_sdk_sts::Client::new(&config),
                region,
                covered,
                account: OnceCell::new(),
                revisions: task_definitions::Cache::default(),
                usage: Kept::default(),
                fargate_use: Kept::default(),
                quota_lists: quotas::Lists::default(),
                offered_target_groups: Kept::default(),
            }),
            None,
        ))
    }
}
