//! Which change a failure comes from: real differences, and the words that AWS and containers
//! have for failures.

use shared::cause::{Cause, Evidence, FailedTask, probable};
use shared::deployment::{JournalEvent, LogLine, StoppedContainer};
use shared::diff::{diff, words};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::plan::ChangeInWords;

const BEFORE: &str = r#"{"family": "web", "memory": "512", "cpu": "256",
    "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
    "taskRoleArn": "arn:aws:iam::123456789012:role/web-task",
    "containerDefinitions": [
    {"name": "web", "image": "shop:1.4", "memory": 256, "command": ["serve"],
     "environment": [{"name": "DATABASE_URL", "value": "db"}, {"name": "LEVEL", "value": "info"}],
     "secrets": [{"name": "TOKEN", "valueFrom": "arn:aws:ssm:eu-central-1:123456789012:parameter/shop/token"}],
     "portMappings": [{"containerPort": 8080}],
     "healthCheck": {"command": ["CMD", "true"]}},
    {"name": "proxy", "image": "envoy:1", "memory": 64}]}"#;

/// The differences that some replacements in the text make.
fn changes(replacements: &[(&str, &str)]) -> Vec<ChangeInWords> {
    let mut after = BEFORE.to_owned();
    for (from, to) in replacements {
        assert!(after.contains(from), "{from}");
        after = after.replace(from, to);
    }
    let read = |text: &str| Document::read(text, Some(DocumentKind::TaskDefinition)).unwrap();
    words(&diff(&read(BEFORE), &read(&after)))
}

fn container(name: &str, code: Option<i64>, reason: &str, log: &[&str]) -> StoppedContainer {
    StoppedContainer {
        name: name.to_owned(),
        exit_code: code,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
        log: log
            .iter()
            .map(|text| LogLine {
                at_ms: 1,
                text: (*text).to_owned(),
            })
            .collect(),
        log_place: None,
    }
}

fn task(stop_code: &str, reason: &str, containers: Vec<StoppedContainer>) -> Evidence {
    Evidence {
        tasks: vec![FailedTask {
            stop_code: stop_code.to_owned(),
            reason: reason.to_owned(),
            containers,
        }],
        ..Evidence::default()
    }
}

fn event(message: &str) -> Evidence {
    Evidence {
        events: vec![message.to_owned()],
        ..Evidence::default()
    }
}

fn crash(log: &[&str]) -> Evidence {
    task(
        "EssentialContainerExited",
        "Essential container in task exited",
        vec![container("web", Some(1), "", log)],
    )
}

/// The words, where a cause is told; the change that it names is the one whose words it quotes.
#[track_caller]
fn told(replacements: &[(&str, &str)], evidence: &Evidence) -> String {
    let changes = changes(replacements);
    let Some(Cause { words, change }) = probable(&changes, evidence) else {
        return "nothing".to_owned();
    };
    if let Some(change) = change {
        assert!(
            words.contains(&changes.get(change).unwrap().words),
            "{words}"
        );
    }
    words
}

const IMAGE: (&str, &str) = ("shop:1.4", "shop:1.5");
const LEVEL: (&str, &str) = (r#""value": "info""#, r#""value": "debug""#);

#[test]
fn an_image_that_cannot_be_pulled_is_the_new_one() {
    let evidence = task(
        "TaskFailedToStart",
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/shop:1.5: docker.io/library/shop:1.5: not found",
        vec![],
    );
    assert_eq!(
        told(&[LEVEL, IMAGE], &evidence),
        "Probably “web: image shop:1.4 → shop:1.5”: the image does not exist."
    );
    assert_eq!(told(&[LEVEL], &evidence), "nothing");
}

#[test]
fn an_alarm_that_went_off_hints_at_what_alone_may_have_set_it_off() {
    let evidence = Evidence {
        alarms: vec!["web-errors".to_owned()],
        ..Evidence::default()
    };
    assert_eq!(
        told(&[LEVEL, IMAGE], &evidence),
        "It may be “web: image shop:1.4 → shop:1.5”: the alarm web-errors went off."
    );
    let words = told(&[LEVEL], &evidence);
    assert!(words.contains("the alarm web-errors went off"), "{words}");
    assert!(words.contains("the only change"), "{words}");
}

#[test]
fn a_secret_that_cannot_be_read_is_the_one_that_aws_names() {
    let evidence = task(
        "TaskFailedToStart",
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /shop/token2",
        vec![],
    );
    let other = (
        r#""secrets": ["#,
        r#""secrets": [{"name": "OTHER", "valueFrom": "arn:aws:ssm:eu-central-1:123456789012:parameter/shop/other"},"#,
    );
    let words = told(&[IMAGE, ("shop/token", "shop/token2"), other], &evidence);
    assert!(
        words.starts_with("Probably “web: secret TOKEN from"),
        "{words}"
    );
    assert!(words.contains("→ from parameter /shop/token2”"), "{words}");
    assert!(words.contains("invalid ssm parameters"), "{words}");
}

#[test]
fn a_role_that_may_not_is_told_by_its_name() {
    let evidence = task(
        "TaskFailedToStart",
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/other/97e5 is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf",
        vec![],
    );
    let words = told(&[IMAGE, ("role/execution", "role/other")], &evidence);
    assert!(words.starts_with("Probably “execution role"), "{words}");
    let denied = crash(&[
        "botocore AccessDenied: User: arn:aws:sts::123456789012:assumed-role/less/1 is not authorized to perform: s3:GetObject",
    ]);
    let words = told(&[IMAGE, ("role/web-task", "role/less")], &denied);
    assert!(words.starts_with("Probably “task role"), "{words}");
}

#[test]
fn a_line_that_names_a_variable_points_to_its_change() {
    let evidence = crash(&[
        "starting shop:1.5",
        "fatal: can't read the configuration: DATABASE_URL is not set",
    ]);
    let removed = (r#"{"name": "DATABASE_URL", "value": "db"}, "#, "");
    assert_eq!(
        told(&[removed, IMAGE, LEVEL], &evidence),
        "Probably “web: removes variable DATABASE_URL”: the log of container web names it, “fatal: can't read the configuration: DATABASE_URL is not set”."
    );
    // A line that names it without a complaint says nothing.
    let harmless = crash(&["LEVEL=debug DATABASE_URL=db"]);
    let words = told(&[removed, IMAGE, LEVEL], &harmless);
    assert!(words.starts_with("It may be “web: image"), "{words}");
}

#[test]
fn less_memory_and_not_more_explains_a_kill() {
    let evidence = task(
        "EssentialContainerExited",
        "Essential container in task exited",
        vec![container(
            "web",
            Some(137),
            "OutOfMemoryError: Container killed due to memory usage",
            &[],
        )],
    );
    let words = told(
        &[(r#""memory": 256"#, r#""memory": 128"#), LEVEL],
        &evidence,
    );
    assert!(
        words.starts_with("Probably “web: memory limit 256 → 128 MiB”"),
        "{words}"
    );
    let words = told(
        &[(r#""memory": 256"#, r#""memory": 400"#), IMAGE],
        &evidence,
    );
    assert!(words.starts_with("It may be “web: image"), "{words}");
    // Less memory for a container beside it is none of its business.
    let words = told(&[(r#""memory": 64"#, r#""memory": 32"#), LEVEL], &evidence);
    assert_eq!(words, "nothing");
}

#[test]
fn health_checks_point_to_ports_and_settings_before_images() {
    let silent = task(
        "ServiceSchedulerInitiated",
        "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x)",
        vec![],
    );
    let port = (r#""containerPort": 8080"#, r#""containerPort": 8081"#);
    let words = told(&[IMAGE, port], &silent);
    assert!(words.contains("port 808"), "{words}");
    let answers = event(
        "(service web) (port 8080) is unhealthy in (target-group arn:aws:x) due to (reason Health checks failed with these codes: [503])",
    );
    let words = told(&[IMAGE, LEVEL], &answers);
    assert_eq!(
        words,
        "It may be “web: image shop:1.4 → shop:1.5”: the load balancer's health check gets 503."
    );
    let own = task(
        "ServiceSchedulerInitiated",
        "Task failed container health checks",
        vec![],
    );
    let check = (r#"["CMD", "true"]"#, r#"["CMD", "false"]"#);
    let words = told(&[IMAGE, check], &own);
    assert!(words.starts_with("Probably “web: health check"), "{words}");
}

#[test]
fn no_room_points_to_what_asks_for_more() {
    let evidence = event(
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient memory available.",
    );
    let more = (r#""memory": 256"#, r#""memory": 400"#);
    let words = told(&[IMAGE, more], &evidence);
    assert!(
        words.starts_with("Probably “web: memory limit 256 → 400 MiB”"),
        "{words}"
    );
    let less = (r#""memory": 256"#, r#""memory": 128"#);
    assert_eq!(told(&[IMAGE, less], &evidence), "nothing");
}

#[test]
fn a_command_that_cannot_be_run_is_the_new_one() {
    let evidence = task(
        "EssentialContainerExited",
        "Essential container in task exited",
        vec![container("web", Some(127), "", &[])],
    );
    let words = told(&[IMAGE, (r#"["serve"]"#, r#"["sevre"]"#)], &evidence);
    assert!(
        words.starts_with("Probably “web: command serve → sevre”"),
        "{words}"
    );
}

#[test]
fn the_only_change_is_named_with_less_certainty_and_only_for_what_happens_inside() {
    let words = told(&[LEVEL], &crash(&[]));
    assert_eq!(
        words,
        "It may be “web: variable LEVEL info → debug”: container web ended with exit code 1, and it is the only change that replaces tasks."
    );
    assert_eq!(
        told(
            &[LEVEL, (r#""value": "db""#, r#""value": "dc""#)],
            &crash(&[])
        ),
        "nothing"
    );
    for outside in [
        task(
            "SpotInterruption",
            "Your Spot Task was interrupted.",
            vec![],
        ),
        task(
            "UserInitiated",
            "",
            vec![container("web", Some(1), "", &[])],
        ),
        task(
            "ServiceSchedulerInitiated",
            "Scaling activity initiated by (deployment ecs-svc/1)",
            vec![container("web", Some(1), "", &[])],
        ),
        event(
            "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
        ),
        event("(service web) has reached a steady state."),
        Evidence::default(),
    ] {
        assert_eq!(told(&[LEVEL], &outside), "nothing", "{outside:?}");
    }
}

#[test]
fn two_changes_that_are_as_likely_are_both_told() {
    let evidence = crash(&["error: DATABASE_URL or LEVEL is invalid"]);
    let words = told(
        &[LEVEL, (r#""value": "db""#, r#""value": "dc""#)],
        &evidence,
    );
    assert!(
        words.starts_with("Probably one of “web: variable"),
        "{words}"
    );
}

#[test]
fn a_journal_holds_the_evidence() {
    let journal = [
        JournalEvent::StepStarted { step: 0 },
        JournalEvent::TaskStopped {
            task_id: "1".to_owned(),
            stop_code: "EssentialContainerExited".to_owned(),
            reason: "Essential container in task exited".to_owned(),
            explanation: String::new(),
            containers: vec![container("web", Some(1), "", &["error: LEVEL is invalid"])],
        },
        JournalEvent::ServiceEvent {
            id: "1".to_owned(),
            event_at_ms: 1,
            message: "(service web) has started 1 tasks: (task 2).".to_owned(),
        },
    ];
    let evidence = Evidence::of_journal(&journal);
    assert_eq!((evidence.tasks.len(), evidence.events.len()), (1, 1));
    assert!(told(&[LEVEL, IMAGE], &evidence).starts_with("Probably “web: variable LEVEL"));
}

/// A container that ends a task without a word: in order, or killed.
fn quiet(code: i64) -> Evidence {
    task(
        "EssentialContainerExited",
        "Essential container in task exited",
        vec![
            container("web", Some(code), "", &["bye"]),
            container("proxy", Some(143), "", &[]),
        ],
    )
}

#[test]
fn a_container_that_ends_in_order_or_is_killed_hints_at_what_it_runs() {
    let command = (r#"["serve"]"#, r#"["true"]"#);
    let words = told(&[command, LEVEL], &quiet(0));
    assert!(words.starts_with("It may be “web: command"), "{words}");
    assert!(words.contains("web ended with exit code 0"), "{words}");
    let words = told(&[IMAGE, LEVEL], &quiet(137));
    assert!(words.starts_with("It may be “web: image"), "{words}");
    let lower = (r#""memory": 256"#, r#""memory": 128"#);
    let words = told(&[lower, IMAGE], &quiet(137));
    assert!(
        words.starts_with("Probably “web: memory limit 256 → 128 MiB”"),
        "{words}"
    );
    // Of what ECS stopped, the codes say nothing.
    let mut stopped = quiet(0);
    for task in &mut stopped.tasks {
        task.stop_code = "ServiceSchedulerInitiated".to_owned();
    }
    assert_eq!(told(&[IMAGE], &stopped), "nothing");
}

#[test]
fn a_container_that_was_not_there_before_is_blamed_for_its_own_end() {
    let proxy = r#"{"name": "proxy", "image": "envoy:1", "memory": 64}"#;
    let with_side = format!(r#"{proxy}, {{"name": "side", "image": "agent:1", "memory": 64}}"#);
    let added = (proxy, with_side.as_str());
    let ended = |web: i64, side: i64| {
        task(
            "EssentialContainerExited",
            "Essential container in task exited",
            vec![
                container("web", Some(web), "", &[]),
                container("side", Some(side), "", &[]),
            ],
        )
    };
    for (web, side) in [(143, 1), (143, 127), (0, 137)] {
        let words = told(&[IMAGE, added], &ended(web, side));
        assert!(
            words.starts_with("Probably “adds container side"),
            "{words}"
        );
        assert!(words.contains("container"), "{words}");
    }
    // What another did says nothing of it.
    let words = told(&[IMAGE, added], &ended(1, 143));
    assert!(words.starts_with("It may be “web: image"), "{words}");
}
