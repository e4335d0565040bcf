//! How a service is, in one word and in a few. Pure.

use shared::wire::{ContainerImage, EcsDeployment, Health, ServiceSummary};

use crate::aws::{Service, last_part};

/// Sums a service up.
pub(super) fn summary(service: &Service, images: Vec<ContainerImage>) -> ServiceSummary {
    let (health, health_words) = judge(service);
    ServiceSummary {
        cluster: service.cluster.clone(),
        name: service.name.clone(),
        health,
        health_words,
        desired: service.desired,
        running: service.running,
        pending: service.pending,
        revision: last_part(service.task_definition_arn.as_deref().unwrap_or_default()).to_owned(),
        images,
        launch_type: service.launch_type.clone(),
        last_deployed_at_ms: service.primary().and_then(|primary| primary.created_at_ms),
    }
}

fn judge(service: &Service) -> (Health, String) {
    let counts = format!("{} of {} tasks run", service.running, service.desired);
    if service.status == "DRAINING" {
        let words = format!("it is being deleted; {} tasks still run", service.running);
        return (Health::Draining, words);
    }
    if let Some(primary) = service.primary() {
        if primary.rollout_state == "FAILED" {
            let words = format!("the rollout of {} failed; {counts}", primary.revision);
            return (Health::Failing, words);
        }
        if is_rolling(service, primary) {
            return rolling(primary);
        }
    }
    if service.desired == 0 && service.running == 0 {
        return (Health::Idle, "no task is wanted".to_owned());
    }
    if service.running < service.desired {
        return (Health::Degraded, format!("only {counts}"));
    }
    (Health::Steady, counts)
}

fn is_rolling(service: &Service, primary: &EcsDeployment) -> bool {
    match primary.rollout_state.as_str() {
        "IN_PROGRESS" => true,
        "COMPLETED" => false,
        _ => service.deployments.len() > 1,
    }
}

fn rolling(primary: &EcsDeployment) -> (Health, String) {
    let counts = format!(
        "{} of {} tasks of {} run",
        primary.running, primary.desired, primary.revision
    );
    match primary.failed {
        0 => (Health::Rolling, counts),
        1 => (Health::Failing, format!("{counts}; 1 task failed")),
        failed => (
            Health::Failing,
            format!("{counts}; {failed} tasks failed in a row"),
        ),
    }
}
