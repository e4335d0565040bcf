//! The plan of a service's end: its tasks stop, and it is deleted.
//!
//! ECS deletes a service that is scaled to nothing and runs no task. Daemons cannot be scaled, so
//! they are deleted with their tasks. Task sets of `CodeDeploy` and other tools outlive the tasks in
//! them, so what they made is deleted by force once no task is left.

use std::collections::BTreeMap;

use super::definitions::{Definitions, kept};
use super::first::target_group_name;
use super::one_off::reported;
use super::{
    Base, ChangeInWords, DesiredCount, Effect, Forecast, Plan, PlanKind, Step, Target, fingerprint,
    refuse,
};
use crate::document::Document;
use crate::issue::{DocumentKind, Issue, Severity};
use crate::json::Json;
use crate::normal::normal;
use crate::pointer::Pointer;
use crate::wire::{Preview, ScalableTarget};

/// What AWS looked like when a deletion is planned.
#[derive(Debug, Clone, Default)]
pub struct ObservedForDeletion {
    /// The service as `DescribeServices` has it; nothing where there is none or it is INACTIVE.
    pub service: Option<Document>,
    /// The revision that it runs, as `DescribeTaskDefinition` has it.
    pub task_definition: Option<Document>,
    /// The bounds of auto scaling, where the service is known to be under it.
    pub scalable_target: Option<ScalableTarget>,
}

/// Makes the plan of a service's deletion.
///
/// # Errors
/// Why there is nothing to delete.
pub fn make_deletion(
    id: &str,
    target: &Target,
    observed: &ObservedForDeletion,
) -> Result<Preview, Vec<Issue>> {
    let Some(service) = &observed.service else {
        return Err(vec![refuse::error(
            DocumentKind::Service,
            "service-not-there",
            "/service",
            format!(
                "Cluster {} has no service {}: it is deleted already, or the name or the cluster is another",
                target.cluster, target.service
            ),
        )]);
    };
    if reported(service, "status").and_then(Json::as_str) == Some("DRAINING") {
        return Err(vec![refuse::error(
            DocumentKind::Service,
            "service-draining",
            "",
            "The service is being deleted already: wait until its last task has stopped".to_owned(),
        )]);
    }
    let ends = Ends::of(service);
    let plan = Plan {
        id: id.to_owned(),
        target: target.clone(),
        kind: PlanKind::Deletion,
        base: Base {
            fingerprint: fingerprint(
                Some(service),
                observed.task_definition.as_ref(),
                DesiredCount::LeftAlone,
            ),
            task_definition_arn: ends.revision.map(str::to_owned),
            next_revision: None,
            desired_count: DesiredCount::LeftAlone,
            images: BTreeMap::new(),
        },
        changes: ends.words(target),
        forecast: ends.forecast(),
        steps: ends.steps(target),
    };
    let definitions = Definitions {
        task_definition_before: observed.task_definition.as_ref().map(kept),
        service_before: Some(kept(service)),
        ..Definitions::default()
    };
    let issues = scalable_target_stays(observed.scalable_target.as_ref());
    Ok(definitions.preview(plan, issues.into_iter().collect()))
}

/// What ends with a service.
struct Ends<'a> {
    is_daemon: bool,
    /// Whether ECS itself makes its deployments.
    is_own: bool,
    desired: u64,
    running: u64,
    revision: Option<&'a str>,
    target_groups: Vec<&'a str>,
    has_registries: bool,
}

impl<'a> Ends<'a> {
    fn of(service: &'a Document) -> Self {
        let normal = normal(service);
        let text = |pointer: &str| {
            let value = normal.json().at(&Pointer::parse(pointer))?;
            value.as_str().map(str::to_owned)
        };
        let json = service.json();
        let count = |value: Option<&Json>| u64::try_from(value?.as_i64()?).ok();
        let list = |name: &str| json.get(name).and_then(Json::as_array).unwrap_or_default();
        let desired = count(json.get("desiredCount")).unwrap_or(0);
        Self {
            is_daemon: text("/schedulingStrategy").as_deref() == Some("DAEMON"),
            is_own: text("/deploymentController/type").as_deref() == Some("ECS"),
            desired,
            running: count(reported(service, "runningCount")).unwrap_or(desired),
            revision: json.get("taskDefinition").and_then(Json::as_str),
            target_groups: list("loadBalancers")
                .iter()
                .filter_map(|one| one.get("targetGroupArn").and_then(Json::as_str))
                .map(target_group_name)
                .collect(),
            has_registries: !list("serviceRegistries").is_empty(),
        }
    }

    fn steps(&self, target: &Target) -> Vec<Step> {
        let of = |more: Option<(&str, Json)>| {
            let mut members = vec![
                ("cluster".to_owned(), Json::from(target.cluster.as_str())),
                ("service".to_owned(), Json::from(target.service.as_str())),
            ];
            members.extend(more.map(|(name, value)| (name.to_owned(), value)));
            Json::Object(members).to_pretty()
        };
        let mut steps = Vec::new();
        if !self.is_daemon {
            if self.desired > 0 {
                steps.push(Step::UpdateService {
                    body: of(Some(("desiredCount", Json::from(0)))),
                });
            }
            steps.push(Step::WaitForNoTasks);
        }
        let is_forced = self.is_daemon || !self.is_own;
        steps.push(Step::DeleteService {
            body: of(is_forced.then_some(("force", Json::Bool(true)))),
        });
        steps.push(Step::WaitForDeletion);
        steps
    }

    fn words(&self, target: &Target) -> Vec<ChangeInWords> {
        let mut said = Vec::new();
        let mut say = |group: &str, pointer: &str, effect: Effect, words: String| {
            said.push(ChangeInWords {
                place: String::new(),
                group: group.to_owned(),
                words,
                effect,
                document: DocumentKind::Service,
                pointer: Pointer::parse(pointer),
            });
        };
        say(
            "Service",
            "",
            Effect::None,
            format!(
                "deletes the service {}; its name can be used again when it is gone",
                target.service
            ),
        );
        if self.running > 0 || self.desired > 0 {
            let words = match self.running {
                0 => "stops every task; none runs now".to_owned(),
                1 => "stops the only task".to_owned(),
                count => format!("stops all {count} tasks"),
            };
            say("Scaling", "/desiredCount", Effect::Scales, words);
        }
        for (index, group) in self.target_groups.iter().enumerate() {
            say(
                "Load balancing",
                &format!("/loadBalancers/{index}"),
                Effect::None,
                format!("target group {group} loses the service's targets; it stays itself"),
            );
        }
        if self.has_registries {
            say(
                "Network",
                "/serviceRegistries",
                Effect::None,
                "Cloud Map forgets the service's tasks; its services stay".to_owned(),
            );
        }
        if let Some(family) = self.revision.map(family) {
            say(
                "Revision",
                "/taskDefinition",
                Effect::None,
                format!("the revisions of {family} stay registered"),
            );
        }
        said
    }

    fn forecast(&self) -> Option<Forecast> {
        let most = self.running.max(self.desired);
        if most == 0 {
            return None;
        }
        let stop = match most {
            1 => "1 task stops".to_owned(),
            count => format!("{count} tasks stop"),
        };
        Some(Forecast {
            desired: 0,
            least: 0,
            most,
            words: format!("{stop}, and the service is gone when the last one has."),
            stuck: None,
            waves: Vec::new(),
            more_waves: 0,
        })
    }
}

/// The family of a revision, from its ARN or from `family:number`.
fn family(reference: &str) -> &str {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    name.rsplit_once(':').map_or(name, |(family, _)| family)
}

fn scalable_target_stays(scalable_target: Option<&ScalableTarget>) -> Option<Issue> {
    let target = scalable_target?;
    let again = if target.min_capacity > 0 {
        "it may start tasks again while the service is scaled to nothing, and "
    } else {
        ""
    };
    Some(Issue {
        severity: Severity::Warning,
        ..refuse::error(
            DocumentKind::Service,
            "scalable-target-stays",
            "/desiredCount",
            format!(
                "Deregister the service's scalable target too: {again}it would hold a new service of this name between {} and {} tasks",
                target.min_capacity, target.max_capacity
            ),
        )
    })
}
