//! A service from its creation to its end.

use serde_json::{Value, json};

use crate::account::{Account, assert_said, messages};

#[tokio::test]
async fn a_first_deploy_reaches_a_steady_state() {
    let account = Account::new().await;
    let definition = account.register("nginx:1").await;
    let created = account
        .ecs(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                   "desiredCount": 2, "newMember": {"kept": true}}),
        )
        .await["service"]
        .clone();
    assert_eq!(created["status"], "ACTIVE");
    assert_eq!(created["taskDefinition"], definition.as_str());
    assert_eq!(created["newMember"], json!({"kept": true}));
    assert_eq!(created["deployments"][0]["rolloutState"], "IN_PROGRESS");
    assert_eq!(created["deploymentConfiguration"]["maximumPercent"], 200);

    account.pass(2).await;
    let tasks = account.tasks("RUNNING").await;
    assert_eq!(tasks.len(), 2);
    assert_eq!(tasks[0]["lastStatus"], "PENDING");
    assert_eq!(tasks[0]["startedBy"], created["deployments"][0]["id"]);
    assert_eq!(tasks[0]["group"], "service:web");
    assert_ne!(
        tasks[0]["containerInstanceArn"], tasks[1]["containerInstanceArn"],
        "tasks are spread"
    );

    account.pass(10).await;
    let service = account.service("web").await;
    assert_eq!(service["runningCount"], 2);
    assert_eq!(service["deployments"][0]["rolloutState"], "IN_PROGRESS");

    account.pass(60).await;
    let service = account.service("web").await;
    let id = service["deployments"][0]["id"].as_str().unwrap();
    assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
    assert_eq!(
        service["deployments"][0]["rolloutStateReason"],
        format!("ECS deployment {id} completed.")
    );
    let said = messages(&service);
    assert_eq!(
        said[said.len() - 2..],
        [
            format!("(service web) (deployment {id}) deployment completed."),
            "(service web) has reached a steady state.".to_owned()
        ]
    );
    let record = account.record().await;
    assert_eq!(record["status"], "SUCCESSFUL");
    assert_eq!(record["targetServiceRevision"]["runningTaskCount"], 2);
    assert_eq!(
        id.rsplit('/').next(),
        record["targetServiceRevision"]["arn"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next(),
        "deployment and revision share their number"
    );
    let revision = account
        .ecs(
            "DescribeServiceRevisions",
            json!({"serviceRevisionArns": [record["targetServiceRevision"]["arn"]]}),
        )
        .await["serviceRevisions"][0]
        .clone();
    assert_eq!(revision["taskDefinition"], definition.as_str());
    assert_eq!(revision["containerImages"][0]["image"], "nginx:1");
    account.close().await;
}

#[tokio::test]
async fn scaling_starts_no_deployment() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 1, json!({})).await;
    let before = account.service("web").await["deployments"][0]["id"].clone();
    let answer = account
        .ecs(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "desiredCount": 3}),
        )
        .await;
    assert_eq!(answer["service"]["deployments"][0]["id"], before);
    account.pass(120).await;
    assert_eq!(account.service("web").await["runningCount"], 3);
    account
        .ecs(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "desiredCount": 1}),
        )
        .await;
    account.pass(120).await;
    let service = account.service("web").await;
    assert_eq!(service["runningCount"], 1);
    assert_said(&service, "has stopped 2 running tasks:");
    let stopped = account.tasks("STOPPED").await;
    assert_eq!(stopped[0]["stopCode"], "ServiceSchedulerInitiated");
    assert_eq!(
        stopped[0]["stoppedReason"],
        format!(
            "Scaling activity initiated by (deployment {})",
            before.as_str().unwrap()
        )
    );
    assert_eq!(stopped[0]["containers"][0]["exitCode"], 0);
    account.close().await;
}

#[tokio::test]
async fn a_deleted_service_drains_and_then_is_inactive() {
    let account = Account::new().await;
    account.settled_service("nginx:1", 2, json!({})).await;
    let named = json!({"cluster": "c", "service": "web"});
    let (code, message) = account.refused("DeleteService", named).await;
    assert_eq!(code, "InvalidParameterException");
    assert_eq!(
        message,
        "The service cannot be stopped while it is scaled above 0."
    );
    let answer = account
        .ecs(
            "DeleteService",
            json!({"cluster": "c", "service": "web", "force": true}),
        )
        .await;
    assert_eq!(answer["service"]["status"], "DRAINING");
    account.pass(60).await;
    assert_eq!(account.service("web").await["status"], "INACTIVE");
    let (code, _) = account
        .refused(
            "UpdateService",
            json!({"cluster": "c", "service": "web", "desiredCount": 1}),
        )
        .await;
    assert_eq!(code, "ServiceNotActiveException");
    let listed = account.ecs("ListServices", json!({"cluster": "c"})).await;
    assert_eq!(listed["serviceArns"], json!([]));
    account.ecs("DeleteCluster", json!({"cluster": "c"})).await;
    account.close().await;
}

#[tokio::test]
async fn a_daemon_runs_once_on_each_instance() {
    let account = Account::new().await;
    account.register("nginx:1").await;
    account
        .ecs(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web",
                   "schedulingStrategy": "DAEMON"}),
        )
        .await;
    account.pass(120).await;
    let service = account.service("web").await;
    assert_eq!(
        (&service["desiredCount"], &service["runningCount"]),
        (&json!(2), &json!(2))
    );
    account.close().await;
}

#[tokio::test]
async fn a_task_that_fits_nowhere_is_reported() {
    let account = Account::new().await;
    account
        .register_definition(json!({
            "family": "web",
            "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 100_000}],
        }))
        .await;
    account
        .ecs(
            "CreateService",
            json!({"cluster": "c", "serviceName": "web", "taskDefinition": "web", "desiredCount": 1}),
        )
        .await;
    account.pass(60).await;
    let service = account.service("web").await;
    assert_eq!(service["runningCount"], 0);
    assert_said(
        &service,
        "(service web) was unable to place a task because no container instance met all of its \
         requirements. The closest matching (container-instance ",
    );
    assert_said(&service, "has insufficient memory available.");
    let unable: Vec<String> = messages(&service)
        .into_iter()
        .filter(|message| message.contains("unable to place"))
        .collect();
    assert_eq!(unable.len(), 1, "said once, not at every try");
    let run = account
        .ecs("RunTask", json!({"cluster": "c", "taskDefinition": "web"}))
        .await;
    assert_eq!(run["failures"][0]["reason"], "RESOURCE:MEMORY");
    account.close().await;
}

#[tokio::test]
async fn what_is_not_there_is_missing() {
    let account = Account::new().await;
    let answer = account
        .ecs(
            "DescribeServices",
            json!({"cluster": "c", "services": ["nope"]}),
        )
        .await;
    assert_eq!(answer["services"], json!([]));
    assert_eq!(answer["failures"][0]["reason"], "MISSING");
    assert_eq!(
        answer["failures"][0]["arn"],
        "arn:aws:ecs:eu-central-1:123456789012:service/c/nope"
    );
    let answer = account
        .ecs("DescribeClusters", json!({"clusters": ["nope"]}))
        .await;
    assert_eq!(answer["failures"][0]["reason"], "MISSING");
    account.close().await;
}

#[tokio::test]
async fn tags_are_changed_and_shown_on_request() {
    let account = Account::new().await;
    account
        .settled_service(
            "nginx:1",
            1,
            json!({"tags": [{"key": "team", "value": "a"}]}),
        )
        .await;
    let arn = account.service("web").await["serviceArn"].clone();
    assert_eq!(account.service("web").await.get("tags"), None::<&Value>);
    account
        .ecs(
            "TagResource",
            json!({"resourceArn": arn, "tags": [{"key": "team", "value": "b"}, {"key": "x", "value": ""}]}),
        )
        .await;
    account
        .ecs(
            "UntagResource",
            json!({"resourceArn": arn, "tagKeys": ["x"]}),
        )
        .await;
    let shown = account
        .ecs(
            "DescribeServices",
            json!({"cluster": "c", "services": ["web"], "include": ["TAGS"]}),
        )
        .await;
    assert_eq!(
        shown["services"][0]["tags"],
        json!([{"key": "team", "value": "b"}])
    );
    let listed = account
        .ecs("ListTagsForResource", json!({"resourceArn": arn}))
        .await;
    assert_eq!(listed["tags"], json!([{"key": "team", "value": "b"}]));
    account.close().await;
}
