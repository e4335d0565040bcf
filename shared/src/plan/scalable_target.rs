//! The plan of new bounds for auto scaling.

use std::collections::BTreeMap;

use super::definitions::{Definitions, kept};
use super::one_off::reported;
use super::{
    Base, ChangeInWords, DesiredCount, Effect, Forecast, Plan, PlanKind, Step,
    fingerprint_of_bounds, refuse,
};
use crate::document::Document;
use crate::issue::{DocumentKind, Issue, Severity};
use crate::json::Json;
use crate::normal::normal;
use crate::pointer::Pointer;
use crate::wire::{Preview, ScalableTarget, ScalableTargetPlanRequest};

/// The changes stand under it.
const GROUP: &str = "Scaling";
/// `RegisterScalableTarget` takes 32-bit numbers.
const MOST: u32 = i32::MAX.unsigned_abs();

/// What AWS looked like when new bounds are planned.
#[derive(Debug, Clone, Default)]
pub struct ObservedBounds {
    /// The service as `DescribeServices` has it; nothing where there is none or it is INACTIVE.
    pub service: Option<Document>,
    /// The revision that it runs, as `DescribeTaskDefinition` has it.
    pub task_definition: Option<Document>,
    /// The bounds that there are; nothing where the service is not under auto scaling.
    pub scalable_target: Option<ScalableTarget>,
}

/// Makes the plan of new bounds.
///
/// # Errors
/// Every issue that was found, where one of them is an error.
pub fn make_scalable_target(
    id: &str,
    wanted: &ScalableTargetPlanRequest,
    observed: &ObservedBounds,
) -> Result<Preview, Vec<Issue>> {
    let mut issues = refusals(wanted, observed);
    if !issues.is_empty() {
        return Err(issues);
    }
    let before = observed.scalable_target.as_ref();
    let desired = observed
        .service
        .as_ref()
        .and_then(|service| u32::try_from(service.json().get("desiredCount")?.as_i64()?).ok());
    let mut changes = words(before, wanted);
    let is_nothing = changes.is_empty();
    let (mut forecast, mut steps) = (None, Vec::new());
    if !is_nothing {
        if let Some(desired) = desired {
            let within = desired.clamp(wanted.min_capacity, wanted.max_capacity);
            if within != desired {
                changes.push(moved(desired, within));
                forecast = Some(moving(desired, within));
            }
        }
        steps.push(Step::RegisterScalableTarget { body: body(wanted) });
    }
    if before.is_none() {
        issues.push(no_policy());
    }
    let plan = Plan {
        id: id.to_owned(),
        target: wanted.target.clone(),
        kind: if is_nothing {
            PlanKind::Nothing
        } else {
            PlanKind::ScalableTargetChange
        },
        base: Base {
            fingerprint: fingerprint_of_bounds(observed.service.is_some(), before),
            task_definition_arn: observed
                .service
                .as_ref()
                .and_then(|service| service.json().get("taskDefinition")?.as_str())
                .map(str::to_owned),
            next_revision: None,
            desired_count: DesiredCount::LeftAlone,
            images: BTreeMap::new(),
        },
        changes,
        forecast,
        steps,
    };
    let service = observed.service.as_ref().map(kept);
    let task_definition = observed.task_definition.as_ref().map(kept);
    let definitions = Definitions {
        task_definition_before: task_definition.clone(),
        task_definition_after: task_definition,
        service_before: service.clone(),
        service_after: service,
    };
    Ok(definitions.preview(plan, issues))
}

fn error(code: &'static str, message: String) -> Issue {
    refuse::error(DocumentKind::Service, code, "/desiredCount", message)
}

fn refusals(wanted: &ScalableTargetPlanRequest, observed: &ObservedBounds) -> Vec<Issue> {
    let mut issues = Vec::new();
    let target = &wanted.target;
    match &observed.service {
        None => issues.push(refuse::error(
            DocumentKind::Service,
            "service-not-there",
            "/service",
            format!(
                "Cluster {} has no service {}: correct the name or the cluster, or create the service first",
                target.cluster, target.service
            ),
        )),
        Some(service) => {
            let strategy = normal(service);
            let strategy = strategy.json().get("schedulingStrategy");
            if strategy.and_then(Json::as_str) == Some("DAEMON") {
                issues.push(error(
                    "scalable-target-of-daemon",
                    "Leave a daemon as it is: it runs once on each instance, so that the cluster's instances decide how many there are".to_owned(),
                ));
            }
            if reported(service, "status").and_then(Json::as_str) == Some("DRAINING") {
                issues.push(refuse::error(
                    DocumentKind::Service,
                    "service-draining",
                    "",
                    "The service is being deleted: wait until it is gone, then create it again"
                        .to_owned(),
                ));
            }
        }
    }
    if wanted.min_capacity > wanted.max_capacity {
        issues.push(error(
            "scalable-target-bounds",
            format!(
                "Lower the least to {} tasks, or raise the most to {}: the least is more than the most",
                wanted.max_capacity, wanted.min_capacity
            ),
        ));
    } else if wanted.max_capacity > MOST {
        issues.push(error(
            "scalable-target-bounds",
            format!("Lower the most to {MOST} tasks: AWS takes no larger number"),
        ));
    }
    issues
}

fn body(wanted: &ScalableTargetPlanRequest) -> String {
    let member = |name: &str, value: Json| (name.to_owned(), value);
    let target = &wanted.target;
    let resource = format!("service/{}/{}", target.cluster, target.service);
    Json::Object(vec![
        member("ServiceNamespace", Json::from("ecs")),
        member("ResourceId", Json::String(resource)),
        member("ScalableDimension", Json::from("ecs:service:DesiredCount")),
        member("MinCapacity", Json::from(i64::from(wanted.min_capacity))),
        member("MaxCapacity", Json::from(i64::from(wanted.max_capacity))),
        member(
            "SuspendedState",
            Json::Object(vec![
                member(
                    "DynamicScalingInSuspended",
                    Json::Bool(wanted.scale_in_suspended),
                ),
                member(
                    "DynamicScalingOutSuspended",
                    Json::Bool(wanted.scale_out_suspended),
                ),
                member(
                    "ScheduledScalingSuspended",
                    Json::Bool(wanted.scheduled_scaling_suspended),
                ),
            ]),
        ),
    ])
    .to_pretty()
}

fn say(effect: Effect, words: String) -> ChangeInWords {
    ChangeInWords {
        place: String::new(),
        group: GROUP.to_owned(),
        words,
        effect,
        document: DocumentKind::Service,
        pointer: Pointer::parse("/desiredCount"),
    }
}

/// What differs, in words.
fn words(
    before: Option<&ScalableTarget>,
    wanted: &ScalableTargetPlanRequest,
) -> Vec<ChangeInWords> {
    let ScalableTargetPlanRequest {
        target,
        min_capacity,
        max_capacity,
        scale_out_suspended,
        scale_in_suspended,
        scheduled_scaling_suspended,
    } = wanted;
    let mut said = Vec::new();
    let mut tell = |words: String| said.push(say(Effect::None, words));
    match before {
        None => tell(format!(
            "puts {} under auto scaling, between {min_capacity} and {max_capacity} tasks",
            target.service
        )),
        Some(before) => {
            if before.min_capacity != i64::from(*min_capacity) {
                tell(format!(
                    "auto scaling leaves at least {} → {min_capacity} tasks",
                    before.min_capacity
                ));
            }
            if before.max_capacity != i64::from(*max_capacity) {
                tell(format!(
                    "auto scaling starts at most {} → {max_capacity} tasks",
                    before.max_capacity
                ));
            }
        }
    }
    let was = |of: fn(&ScalableTarget) -> bool| before.is_some_and(of);
    for (was, is, held, free) in [
        (
            was(|before| before.scale_out_suspended),
            *scale_out_suspended,
            "holds auto scaling back from starting tasks",
            "lets auto scaling start tasks again",
        ),
        (
            was(|before| before.scale_in_suspended),
            *scale_in_suspended,
            "holds auto scaling back from stopping tasks",
            "lets auto scaling stop tasks again",
        ),
        (
            was(|before| before.scheduled_scaling_suspended),
            *scheduled_scaling_suspended,
            "holds scheduled scaling back",
            "lets scheduled scaling go on",
        ),
    ] {
        if was != is {
            tell(if is { held } else { free }.to_owned());
        }
    }
    said
}

/// What becomes of a desired count outside the new bounds.
fn moved(desired: u32, within: u32) -> ChangeInWords {
    say(
        Effect::Scales,
        format!("auto scaling moves the desired count {desired} → {within}"),
    )
}

fn moving(desired: u32, within: u32) -> Forecast {
    let (verb, count) = if within > desired {
        ("starts", within - desired)
    } else {
        ("stops", desired - within)
    };
    let tasks = if count == 1 { "task" } else { "tasks" };
    Forecast {
        desired: within.into(),
        least: desired.min(within).into(),
        most: desired.max(within).into(),
        words: format!("Auto scaling {verb} {count} {tasks} at once; no task is replaced."),
        stuck: None,
        waves: Vec::new(),
        more_waves: 0,
    }
}

fn no_policy() -> Issue {
    Issue {
        severity: Severity::Warning,
        ..error(
            "scalable-target-without-policy",
            "Give the service a scaling policy too, in the AWS console or in your infrastructure code: without one auto scaling holds the bounds and moves nothing between them".to_owned(),
        )
    }
}
