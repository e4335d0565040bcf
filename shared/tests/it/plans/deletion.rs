//! Plans of a service's end.

use shared::json;
use shared::plan::{ObservedForDeletion, Target, make_deletion};
use shared::pointer::Pointer;
use shared::wire::ScalableTarget;

use super::{compare, running};

fn target() -> Target {
    Target {
        cluster: "test".to_owned(),
        service: "nginx".to_owned(),
    }
}

fn planned(name: &str, edits: &[(&str, &str)], scalable_target: Option<ScalableTarget>) {
    let mut observed = running();
    let service = observed.service.as_mut().unwrap();
    for (pointer, value) in edits {
        let value = json::parse(value).unwrap();
        assert!(service.json_mut().set(&Pointer::parse(pointer), value));
    }
    let observed = ObservedForDeletion {
        service: observed.service,
        task_definition: observed.task_definition,
        scalable_target,
    };
    compare(name, make_deletion("plan-1", &target(), &observed));
}

#[test]
fn tasks_stop_before_the_service_goes() {
    let bounds = ScalableTarget {
        min_capacity: 1,
        max_capacity: 4,
        scale_out_suspended: false,
        scale_in_suspended: false,
        scheduled_scaling_suspended: false,
        policies: Vec::new(),
    };
    planned("deletion", &[], Some(bounds));
    planned("deletion_of_what_is_idle", &[("/desiredCount", "0")], None);
}

#[test]
fn daemons_go_with_the_service() {
    planned(
        "deletion_of_a_daemon",
        &[
            ("/schedulingStrategy", "\"DAEMON\""),
            ("/loadBalancers", "[]"),
        ],
        None,
    );
}

#[test]
fn task_sets_of_other_tools_go_by_force() {
    for (name, controller) in [
        ("deletion_under_code_deploy", r#"{"type": "CODE_DEPLOY"}"#),
        ("deletion_under_another_tool", r#"{"type": "EXTERNAL"}"#),
    ] {
        planned(name, &[("/deploymentController", controller)], None);
    }
}

#[test]
fn what_is_not_there_is_not_deleted() {
    let nothing = ObservedForDeletion::default();
    compare(
        "deletion_of_nothing",
        make_deletion("plan-1", &target(), &nothing),
    );
    let observed = running();
    let draining =
        observed
            .service
            .as_ref()
            .unwrap()
            .text()
            .replacen('{', r#"{"status": "DRAINING","#, 1);
    let draining = ObservedForDeletion {
        service: Some(crate::read(&draining)),
        ..ObservedForDeletion::default()
    };
    compare(
        "deletion_twice",
        make_deletion("plan-1", &target(), &draining),
    );
}

/// Whoever approved that a service goes has not approved that it goes as something else.
#[test]
fn what_is_taken_away_is_part_of_what_a_deletion_does() {
    let effect = |id: &str, desired: &str| {
        let mut observed = running();
        let service = observed.service.as_mut().unwrap();
        let value = json::parse(desired).unwrap();
        assert!(
            service
                .json_mut()
                .set(&Pointer::parse("/desiredCount"), value)
        );
        let observed = ObservedForDeletion {
            service: observed.service,
            task_definition: observed.task_definition,
            scalable_target: None,
        };
        shared::plan::effect_of(&make_deletion(id, &target(), &observed).unwrap())
    };
    assert_eq!(effect("plan-1", "2"), effect("plan-2", "2"));
    assert_ne!(effect("plan-1", "2"), effect("plan-1", "5"));
}
