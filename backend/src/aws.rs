//! AWS: the only module that knows the SDK crates.
//!
//! Calls that carry a definition send our bytes, and definitions are read as the bytes that came,
//! because the SDK's types know only the members of the day that they were generated. Reads that
//! are only shown use the SDK's types. What leaves this module is ours.

mod alarms;
mod auto_scaling;
mod clusters;
mod connect;
mod container_instances;
mod ec2;
mod error;
mod fargate_use;
mod guard;
mod identity;
mod image;
mod kept;
mod limits;
mod load_balancing;
mod loan;
mod log_lines;
mod lookup;
mod names;
mod offers;
mod one_off;
mod parameter_write;
mod parameters;
mod percent;
mod query;
mod quotas;
mod raw;
mod readability;
mod reference;
mod roles;
mod rollouts;
mod rules;
mod scope;
mod service;
mod service_revisions;
mod services;
mod simulation;
mod target_health;
mod task_definitions;
mod tasks;
mod trust;
mod usage;
mod writes;

use std::sync::Arc;

use tokio::sync::OnceCell;

pub use connect::{Access, ConnectError, Tempo};
pub use container_instances::Room;
pub use ec2::Subnet;
pub use error::AwsError;
pub(crate) use error::is_of_deregistered;
pub use fargate_use::{FargateUse, Used};
pub use guard::Guard;
pub use image::Image;
pub use load_balancing::NamedTargetGroup;
pub use loan::{Role, Session, acting_as};
pub use log_lines::{LogPage, LogPlace, NoLog};
pub use offers::OffersError;
pub use one_off::OneOffTask;
pub use parameter_write::ParameterWriteError;
pub use quotas::Quota;
pub use readability::{Reading, Secrets};
pub use service::Service;
pub use service_revisions::{PastRollout, ServiceRevision};
pub use simulation::{Action, Decision};
pub use target_health::UnhealthyTarget;
pub use task_definitions::TaskDefinition;
pub use tasks::StoppedTask;
pub use writes::Answer;

pub(crate) use names::{last_part, partition, revision_number};
pub(crate) use services::AT_ONCE as SERVICES_AT_ONCE;

/// The clients of one account and region.
#[derive(Debug, Clone)]
pub struct Aws(Arc<Clients>, Option<Guard>);

#[derive(Debug)]
struct Clients {
    alarms: query::Query,
    auto_scaling: aws_sdk_applicationautoscaling::Client,
    classic_load_balancing: aws_sdk_elasticloadbalancing::Client,
    cloud_map: aws_sdk_servicediscovery::Client,
    ec2: query::Query,
    ecr: aws_sdk_ecr::Client,
    ecs: limits::Limited,
    file_systems: aws_sdk_efs::Client,
    iam: aws_sdk_iam::Client,
    kms: aws_sdk_kms::Client,
    load_balancing: aws_sdk_elasticloadbalancingv2::Client,
    logs: aws_sdk_cloudwatchlogs::Client,
    quotas: aws_sdk_servicequotas::Client,
    secrets: aws_sdk_secretsmanager::Client,
    ssm: aws_sdk_ssm::Client,
    sts: aws_sdk_sts::Client,
    region: String,
    /// The clusters that Longshore looks after here; none for every one.
    covered: Vec<String>,
    account: OnceCell<String>,
    /// Revisions never change, so they are asked for once.
    revisions: task_definitions::Cache,
    usage: kept::Kept<usage::Usage>,
    fargate_use: kept::Kept<FargateUse>,
    quota_lists: quotas::Lists,
    offered_target_groups: kept::Kept<Vec<shared::wire::TargetGroup>>,
}

impl Aws {
    /// The region.
    pub fn region(&self) -> &str {
        &self.0.region
    }

    /// Whether Longshore looks after a cluster, by its name or its ARN.
    pub fn covers(&self, cluster: &str) -> bool {
        shared::environment::covers(&self.0.covered, last_part(cluster))
    }

    /// The clusters that Longshore looks after here; none for every one.
    pub fn covered(&self) -> &[String] {
        &self.0.covered
    }

    /// The same clients, whose writes are sent only while a guard is open.
    #[must_use]
    pub fn guarded(&self, guard: Guard) -> Self {
        Self(Arc::clone(&self.0), Some(guard))
    }

    /// The account, where it could be asked for.
    pub async fn account(&self) -> Option<String> {
        let asked = self.0.account.get_or_try_init(|| async {
            let identity = self.0.sts.get_caller_identity().send().await;
            match identity {
                Ok(identity) => identity.account.ok_or(None),
                Err(error) => Err(Some(AwsError::of("sts", "GetCallerIdentity", &error))),
            }
        });
        match asked.await {
            Ok(account) => Some(account.clone()),
            Err(error) => {
                tracing::warn!(error = ?error, "the AWS account could not be asked for");
                None
            }
        }
    }
}
