//! Every kind of reason and event, in AWS's words, and what is made of it.

use shared::deployment::StoppedContainer;

use super::{ended_well, event, failed, interrupted, stopped, stopped_amid, unplaced};
use crate::aws::{AwsError, StoppedTask};

fn task(stop_code: &str, reason: &str, exit_code: Option<i64>, container: &str) -> StoppedTask {
    StoppedTask {
        id: "1".to_owned(),
        started_by: "ecs-svc/1".to_owned(),
        task_definition_arn: String::new(),
        stop_code: stop_code.to_owned(),
        reason: reason.to_owned(),
        has_run: exit_code.is_some(),
        stopped_at_ms: None,
        containers: vec![StoppedContainer {
            name: "web".to_owned(),
            exit_code,
            reason: (!container.is_empty()).then(|| container.to_owned()),
            log: Vec::new(),
            log_place: None,
        }],
    }
}

/// A reason of a task that failed to start, and what its explanation must hold.
const REASONS: &[(&str, &[&str])] = &[
    (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/nginx:missing: docker.io/library/nginx:missing: not found",
        &[
            "image docker.io/library/nginx:missing does not exist",
            "push it first",
        ],
    ),
    (
        "CannotPullContainerError: Error response from daemon: pull access denied for shop, repository does not exist or may require 'docker login': denied",
        &["image shop", "does not let the task pull"],
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
        &["not built for the task's processor", "runtimePlatform"],
    ),
    (
        "CannotPullContainerError: inspect image has been retried 5 time(s): toomanyrequests: You have reached your pull rate limit",
        &["rate limit is used up"],
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref docker.io/a/b:1: failed to do request: Head \"https://registry-1.docker.io/v2/a/b/manifests/1\": dial tcp 34.205.13.154:443: i/o timeout",
        &["image docker.io/a/b:1", "NAT gateway"],
    ),
    (
        "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob1: no space left on device",
        &["no room for the image"],
    ),
    (
        "CannotPullContainerError: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/execution/1 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-central-1:123456789012:repository/shop",
        &[
            "Allow ecr:BatchGetImage on arn:aws:ecr:eu-central-1:123456789012:repository/shop to the role execution.",
        ],
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/execution/97e5 is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf because no identity-based policy allows the action",
        &[
            "A secret may not be read.",
            "Allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf to the role execution.",
        ],
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /shop/token",
        &["parameter /shop/token does not exist"],
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-central-1:1:secret:gone-AbCdEf from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        &["secret:gone-AbCdEf does not exist"],
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key MY_KEY",
        &["no member MY_KEY"],
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post https://api.ecr.us-east-1.amazonaws.com/: dial tcp 52.46.145.142:443: i/o timeout",
        &["ECR could not be reached", "VPC endpoints"],
    ),
    (
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
        &["log group does not exist", "awslogs-create-group"],
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve \"fs-1.efs.eu-central-1.amazonaws.com\"",
        &["file system could not be reached"],
    ),
    (
        "ResourceInitializationError: failed to initialize something new",
        &["DNS must be switched on"],
    ),
    (
        "CannotStartContainerError: Error response from daemon: exec: \"serve\": executable file not found in $PATH",
        &["not in its image"],
    ),
    (
        "CannotStartContainerError: failed to get container status: <reason>",
        &["command, its user and its mounts"],
    ),
    (
        "CannotCreateContainerError: Error response from daemon: invalid mount",
        &["could not be created"],
    ),
    (
        "CannotCreateVolumeError: driver",
        &["volume could not be made"],
    ),
    (
        "CannotStopContainerError: failed sending SIGTERM",
        &["stopTimeout"],
    ),
    (
        "CannotInspectContainerError: x",
        &["could not tell how the container is"],
    ),
    (
        "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m",
        &["did not start or stop in time"],
    ),
    (
        "ContainerRuntimeError: failed to create container IO set",
        &["runtime under the container"],
    ),
    (
        "InternalError: failed to identify endpoint",
        &["inside AWS"],
    ),
    (
        "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': InsufficientFreeAddressesInSubnet",
        &["No address is free"],
    ),
    (
        "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-1': InvalidParameterValue",
        &["network interface could not be made"],
    ),
    ("RESOURCE:ENI", &["awsvpcTrunking"]),
    ("RESOURCE:MEMORY", &["free memory"]),
    (
        "EMPTY CAPACITY PROVIDER",
        &["no instance that it could run on"],
    ),
    (
        "Capacity is unavailable at this time. Please try again later or in a different availability zone",
        &["no capacity for it at the moment"],
    ),
    (
        "You've reached the limit on the number of vCPUs you can run concurrently",
        &["quota", "Service Quotas"],
    ),
    // Names say nothing.
    (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/acme/platform-api:403: docker.io/acme/platform-api:403: not found",
        &["image docker.io/acme/platform-api:403 does not exist"],
    ),
    (
        "CannotPullContainerError: Error response from daemon: pull access denied for platform, repository does not exist or may require 'docker login': denied",
        &["image platform", "does not let the task pull"],
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-central-1:1:secret:assessment/efs-AbCdEf from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        &["secret:assessment/efs-AbCdEf does not exist"],
    ),
    (
        "ECS was unable to assume the role 'arn:aws:iam::1:role/x' that was provided for this task.",
        &["trust policy"],
    ),
];

#[test]
fn every_reason_is_explained_with_the_way_out() {
    for (reason, parts) in REASONS {
        let words = stopped(&task("TaskFailedToStart", reason, None, ""));
        for part in *parts {
            assert!(words.contains(part), "{reason}\n→ {words}");
        }
        assert!(words.ends_with('.'), "{words}");
        // The same words on a container are told with its name.
        let words = stopped(&task("TaskFailedToStart", "", None, reason));
        assert!(words.starts_with("Container web: "), "{words}");
    }
}

#[test]
fn every_stop_code_has_words() {
    for (stop_code, reason, part) in [
        ("EssentialContainerExited", "", "essential container ended"),
        (
            "TaskFailedToStart",
            "Something new.",
            "could not be started: Something new. Look",
        ),
        (
            "UserInitiated",
            "Task stopped by user",
            "Somebody stopped it: Task stopped by user.",
        ),
        (
            "UserInitiated",
            "maintenance of the agent",
            "Somebody stopped it: maintenance of the agent.",
        ),
        (
            "SpotInterruption",
            "Your Spot Task was interrupted.",
            "Spot capacity back",
        ),
        ("TerminationNotice", "", "being ended"),
        ("InfrastructureHealth", "", "machine under it failed"),
        ("ServiceSchedulerInitiated", "", "as the service asked"),
        ("", "", "ECS gives no reason"),
        (
            "ServiceSchedulerInitiated",
            "Task failed ELB health checks in (target-group arn:aws:x)",
            "security group lets the load balancer in",
        ),
        (
            "ServiceSchedulerInitiated",
            "Task failed ELB health checks in (target-group arn:aws:x) due to (reason Health checks failed with these codes: [502, 503])",
            "got 502, 503",
        ),
        (
            "ServiceSchedulerInitiated",
            "Task failed container health checks",
            "startPeriod",
        ),
        (
            "ServiceSchedulerInitiated",
            "Scaling activity initiated by (deployment ecs-svc/1)",
            "fewer tasks of this revision",
        ),
    ] {
        let words = stopped(&task(stop_code, reason, None, ""));
        assert!(words.contains(part), "{stop_code} {reason}\n→ {words}");
    }
}

#[test]
fn an_exit_code_is_explained_as_far_as_it_tells() {
    let ended = |code, reason: &str| {
        stopped(&task(
            "EssentialContainerExited",
            "Essential container in task exited",
            Some(code),
            reason,
        ))
    };
    assert_eq!(
        ended(1, ""),
        "Container web ended with exit code 1: look at its log."
    );
    assert!(ended(0, "").contains("without an error"));
    assert!(ended(127, "").contains("could not be run"));
    let oom = ended(
        137,
        "OutOfMemoryError: Container killed due to memory usage",
    );
    assert!(oom.contains("used more memory than it may"), "{oom}");
    let killed = ended(137, "");
    assert!(
        killed.contains("does not say that memory was the reason"),
        "{killed}"
    );
    // Who stops a task has its containers killed; that says nothing of them.
    let by_user = stopped(&task("UserInitiated", "", Some(137), ""));
    assert_eq!(by_user, "Somebody stopped it.");
}

/// Which of two ended first, and had the other asked to end, ECS does not say.
#[test]
fn a_container_that_was_killed_is_named_beside_one_that_ended_well() {
    let container = |name: &str, code: i64| StoppedContainer {
        name: name.to_owned(),
        exit_code: Some(code),
        reason: None,
        log: Vec::new(),
        log_place: None,
    };
    let both = |code: i64| {
        stopped(&StoppedTask {
            containers: vec![container("web", 0), container("proxy", code)],
            ..task("EssentialContainerExited", "", None, "")
        })
    };
    let told = both(137);
    assert!(
        told.starts_with("Container web ended without an error"),
        "{told}"
    );
    assert!(
        told.contains("Or container proxy was killed first"),
        "{told}"
    );
    assert!(!both(143).contains("proxy"), "{}", both(143));
    assert!(both(1).starts_with("Container proxy ended with exit code 1"));
}

/// An event, and what its explanation must hold; nothing where it means no trouble.
const EVENTS: &[(&str, Option<&str>)] = &[
    ("(service web) has reached a steady state.", None),
    (
        "(service web) has started 2 tasks: (task 1) (task 2).",
        None,
    ),
    (
        "(service web) registered 1 targets in (target-group arn:aws:x)",
        None,
    ),
    (
        "(service web) (deployment ecs-svc/1) deployment completed.",
        None,
    ),
    (
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient memory available.",
        Some("enough free memory"),
    ),
    (
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 1 has insufficient CPU units available.",
        Some("enough free CPU"),
    ),
    (
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 1 is already using a port required by your task.",
        Some("host port is taken"),
    ),
    (
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 1 is missing an attribute required by your task.",
        Some("attribute"),
    ),
    (
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 1 encountered error \"AGENT\".",
        Some("agent"),
    ),
    (
        "(service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.",
        Some("no instance that it could run on"),
    ),
    (
        "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
        Some("no capacity"),
    ),
    (
        "(service web) was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently",
        Some("quota"),
    ),
    (
        "(service web) was unable to place a task. Reason: RESOURCE:ENI.",
        Some("network interface"),
    ),
    (
        "(service web) was unable to place a task. Reason: Internal error.",
        Some("inside AWS"),
    ),
    (
        "(service web) was unable to place a task. Reason: Something new.",
        Some("No instance meets"),
    ),
    (
        "(service web) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.",
        Some("waits longer before each try"),
    ),
    (
        "(service web) operations are being throttled. Will try again later.",
        Some("no more calls"),
    ),
    (
        "(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
        Some("maximumPercent"),
    ),
    (
        "(service web) (task 1) (port 80) is unhealthy in (target-group arn:aws:x) due to (reason Health checks failed with these codes: [404])",
        Some("got 404"),
    ),
    (
        "(service web) (task 1) (port 80) is unhealthy in (target-group arn:aws:x) due to (reason Request timed out)",
        Some("no answer in time"),
    ),
    (
        "(service web) (task 1) (port 80) is unhealthy in (target-group arn:aws:x) due to (reason Health checks failed)",
        Some("path and port"),
    ),
    (
        "(service web) (task 1) failed container health checks.",
        Some("startPeriod"),
    ),
    (
        "(service web) has begun draining connections on 1 tasks.",
        Some("deregistration delay"),
    ),
    (
        "(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.",
        Some("gave the rollout up"),
    ),
    (
        "(service web) (deployment ecs-svc/2) deployment failed: alarm detected.",
        Some("alarm"),
    ),
    (
        "(service web) rolling back to deployment ecs-svc/1.",
        Some("what ran before"),
    ),
];

#[test]
fn the_codes_of_a_health_check_come_from_what_ecs_said_of_the_service() {
    let reason = "Task failed ELB health checks in (target-group arn:aws:x)";
    let unhealthy = task("ServiceSchedulerInitiated", reason, None, "");
    let said = "(service web) (port 80) is unhealthy in (target-group arn:aws:x) due to (reason Health checks failed with these codes: [503])";
    assert!(stopped_amid(&unhealthy, Some(said)).contains("got 503"));
    assert_eq!(stopped_amid(&unhealthy, None), stopped(&unhealthy));
    let crashed = task("EssentialContainerExited", "", Some(1), "");
    assert_eq!(stopped_amid(&crashed, Some(said)), stopped(&crashed));
}

#[test]
fn a_task_that_is_to_end_is_not_told_to_go_on_running() {
    let exited = "Essential container in task exited";
    let mut job = task("EssentialContainerExited", exited, Some(0), "");
    assert_eq!(
        ended_well(&job),
        "Container web ended without an error (exit code 0)."
    );
    let failing = StoppedContainer {
        name: "migrate".to_owned(),
        exit_code: Some(1),
        ..job.containers[0].clone()
    };
    job.containers.push(failing);
    assert_eq!(
        failed(&job),
        "Container migrate ended with exit code 1: look at its log."
    );
}

#[test]
fn events_that_mean_trouble_are_explained_and_others_are_not() {
    for (message, part) in EVENTS {
        match (event(message), part) {
            (None, None) => {}
            (Some(words), Some(part)) => {
                assert!(words.contains(part), "{message}\n→ {words}");
            }
            (words, part) => panic!("{message}\n→ {words:?}, not {part:?}"),
        }
    }
}

#[test]
fn the_container_that_failed_is_named_and_not_the_first() {
    let mut two = task(
        "EssentialContainerExited",
        "Essential container in task exited",
        Some(0),
        "",
    );
    two.containers.push(StoppedContainer {
        name: "side".to_owned(),
        exit_code: Some(3),
        reason: None,
        log: Vec::new(),
        log_place: None,
    });
    let words = stopped(&two);
    assert!(words.contains("side") && words.contains('3'), "{words}");
    // Who is asked to end after another has ended is not to blame.
    two.containers[0].exit_code = Some(143);
    two.containers[1].exit_code = Some(0);
    let words = stopped(&two);
    assert!(words.contains("side"), "{words}");
}

/// Only the one way to end by itself is an end of its own.
#[test]
fn a_task_that_ended_in_no_known_way_has_not_ended_well() {
    let own = "Essential container in task exited";
    for (stop_code, reason, exit_code, part) in [
        ("", "Task retirement", Some(0), "not known how much"),
        ("SomethingNew", own, Some(0), "not known how much"),
        ("UserInitiated", "", None, "None of its work was begun"),
    ] {
        let words = interrupted(&task(stop_code, reason, exit_code, "")).unwrap();
        assert!(words.contains(part), "{words}");
    }
    // Where the machine is gone, nobody tells exit codes.
    let lost = StoppedTask {
        has_run: true,
        ..task("InfrastructureHealth", "", None, "")
    };
    let words = interrupted(&lost).unwrap();
    assert!(words.contains("not known how much"), "{words}");
    for (stop_code, reason) in [("EssentialContainerExited", own), ("", own)] {
        assert_eq!(interrupted(&task(stop_code, reason, Some(0), "")), None);
    }
}

#[test]
fn ecs_starts_no_other_task_in_place_of_one_that_runs_once() {
    let capacity = "Capacity is unavailable at this time. Please try again later or in a different availability zone";
    let task = task("TaskFailedToStart", capacity, None, "");
    assert!(stopped(&task).contains("ECS tries again"));
    assert!(
        failed(&task).contains("Run it once more"),
        "{}",
        failed(&task)
    );
}

#[test]
fn a_task_for_which_there_is_no_room_says_what_to_do() {
    let refused = |code: &str, message: &str| AwsError::Refused {
        operation: "RunTask",
        code: code.to_owned(),
        message: message.to_owned(),
    };
    for (code, message, part) in [
        ("RESOURCE:MEMORY", "ECS started no task", "less memory"),
        ("RESOURCE:CPU", "ECS started no task", "less CPU"),
        ("RESOURCE:ENI", "ECS started no task", "free addresses"),
        ("ATTRIBUTE", "ECS started no task", "placement constraints"),
        ("AGENT", "ECS started no task", "Restart it there"),
        (
            "NO ACTIVE INSTANCES",
            "ECS started no task",
            "Add instances",
        ),
        (
            "InvalidParameterException",
            "No Container Instances were found in your cluster.",
            "Add instances",
        ),
        (
            "Capacity is unavailable at this time. Please try again later",
            "ECS started no task",
            "Run it once more later",
        ),
    ] {
        let words = unplaced(&refused(code, message)).unwrap();
        assert!(words.contains(part), "{words}");
    }
    let other = refused("ClientException", "The AGENT of ATTRIBUTE is unknown.");
    assert_eq!(unplaced(&other), None);
}
