//! Plans of a service whose count auto scaling moves.

use shared::json::{self, Json};
use shared::plan::{DesiredCount, Extent, Observed, PlanKind, Step, Wanted, make};
use shared::pointer::Pointer;
use shared::wire::{Preview, ScalableTarget};

use super::{TASK, running};
use crate::{is_listed, read};

/// Under auto scaling, with more tasks wanted by now than the file says.
fn scaled(count: i64) -> Observed {
    let mut observed = running();
    let service = observed.service.as_mut().unwrap().json_mut();
    assert!(service.set(&Pointer::parse("/desiredCount"), Json::from(count)));
    observed.scalable_target = Some(ScalableTarget {
        min_capacity: 1,
        max_capacity: 12,
        scale_out_suspended: false,
        scale_in_suspended: false,
        scheduled_scaling_suspended: false,
        policies: Vec::new(),
    });
    observed
}

/// A partial service with a count and whatever else is said.
fn preview(more: &str, image: Option<&str>, observed: &Observed) -> Preview {
    let service = read(&format!(
        r#"{{"cluster": "test", "service": "nginx", "desiredCount": 1{more}}}"#
    ));
    let task_definition = image.map(|image| read(&TASK.replace("nginx:alpine", image)));
    let wanted = Wanted {
        task_definition: task_definition.as_ref(),
        service: &service,
        extent: Extent::Partial,
        gate: None,
    };
    make("plan-1", &wanted, observed).unwrap()
}

/// The count that a plan sends.
fn sent(preview: &Preview) -> Option<i64> {
    let update = preview.plan.steps.iter().find_map(|step| match step {
        Step::UpdateService { body } => Some(body),
        _ => None,
    });
    json::parse(update?).unwrap().get("desiredCount")?.as_i64()
}

/// What is said of the count.
fn said(preview: &Preview) -> Vec<&str> {
    let codes = preview.issues.iter().map(|issue| &*issue.code);
    let said: Vec<&str> = codes
        .filter(|code| code.starts_with("desired-count-"))
        .collect();
    for code in &said {
        is_listed(code);
    }
    said
}

const NEW_VERSION: (&str, Option<&str>) = (
    r#", "taskDefinition": "@@TASKDEFINITION_ARN@@""#,
    Some("nginx:1.27"),
);
const SETTING: (&str, Option<&str>) = (r#", "healthCheckGracePeriodSeconds": 90"#, None);
const RESTART: (&str, Option<&str>) = (r#", "forceNewDeployment": true"#, None);

#[test]
fn a_plan_of_something_else_leaves_the_count_alone() {
    for ((more, image), kind) in [
        (NEW_VERSION, PlanKind::NewRevision),
        (SETTING, PlanKind::ServiceChange),
        (RESTART, PlanKind::Restart),
    ] {
        let preview = preview(more, image, &scaled(7));
        assert_eq!(preview.plan.kind, kind);
        assert_eq!(sent(&preview), None, "{kind:?}");
        assert_eq!(preview.plan.base.desired_count, DesiredCount::LeftAlone);
        assert_eq!(said(&preview), ["desired-count-left-alone"], "{kind:?}");
        let after = preview.service_after.as_deref().unwrap();
        let after = json::parse(after).unwrap();
        assert_eq!(after.get("desiredCount").and_then(Json::as_i64), Some(7));
    }
}

/// Auto scaling may move the count until the plan is carried out.
#[test]
fn a_count_that_is_as_the_file_says_is_left_alone_as_well() {
    let (more, image) = NEW_VERSION;
    let preview = preview(more, image, &scaled(1));
    assert_eq!(said(&preview), Vec::<&str>::new());
    assert_eq!(preview.plan.base.desired_count, DesiredCount::LeftAlone);
}

#[test]
fn a_plan_of_the_count_sends_it() {
    let preview = preview("", None, &scaled(7));
    assert_eq!(preview.plan.kind, PlanKind::Scaling);
    assert_eq!(sent(&preview), Some(1));
    assert_eq!(preview.plan.base.desired_count, DesiredCount::Compared);
    assert_eq!(said(&preview), ["desired-count-auto-scaled"]);
}

#[test]
fn auto_scaling_that_is_held_back_moves_nothing() {
    let mut observed = scaled(7);
    let target = observed.scalable_target.as_mut().unwrap();
    target.scale_in_suspended = true;
    target.scale_out_suspended = true;
    let (more, image) = NEW_VERSION;
    assert_eq!(sent(&preview(more, image, &observed)), None);
    let target = observed.scalable_target.as_mut().unwrap();
    target.scheduled_scaling_suspended = true;
    let held_back = preview(more, image, &observed);
    assert_eq!(sent(&held_back), Some(1));
    assert_eq!(said(&held_back), Vec::<&str>::new());
    observed.scalable_target = None;
    assert_eq!(sent(&preview(more, image, &observed)), Some(1));
}
