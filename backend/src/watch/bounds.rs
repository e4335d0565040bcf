//! The bounds of auto scaling, asked for less often than the services: Application Auto Scaling
//! answers fewer calls than ECS.

use std::collections::HashMap;

use shared::deployment::{Deployment, DeploymentState};
use shared::plan::{PlanKind, Target};
use shared::wire::ScalableTarget;
use tokio::sync::Mutex;

use crate::aws::{Aws, AwsError};

/// Bounds change seldom: they are asked for so often.
const KEEP_MS: i64 = 30_000;
/// The bounds of so many services are kept; with more, the memory starts anew.
const REMEMBERED: usize = 500;

type Read = Result<Option<ScalableTarget>, AwsError>;

/// Bounds that were asked for lately, with when.
#[derive(Debug, Default)]
pub(super) struct Bounds(Mutex<HashMap<Target, (i64, Read)>>);

impl Bounds {
    /// The bounds of a service; nothing where it is not under auto scaling. `deployments` are the
    /// service's latest: what changed the bounds since they were read makes them be read again.
    pub(super) async fn read(
        &self,
        aws: &Aws,
        target: &Target,
        deployments: &[Deployment],
        now_ms: i64,
    ) -> Read {
        if let Some((at_ms, read)) = self.0.lock().await.get(target)
            && now_ms - at_ms < KEEP_MS
            && !deployments.iter().any(|one| changed(one, *at_ms))
        {
            return read.clone();
        }
        let read = aws.scalable_target(&target.cluster, &target.service).await;
        let mut kept = self.0.lock().await;
        if kept.len() >= REMEMBERED {
            kept.clear();
        }
        kept.insert(target.clone(), (now_ms, read.clone()));
        read
    }
}

/// Whether a deployment changed the bounds since.
fn changed(deployment: &Deployment, since_ms: i64) -> bool {
    deployment.kind == PlanKind::ScalableTargetChange
        && match &deployment.state {
            DeploymentState::Queued => false,
            DeploymentState::Running => true,
            DeploymentState::Finished { finished_at_ms, .. } => *finished_at_ms >= since_ms,
        }
}
