//! Plans that are not made from a service's file: one-off tasks, the end of a service, and what it
//! ran before. They need AWS as it is.

use std::path::PathBuf;

use clap::Args;
use shared::document::Document;
use shared::plan::Target;
use shared::wire::{Preview, TaskPlanRequest};

use super::super::Failure;
use crate::aws::{Aws, last_part};
use crate::planning::{self, PlanningError};

#[derive(Debug, Args)]
pub(super) struct Ask {
    /// Run a task once, from a run-task request; - is standard input.
    #[arg(long, value_name = "FILE", group = "what")]
    pub(super) run_task: Option<PathBuf>,
    /// The service beside which the task runs, from which it takes what its request leaves out.
    #[arg(long, value_name = "SERVICE", requires = "run_task")]
    beside: Option<String>,
    /// Stop the tasks of a service, and delete it.
    #[arg(long, value_name = "SERVICE", group = "what")]
    delete: Option<String>,
    /// The cluster of the service that is deleted.
    #[arg(
        long,
        value_name = "CLUSTER",
        requires = "delete",
        default_value = "default"
    )]
    cluster: String,
    /// Go back to an earlier service revision that ECS remembers.
    #[arg(long, value_name = "ARN", group = "what")]
    roll_back_to: Option<String>,
}

impl Ask {
    /// Whether anything is asked for.
    pub(super) const fn is_given(&self) -> bool {
        self.run_task.is_some() || self.delete.is_some() || self.roll_back_to.is_some()
    }

    /// Makes the plan of what is asked for; `run_task` is the request that was read.
    pub(super) async fn make(
        &self,
        aws: &Aws,
        run_task: Option<&Document>,
        task_definition: Option<&Document>,
    ) -> Result<Result<Preview, PlanningError>, Failure> {
        if let Some(run_task) = run_task {
            let request = TaskPlanRequest {
                run_task: run_task.text(),
                task_definition: task_definition.map(Document::text),
                service: self.beside.clone(),
            };
            return Ok(planning::make_task(aws, &request).await);
        }
        if let Some(service) = &self.delete {
            let target = Target {
                cluster: last_part(&self.cluster).to_owned(),
                service: last_part(service).to_owned(),
            };
            return Ok(planning::make_deletion(aws, &target).await);
        }
        let arn = self.roll_back_to.as_deref().unwrap_or_default();
        let Some(target) = owner(arn) else {
            return Err(Failure::new(format!(
                "{arn} is no service revision; give an ARN such as arn:aws:ecs:REGION:ACCOUNT:service-revision/CLUSTER/SERVICE/NUMBER, as `aws ecs list-service-deployments` prints it"
            )));
        };
        Ok(planning::make_rollback_to(aws, &target, arn).await)
    }
}

/// The service that a service revision is of, by its ARN.
fn owner(arn: &str) -> Option<Target> {
    let (_, resource) = arn.split_once(":service-revision/")?;
    let mut parts = resource.split('/');
    let target = Target {
        cluster: parts.next()?.to_owned(),
        service: parts.next()?.to_owned(),
    };
    parts.next()?;
    parts.next().is_none().then_some(target)
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn reads_the_service_out_of_an_arn() {
        let arn =
            "arn:aws:ecs:eu-central-1:123456789012:service-revision/production/shop-web/4980306466";
        let target = owner(arn).unwrap();
        assert_eq!(
            (target.cluster.as_str(), target.service.as_str()),
            ("production", "shop-web")
        );
        assert!(owner("shop-web:3").is_none());
        assert!(owner("arn:aws:ecs:r:1:service-revision/shop-web").is_none());
    }
}
