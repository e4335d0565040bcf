//! The whole state of the simulated account, one value, saved and loaded as JSON.

use serde::{Deserialize, Serialize};

use crate::{autoscaling, ec2, ecr, ecs, elbv2, iam, logs, secretsmanager, ssm};

/// One account in one region.
///
/// Operations take `&mut World`, run to the end and answer at once; what takes time in AWS happens
/// in [`ecs::tick`] and its kin as the clock moves on.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct World {
    /// Twelve digits.
    pub(crate) account: String,
    /// Such as `eu-central-1`.
    pub(crate) region: String,
    /// The simulated time, milliseconds since the epoch. Only the clock moves it.
    pub(crate) now_ms: i64,
    /// How many identifiers were handed out; every identifier is derived from it, so that a run
    /// with the same requests gives the same identifiers.
    pub(crate) id_counter: u64,
    pub(crate) autoscaling: autoscaling::Autoscaling,
    pub(crate) ec2: ec2::Ec2,
    pub(crate) ecr: ecr::Ecr,
    pub(crate) ecs: ecs::Ecs,
    pub(crate) elbv2: elbv2::Elbv2,
    pub(crate) iam: iam::Iam,
    pub(crate) logs: logs::Logs,
    pub(crate) secretsmanager: secretsmanager::SecretsManager,
    pub(crate) ssm: ssm::Ssm,
}
